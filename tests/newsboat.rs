//! Holds the tables of `docs/newsboat.md` to the program: what their second column names exists.

use std::path::PathBuf;

use tidings::input::{Action, Keymap, write_keys};

fn read(name: &str) -> Option<String> {
    std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)).ok()
}

/// The rows of all tables, by cells. A bar that is escaped divides none.
fn rows() -> Vec<Vec<String>> {
    let text = read("docs/newsboat.md").unwrap().replace("\\|", "\u{1}");
    let rows = text.lines().filter(|line| line.starts_with('|') && !line.starts_with("| ---"));
    let rows = rows.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect());
    rows.filter(|cells: &Vec<String>| cells[0] != "newsboat").collect()
}

/// Returns whether everything in a cell exists: a setting, a key of a file, a file, a command, or keys with their action.
fn exists(cell: &str) -> bool {
    let names: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
    match names.as_slice() {
        [key, file] if cell.contains("` in `") => {
            read(&format!("config/{file}")).is_some_and(|text| has_key(&text, key))
        }
        [file] if std::path::Path::new(file).extension().is_some_and(|ending| ending == "toml") => {
            read(&format!("config/{file}")).is_some()
        }
        [setting] if setting.starts_with('[') => is_setting(setting),
        [line] if line.starts_with("tidings ") => is_command(line),
        [keys @ .., action] if !keys.is_empty() => keys.iter().all(|key| is_bound(key, action)),
        _ => false,
    }
}

/// Whether a file has or describes a key. A description is a comment: the key, and behind it its meaning or an example.
fn has_key(text: &str, key: &str) -> bool {
    let mut lines = text.lines().map(|line| line.trim_start_matches('#').trim_start());
    lines.any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with("  ") || rest.starts_with(" =")))
}

/// Whether the reference of the settings has `[section] name`.
fn is_setting(setting: &str) -> bool {
    let Some((section, name)) = setting.split_once(' ') else { return false };
    let config = read("config/config.toml").unwrap();
    let Some((_, rest)) = config.split_once(&format!("\n{section}\n")) else { return false };
    has_key(rest.split("\n[").next().unwrap(), name)
}

/// Whether each word after `tidings` is a command, an option or a value of the command before it.
fn is_command(line: &str) -> bool {
    let mut command = tidings::cli::command();
    command.build();
    line.split(' ').skip(1).all(|word| {
        if let Some(inner) = command.find_subcommand(word).cloned() {
            command = inner;
            return true;
        }
        command.get_arguments().any(|argument| match word.strip_prefix("--") {
            Some(option) => argument.get_long() == Some(option),
            None => argument.get_possible_values().iter().any(|value| value.matches(word, false)),
        })
    })
}

fn is_bound(key: &str, action: &str) -> bool {
    let (keymap, action) = (Keymap::with_user("").unwrap(), Action::from_id(action));
    keymap.bindings().iter().any(|binding| write_keys(&binding.keys) == key && Some(binding.action) == action)
}

#[test]
fn every_counterpart_of_newsboat_exists() {
    let rows = rows();
    assert!(rows.len() >= 60, "{} rows", rows.len());
    for cells in rows {
        let [theirs, ours, remark] = cells.as_slice() else { panic!("a row has three cells: {cells:?}") };
        assert!(!theirs.is_empty(), "{cells:?}");
        assert!(if ours == "no" { !remark.is_empty() } else { exists(ours) }, "{theirs}: {ours} does not exist");
    }
}

#[test]
fn what_does_not_exist_is_found() {
    let right = ["`[sync] interval`", "`[paths] state`", "`title` in `feeds.toml`", "`keymap.toml`"];
    let right =
        right.iter().chain(&["`tidings mark read`", "`tidings sync --force`", "`down` `j` `down`", "`,d` `download`"]);
    right.for_each(|cell| assert!(exists(cell), "{cell}"));
    let wrong =
        ["`[sync] width`", "`[nowhere] width`", "`[sync]`", "`titles` in `feeds.toml`", "`nothing.toml`", "yes"];
    let wrong = wrong.iter().chain(&["`tidings nothing`", "`tidings sync --nothing`", "`tidings mark --force`"]);
    wrong.chain(&["`x` `down`", "`j` `nothing`", "`down`"]).for_each(|cell| assert!(!exists(cell), "{cell}"));
}
