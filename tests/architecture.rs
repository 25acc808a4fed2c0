//! Checks the import rules of `src/lib.rs` and a few other rules against the source code.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules that each module may import; `docs/architecture.md` gives the reasons.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("input", &["domain"]),
    ("feeds", &["domain"]),
    ("page", &["domain"]),
    ("store", &["domain"]),
    ("net", &["domain"]),
    ("demo", &["domain"]),
    ("comments", &["domain", "page"]),
    ("reply", &["domain", "page"]),
    ("settings", &["domain", "input"]),
    ("sync", &["domain", "feeds", "page", "comments", "reply", "store", "net"]),
    ("app", &["domain", "input", "settings"]),
    ("ui", &["app", "domain", "input", "settings"]),
    (
        "runtime",
        &["app", "ui", "domain", "input", "settings", "sync", "store", "net", "page", "comments", "reply", "feeds"],
    ),
    (
        "cli",
        &[
            "runtime", "app", "domain", "input", "settings", "sync", "store", "net", "page", "comments", "reply",
            "feeds", "demo",
        ],
    ),
];

/// The crates that each module must not use.
const MUST_NOT_USE: &[(&str, &[&str])] = &[
    ("domain", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("app", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("feeds", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("page", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("comments", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("reply", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("input", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("ui", &["tokio", "reqwest", "rusqlite", "crossterm"]),
    ("store", &["tokio", "reqwest", "ratatui", "crossterm"]),
    ("net", &["rusqlite", "ratatui", "crossterm"]),
    ("sync", &["rusqlite", "ratatui", "crossterm"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns every source file with its top module, and its code without tests and comments.
fn sources() -> Vec<(PathBuf, String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs")
                && path.file_name().is_none_or(|name| name != "tests.rs")
            {
                let inside = path.strip_prefix(root()).unwrap().to_path_buf();
                let module = inside.components().next().unwrap().as_os_str().to_str().unwrap();
                let module = module.trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
                let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
                found.push((inside, module, code.join("\n")));
            }
        }
    }
    found
}

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for (file, module, code) in sources() {
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(known, _)| *known == module) else {
            wrong.push(format!("{}: module {module} has no rule in tests/architecture.rs", file.display()));
            continue;
        };
        for (other, _) in MAY_IMPORT {
            let imports =
                code.contains(&format!("crate::{other}::")) || grouped(&code).iter().any(|name| name == other);
            if imports && *other != module && !allowed.contains(other) {
                wrong.push(format!("{}: {module} may not import {other}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the modules named in `use crate::{a, b::c}`.
fn grouped(code: &str) -> Vec<String> {
    let starts = code.match_indices("crate::{").map(|(at, found)| at + found.len());
    let groups = starts.filter_map(|start| code[start..].split('}').next());
    groups.flat_map(|group| group.split(',').map(|name| name.trim().split("::").next().unwrap().to_owned())).collect()
}

#[test]
fn pure_layers_do_no_io() {
    let mut wrong = Vec::new();
    for (file, module, code) in sources() {
        for (_, banned) in MUST_NOT_USE.iter().filter(|(known, _)| *known == module) {
            for name in *banned {
                if code.contains(&format!("{name}::")) {
                    wrong.push(format!("{}: {module} must do without {name}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_and_the_terminal_print() {
    for (file, module, code) in sources() {
        let prints = ["println!", "print!(", "eprint", "io::stdout", "stdout()", "dbg!"];
        let allowed = matches!(module.as_str(), "cli" | "main") || file.ends_with("runtime/terminal.rs");
        for call in prints {
            assert!(allowed || !code.contains(call), "{} prints with {call}", file.display());
        }
    }
}

#[test]
fn only_programs_that_the_user_names_are_started() {
    // The browser, the editor, and the commands that print secrets.
    let may = ["runtime/opener.rs", "runtime/editor.rs", "runtime/secrets.rs"];
    for (file, _, code) in sources() {
        let starts = code.contains("process::Command") || code.contains("Command::new");
        assert!(!starts || may.iter().any(|may| file.ends_with(may)), "{} starts a program", file.display());
    }
}

#[test]
fn every_file_begins_with_its_purpose() {
    for (file, _, _) in sources() {
        let text = fs::read_to_string(root().join(&file)).unwrap();
        assert!(text.starts_with("//! "), "{} does not open with //!", file.display());
    }
}

#[test]
fn the_map_in_the_library_names_every_module() {
    let map = fs::read_to_string(root().join("lib.rs")).unwrap();
    let map: String = map.lines().take_while(|line| line.starts_with("//!")).collect();
    let listed = fs::read_to_string(root().parent().unwrap().join("docs/architecture.md")).unwrap();
    for (module, _) in MAY_IMPORT {
        assert!(map.contains(module), "src/lib.rs does not mention {module}");
        assert!(listed.contains(module), "docs/architecture.md does not mention {module}");
    }
}
