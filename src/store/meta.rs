//! Small facts by key, and whether another process has written.

use rusqlite::OptionalExtension;

use super::{Store, StoreError};

impl Store {
    /// The value kept under `key`.
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT value FROM meta WHERE key = ?")?.query_row([key], |row| row.get(0)).optional()
        })
    }

    /// Keeps `value` under `key`.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.write(move |conn| {
            let sql = "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
            conn.prepare_cached(sql)?.execute([key, value]).map(|_| ())
        })
    }

    /// A number that changes when another process has written to the store, and only then: ask now and then, and read
    /// the lists again when it differs. Costs microseconds, but waits for the write that is under way.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.look(|conn| conn.pragma_query_value(None, "data_version", |row| row.get(0)))
    }
}
