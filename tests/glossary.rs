//! Holds the texts of the interface to `docs/glossary.md`: no text that a user can see has a word that a term replaces, and
//! messages of the screen name keys by the keymap.

use std::fs;
use std::path::{Path, PathBuf};

use crate::architecture::graph::source_files;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The phrases of the glossary's third column, each with its term.
fn replaced() -> Vec<(String, String)> {
    let glossary = fs::read_to_string(root().join("docs/glossary.md")).unwrap();
    let rows = glossary.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let rows = rows.filter(|line| !line.starts_with("| term "));
    rows.flat_map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [term, _, phrases] = cells.as_slice() else { panic!("a row has three columns: {row}") };
        let phrases = phrases.split('`').skip(1).step_by(2).map(str::to_owned);
        phrases.map(|phrase| (phrase, (*term).to_owned())).collect::<Vec<_>>()
    })
    .collect()
}

/// Every source file below a folder, with its string literals, each on one line.
fn literals(folder: &Path) -> Vec<(PathBuf, Vec<String>)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path, strings(&text))
    };
    source_files(folder).into_iter().map(read).collect()
}

/// The string literals of a source text without its tests and comments.
fn strings(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let (mut all, mut rest) = (Vec::new(), code.as_str());
    while let Some(at) = rest.find('"') {
        // A quote as a character, `'"'`, begins no string.
        if rest[..at].ends_with('\'') && rest[at + 1..].starts_with('\'') {
            rest = &rest[at + 2..];
            continue;
        }
        let mut end = at + 1;
        let bytes = rest.as_bytes();
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let literal = rest.get(at + 1..end.min(rest.len())).unwrap_or_default();
        all.push(literal.split("\\\n").map(str::trim_start).collect::<String>());
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    all
}

#[test]
fn no_text_has_a_word_that_a_term_of_the_glossary_replaces() {
    let replaced = replaced();
    assert!(replaced.len() > 100, "the glossary was read: {}", replaced.len());
    let mut wrong = Vec::new();
    let mut check = |place: &str, text: &str| {
        let lower = text.to_lowercase();
        for (phrase, term) in replaced.iter().filter(|(phrase, _)| lower.contains(phrase.as_str())) {
            wrong.push(format!("{place}: `{phrase}` in “{}”: write {term}", text.trim()));
        }
    };
    // The demo's articles are a newspaper's, not the interface.
    for (file, strings) in literals(&root().join("src")) {
        let file = file.strip_prefix(root()).unwrap().display().to_string();
        if !file.starts_with("src/demo") {
            for text in &strings {
                check(&file, text);
            }
        }
    }
    for file in
        ["README.md", "docs/guide.md", "docs/keys.md", "config/config.toml", "config/keymap.toml", "config/rules.toml"]
    {
        let text = fs::read_to_string(root().join(file)).unwrap();
        text.lines().for_each(|line| check(file, line));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_screen_names_keys_by_the_keymap() {
    // Keys that nobody can bind otherwise: those of a line of text and of the palette.
    let fixed = ["src/ui/status.rs"];
    let mut wrong = Vec::new();
    for layer in ["src/app", "src/ui", "src/runtime"] {
        for (file, strings) in literals(&root().join(layer)) {
            let file = file.strip_prefix(root()).unwrap().display().to_string();
            let names_a_key = |text: &&String| {
                let is_sentence = text.contains(' ');
                let is_phrase = text.contains("ctrl-") || text.contains("; u ") || text.contains(" takes ");
                is_sentence && (is_phrase || labels_a_key(text))
            };
            if !fixed.contains(&file.as_str()) {
                wrong.extend(strings.iter().filter(names_a_key).map(|text| format!("{file}: “{text}” names a key")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a text has a key with a label, such as `u: undo`. A key of the keymap is a `{}` there.
fn labels_a_key(text: &str) -> bool {
    let names = [
        "enter",
        "esc",
        "tab",
        "space",
        "backspace",
        "delete",
        "insert",
        "home",
        "end",
        "pageup",
        "pagedown",
        "up",
        "down",
        "left",
        "right",
    ];
    text.match_indices(": ").any(|(at, _)| {
        let key = text[..at].rsplit([' ', '(', '·']).next().unwrap().to_lowercase();
        let is_named = names.contains(&key.as_str()) || ["ctrl-", "alt-", "shift-"].iter().any(|m| key.starts_with(m));
        text[at + 2..].starts_with(char::is_lowercase) && (is_named || key.chars().count() == 1)
    })
}

#[test]
fn labels_of_keys_are_recognised() {
    for text in ["starred (u: undo)", " Enter: open it", "ctrl-n ctrl-p: move", "move · x: done", "?: help"] {
        assert!(labels_a_key(text), "{text}");
    }
    for text in ["starred ({key}: undo)", "{}: scroll", "no such rule: {rule}", "{title}: x", "at 8: 00", "{u}: undo"] {
        assert!(!labels_a_key(text), "{text}");
    }
}

#[test]
fn string_literals_are_read() {
    let text = "// \"not this\"\nfn f() { g('\"', \"one \\\"two\\\"\", \"three \\\n    four\") }\n#[cfg(test)]\nmod tests { \"nor this\" }";
    assert_eq!(strings(text), ["one \\\"two\\\"", "three four"]);
}
