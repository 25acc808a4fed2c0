//! SQL functions of the program: regular expressions, lower case of any script, and whether an article has audio.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use super::values::enclosures;
use crate::domain::Enclosure;
use crate::domain::query::compile;

/// Registers the functions on a connection: `matches(pattern, text)`, `lowercase(text)` and
/// `has_audio(enclosures)`.
pub(super) fn register(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("matches", 2, flags, |context| {
        // The pattern is a parameter of the statement, so it is compiled once for each run.
        let regex = context.get_or_create_aux(0, |pattern| {
            let compiled = compile(pattern.as_str()?)?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(compiled)
        })?;
        Ok(regex.is_match(context.get_raw(1).as_str()?))
    })?;
    conn.create_scalar_function("lowercase", 1, flags, |context| Ok(context.get_raw(0).as_str()?.to_lowercase()))?;
    conn.create_scalar_function("has_audio", 1, flags, |context| {
        let json = context.get_raw(0).as_str()?;
        Ok(json != "[]" && enclosures(json)?.iter().any(Enclosure::is_audio))
    })
}
