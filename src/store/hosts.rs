//! Facts about hosts: until when a host wants no requests, and notes on what it blocks.

use rusqlite::OptionalExtension;

use super::values::{from_ms, to_ms};
use super::{Store, StoreError};
use crate::domain::Time;

impl Store {
    /// End of the pause that `host` asked for, and how many pauses in a row it asked for.
    pub fn host_until(&self, host: &str) -> Result<Option<(Time, u32)>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT until, failures FROM hosts WHERE host = ?")?
                .query_row([host], |row| Ok((from_ms(row.get(0)?), row.get(1)?)))
                .optional()
        })
    }

    /// Lists the hosts whose pause lasts beyond `now`, with its end and the number of pauses in a row.
    pub fn hosts_waiting(&self, now: Time) -> Result<Vec<(String, Time, u32)>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT host, until, failures FROM hosts WHERE until > ?")?
                .query_map([to_ms(now)], |row| Ok((row.get(0)?, from_ms(row.get(1)?), row.get(2)?)))?
                .collect()
        })
    }

    /// Stores that `host` wants no requests before `until`, as its pause number `failures` in a row.
    pub fn set_host_until(&self, host: &str, until: Time, failures: u32) -> Result<(), StoreError> {
        let host = host.to_owned();
        self.write(move |conn| {
            let sql = "INSERT INTO hosts VALUES (?, ?, ?)
                       ON CONFLICT DO UPDATE SET until = excluded.until, failures = excluded.failures";
            conn.prepare_cached(sql)?.execute((host, to_ms(until), failures)).map(|_| ())
        })
    }

    /// Reads a note on a host, such as the comment methods that it blocks.
    pub fn host_note(&self, host: &str, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT value FROM host_notes WHERE host = ? AND key = ?")?
                .query_row([host, key], |row| row.get(0))
                .optional()
        })
    }

    /// Stores a note on a host; `None` deletes it.
    pub fn set_host_note(&self, host: &str, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        let (host, key, value) = (host.to_owned(), key.to_owned(), value.map(str::to_owned));
        self.write(move |conn| {
            let Some(value) = value else {
                let sql = "DELETE FROM host_notes WHERE host = ? AND key = ?";
                return conn.prepare_cached(sql)?.execute([host, key]).map(|_| ());
            };
            let sql = "INSERT INTO host_notes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
            conn.prepare_cached(sql)?.execute([host, key, value]).map(|_| ())
        })
    }
}
