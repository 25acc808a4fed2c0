//! Small values by key, and a number that tells whether another process has written to the store.

use rusqlite::OptionalExtension;

use super::{Store, StoreError};

impl Store {
    /// Value stored under `key`.
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT value FROM meta WHERE key = ?")?.query_row([key], |row| row.get(0)).optional()
        })
    }

    /// Stores `value` under `key`.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.write(move |conn| {
            let sql = "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
            conn.prepare_cached(sql)?.execute([key, value]).map(|_| ())
        })
    }

    /// Number that changes when, and only when, another process has written to the store. Callers poll it and read
    /// their lists again when it differs. Takes microseconds, but waits for a running write.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.query_writer(|conn| conn.pragma_query_value(None, "data_version", |row| row.get(0)))
    }
}
