//! Checks the import rules of `src/lib.rs` and a few other rules against the source code.

#[path = "architecture/graph.rs"]
pub(crate) mod graph;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use graph::Graph;

/// Which of our modules a module may import. The list is the law; `docs/architecture.md` gives the reasons.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("input", &["domain"]),
    ("feeds", &["domain"]),
    ("page", &["domain"]),
    ("store", &["domain"]),
    ("net", &["domain"]),
    ("demo", &["domain"]),
    ("comments", &["domain", "page"]),
    ("factcheck", &["domain"]),
    ("reply", &["domain", "page"]),
    ("listen", &["domain", "page"]),
    ("stories", &["domain"]),
    ("settings", &["domain", "input", "listen"]),
    ("library", &["domain", "factcheck", "feeds", "input", "page", "settings", "store", "reply"]),
    ("sync", &["domain", "feeds", "page", "comments", "factcheck", "reply", "listen", "stories", "store", "net"]),
    ("app", &["domain", "factcheck", "input", "listen", "settings"]),
    ("ui", &["app", "domain", "factcheck", "input", "listen", "settings"]),
    (
        "runtime",
        &[
            "app",
            "ui",
            "library",
            "domain",
            "input",
            "settings",
            "sync",
            "store",
            "net",
            "page",
            "comments",
            "reply",
            "feeds",
            "factcheck",
            "listen",
            "stories",
        ],
    ),
    (
        "cli",
        &[
            "runtime",
            "app",
            "library",
            "domain",
            "input",
            "settings",
            "sync",
            "store",
            "net",
            "page",
            "comments",
            "reply",
            "feeds",
            "factcheck",
            "demo",
            "listen",
            "stories",
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
    ("factcheck", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("listen", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("reply", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
    ("stories", &["tokio", "reqwest", "rusqlite", "ratatui", "crossterm"]),
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
    let graph = Graph::read(&root());
    let top = |file: &Path| file.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
    graph.files.iter().map(|(path, file)| (path.clone(), top(path), file.code.clone())).collect()
}

#[test]
fn imports_point_down() {
    let graph = Graph::read(&root());
    let mut wrong = Vec::new();
    for (file, module, _) in sources() {
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(known, _)| *known == module) else {
            wrong.push(format!("{}: module {module} has no rule in tests/architecture.rs", file.display()));
            continue;
        };
        for other in graph.files[&file].layers() {
            if other != module && MAY_IMPORT.iter().any(|(known, _)| *known == other) && !allowed.contains(&&*other) {
                wrong.push(format!("{}: {module} may not import {other}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The layers of the screen are divided by capability; in each no import leads back to where it came from.
#[test]
fn files_of_the_screen_have_no_circles() {
    let graph = Graph::read(&root());
    for layer in ["app", "ui", "runtime", "library"] {
        let circle = graph.circle(|file| file.starts_with(layer));
        let circle: Vec<String> = circle.iter().map(|file| file.display().to_string()).collect();
        assert!(circle.is_empty(), "a circle of imports: {}", circle.join(" -> "));
    }
}

/// A room's state knows no model; what a room does is reached through the model's inbox, never by a call from another room.
#[test]
fn rooms_reach_each_other_only_through_the_inbox() {
    let graph = Graph::read(&root());
    let model = Path::new("app/model.rs");
    let dispatch = ["app/update.rs", "app/act.rs", "app/nav.rs", "app/mod.rs"].map(Path::new);
    let room = |file: &Path| (file.iter().count() > 2).then(|| file.iter().nth(1).unwrap().to_owned());
    let mut wrong = Vec::new();
    for (file, others) in graph.imports().filter(|(file, _)| file.starts_with("app") && !dispatch.contains(file)) {
        for other in others.iter().filter(|other| other.starts_with("app") && room(other) != room(file)) {
            assert!(!dispatch.contains(&other.as_path()), "{} calls the dispatch {}", file.display(), other.display());
            // A file that knows the model is a handler; the model itself is for all of them.
            if room(other).is_some() && graph.reaches(other, model) {
                wrong.push(format!("{} imports the handler {}", file.display(), other.display()));
            }
        }
    }
    let known: Vec<_> = graph.reached_from(model).into_iter().filter(|file| graph.reaches(file, model)).collect();
    assert!(known.iter().all(|file| file == model), "the model is made of files that know it: {known:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same word names a capability in every layer.
#[test]
fn rooms_have_one_name_in_every_layer() {
    let names = |layer: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(root().join(layer)).unwrap();
        entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    };
    // What a layer has beside its rooms.
    let ui = ["mod", "paint"];
    let runtime = ["mod", "shell", "system", "dispatch", "export", "fetch", "network", "clock"];
    let rooms = names("app");
    for (layer, beside) in [("ui", &ui[..]), ("runtime", &runtime[..])] {
        for name in names(layer).iter().filter(|name| !beside.contains(&name.as_str())) {
            assert!(rooms.contains(name), "{layer}/{name} has no room of that name in app");
        }
    }
}

#[test]
fn functions_of_the_screen_fit_a_screen() {
    // Lists of actions, which are tables.
    let tables = ["app/offered.rs"];
    let mut long = Vec::new();
    for (file, module, code) in sources() {
        let is_table = tables.iter().any(|table| file == Path::new(table));
        if matches!(module.as_str(), "app" | "ui" | "runtime" | "library") && !is_table {
            long.extend(
                graph::long_functions(&code, 60)
                    .map(|(name, lines)| format!("{}: {name} has {lines} lines", file.display())),
            );
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
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
        let allowed = matches!(module.as_str(), "cli" | "main") || file.ends_with("runtime/shell/terminal.rs");
        for call in prints {
            assert!(allowed || !code.contains(call), "{} prints with {call}", file.display());
        }
    }
}

#[test]
fn no_program_is_started_but_those_that_the_user_names() {
    // What opens links, what a reply is written in, what prints a secret, commands and the analyst, what speaks and plays.
    let system = ["opener", "clipboard", "editor", "secrets", "program", "child"]
        .map(|name| format!("runtime/system/{name}.rs"));
    for (file, _, code) in sources() {
        let starts = code.contains("process::Command") || code.contains("Command::new");
        assert!(!starts || system.iter().any(|may| file.ends_with(may)), "{} starts a program", file.display());
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
