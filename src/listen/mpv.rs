//! Writes the commands and reads the answers of mpv's JSON interface (<https://mpv.io/manual/stable/#json-ipc>).
//!
//! Starting mpv and the socket are left to `runtime`.

use serde_json::{Value, json};

/// The arguments that let mpv take commands from standard input, which is a socket. mpv ends when that closes, so that
/// it never outlives tidings.
///
/// No configuration is read, no script runs and no other file is opened: an address must not reach youtube-dl, and a
/// recording must not name further files.
pub const ARGUMENTS: &[&str] = &[
    "--no-config",
    "--idle=yes",
    "--no-terminal",
    "--no-video",
    "--ytdl=no",
    "--load-scripts=no",
    "--load-unsafe-playlists=no",
    "--ordered-chapters=no",
    "--autoload-files=no",
    "--osc=no",
    "--input-default-bindings=no",
    "--audio-display=no",
    "--gapless-audio=weak",
    "--volume-max=100",
    "--network-timeout=60",
    "--demuxer-max-bytes=16MiB",
    "--demuxer-max-back-bytes=4MiB",
    "--audio-client-name=tidings",
    "--input-ipc-client=fd://0",
];

/// Observed properties, with the numbers by which mpv names them.
const OBSERVED: [(u64, &str); 2] = [(1, "time-pos"), (2, "duration")];

/// A message of mpv.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The answer to the command with this number: the entry of the playlist that it made, or the error.
    Answer(u64, Result<Option<i64>, String>),
    /// An entry of the playlist begins.
    Began(i64),
    /// The file is open.
    Loaded,
    /// An entry has ended; the reason if it could not be played.
    Ended(i64, Option<String>),
    /// The second of the current file.
    At(f64),
    /// The length of the current file in seconds.
    Length(f64),
}

/// Returns a command with a number, for one line of the socket.
#[must_use]
pub fn command(number: u64, parts: &[Value]) -> String {
    format!("{}\n", json!({ "command": parts, "request_id": number }))
}

/// Returns the commands that ask for reports.
pub fn observe() -> impl Iterator<Item = Vec<Value>> {
    OBSERVED.iter().map(|(number, name)| vec![json!("observe_property"), json!(number), json!(name)])
}

/// Returns the command that sets a property.
#[must_use]
pub fn set(property: &str, value: impl Into<Value>) -> Vec<Value> {
    vec![json!("set_property"), json!(property), value.into()]
}

/// Returns the command that plays a file or address: instead of all others, or after them.
#[must_use]
pub fn load(file: &str, is_next: bool) -> Vec<Value> {
    vec![json!("loadfile"), json!(file), json!(if is_next { "append-play" } else { "replace" })]
}

/// Reads a line of the socket; `None` for messages that mean nothing here.
#[must_use]
pub fn event(line: &str) -> Option<Event> {
    let message: Value = serde_json::from_str(line).ok()?;
    let entry = || message.get("playlist_entry_id")?.as_i64();
    let Some(name) = message.get("event") else {
        let number = message.get("request_id")?.as_u64()?;
        let error = message.get("error")?.as_str()?;
        let entry = || message.get("data")?.get("playlist_entry_id")?.as_i64();
        return Some(Event::Answer(number, if error == "success" { Ok(entry()) } else { Err(error.to_owned()) }));
    };
    match name.as_str()? {
        "start-file" => Some(Event::Began(entry()?)),
        "file-loaded" => Some(Event::Loaded),
        "end-file" => match message.get("reason")?.as_str()? {
            "eof" => Some(Event::Ended(entry()?, None)),
            "error" => {
                let error = message.get("file_error").and_then(Value::as_str).unwrap_or("unknown error");
                Some(Event::Ended(entry()?, Some(error.to_owned())))
            }
            // It was stopped, or replaced by another file.
            _ => None,
        },
        "property-change" => {
            let value = message.get("data")?.as_f64()?;
            match message.get("name")?.as_str()? {
                "time-pos" => Some(Event::At(value)),
                "duration" => Some(Event::Length(value)),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of mpv 0.35.
    #[test]
    fn the_messages_that_matter_are_read() {
        for (line, expected) in [
            (r#"{"request_id":0,"error":"success"}"#, Some(Event::Answer(0, Ok(None)))),
            (
                r#"{"data":{"playlist_entry_id":1},"request_id":7,"error":"success"}"#,
                Some(Event::Answer(7, Ok(Some(1)))),
            ),
            (
                r#"{"request_id":3,"error":"invalid parameter"}"#,
                Some(Event::Answer(3, Err("invalid parameter".into()))),
            ),
            (r#"{"event":"start-file","playlist_entry_id":2}"#, Some(Event::Began(2))),
            (r#"{"event":"file-loaded"}"#, Some(Event::Loaded)),
            (r#"{"event":"end-file","reason":"eof","playlist_entry_id":1}"#, Some(Event::Ended(1, None))),
            (
                r#"{"event":"end-file","reason":"error","playlist_entry_id":1,"file_error":"loading failed"}"#,
                Some(Event::Ended(1, Some("loading failed".into()))),
            ),
            (r#"{"event":"end-file","reason":"stop","playlist_entry_id":1}"#, None),
            (r#"{"event":"property-change","id":1,"name":"time-pos","data":0.25}"#, Some(Event::At(0.25))),
            (r#"{"event":"property-change","id":1,"name":"time-pos"}"#, None),
            (r#"{"event":"property-change","id":2,"name":"duration","data":61.0}"#, Some(Event::Length(61.0))),
            (r#"{"event":"audio-reconfig"}"#, None),
            ("not json", None),
            ("[]", None),
            ("", None),
        ] {
            assert_eq!(event(line), expected, "{line}");
        }
    }

    #[test]
    fn a_command_is_one_line_whatever_the_file_is_called() {
        let line = command(9, &load("/tmp/a \"b\"\n{\"command\":[\"run\"]}.wav", true));
        assert_eq!(line.matches('\n').count(), 1);
        assert!(line.ends_with("}\n") && line.contains("\"request_id\":9"));
        let value: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["command"][2], "append-play");
        assert_eq!(command(1, &set("speed", 1.5)), "{\"command\":[\"set_property\",\"speed\",1.5],\"request_id\":1}\n");
    }
}
