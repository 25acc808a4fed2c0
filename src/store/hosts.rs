//! What is known of hosts: until when to leave them alone, and what did not work there.

use rusqlite::OptionalExtension;

use super::values::{from_ms, to_ms};
use super::{Store, StoreError};
use crate::domain::Time;

impl Store {
    /// Until when `host` asked to be left alone, and how often in a row it did.
    pub fn host_until(&self, host: &str) -> Result<Option<(Time, u32)>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT until, failures FROM hosts WHERE host = ?")?
                .query_row([host], |row| Ok((from_ms(row.get(0)?), row.get(1)?)))
                .optional()
        })
    }

    /// All hosts that are to be left alone after `now`.
    pub fn hosts_waiting(&self, now: Time) -> Result<Vec<(String, Time, u32)>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT host, until, failures FROM hosts WHERE until > ?")?
                .query_map([to_ms(now)], |row| Ok((row.get(0)?, from_ms(row.get(1)?), row.get(2)?)))?
                .collect()
        })
    }

    /// Leaves `host` alone until `until`, after `failures` in a row.
    pub fn set_host_until(&self, host: &str, until: Time, failures: u32) -> Result<(), StoreError> {
        let host = host.to_owned();
        self.write(move |conn| {
            let sql = "INSERT INTO hosts VALUES (?, ?, ?)
                       ON CONFLICT DO UPDATE SET until = excluded.until, failures = excluded.failures";
            conn.prepare_cached(sql)?.execute((host, to_ms(until), failures)).map(|_| ())
        })
    }

    /// Forgets that `host` was to be left alone.
    pub fn clear_host(&self, host: &str) -> Result<(), StoreError> {
        let host = host.to_owned();
        self.write(move |conn| conn.prepare_cached("DELETE FROM hosts WHERE host = ?")?.execute([host]).map(|_| ()))
    }

    /// A note on a host, such as a comment method that it blocks.
    pub fn host_note(&self, host: &str, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT value FROM host_notes WHERE host = ? AND key = ?")?
                .query_row([host, key], |row| row.get(0))
                .optional()
        })
    }

    /// Writes a note on a host; `None` removes it.
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
