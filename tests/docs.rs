//! Tests that the documents agree with the program: the keys, the commands, the settings, the README and the guide.
//!
//! `TIDINGS_UPDATE=1 cargo test docs` updates `docs/keys.md` and `docs/queries.md`.

use std::path::PathBuf;

use tidings::input::{Keymap, keys_markdown};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap_or_default()
}

#[test]
fn the_key_reference_is_up_to_date() {
    let made = keys_markdown(&Keymap::with_user("").unwrap());
    if std::env::var_os("TIDINGS_UPDATE").is_some() {
        std::fs::write(file("docs/keys.md"), &made).unwrap();
    }
    assert_eq!(read("docs/keys.md"), made, "run TIDINGS_UPDATE=1 cargo test docs");
}

#[test]
fn the_query_reference_is_up_to_date() {
    let made = tidings::domain::query::queries_markdown();
    if std::env::var_os("TIDINGS_UPDATE").is_some() {
        std::fs::write(file("docs/queries.md"), &made).unwrap();
    }
    assert_eq!(read("docs/queries.md"), made, "run TIDINGS_UPDATE=1 cargo test docs");
    // The first column of every table is a query, which the parser accepts.
    for row in made.lines().filter_map(|line| line.strip_prefix("| `")) {
        let query = row.split("` |").next().unwrap().replace("\\|", "|");
        tidings::domain::Query::parse(&query).unwrap_or_else(|error| panic!("{query}: {error}"));
    }
}

#[test]
fn the_guide_and_the_man_page_name_every_command() {
    let man = std::process::Command::new(env!("CARGO_BIN_EXE_tidings")).arg("man").output().unwrap();
    // A hyphen is escaped, so that it is not taken for a hyphenation.
    let man = String::from_utf8(man.stdout).unwrap().replace("\\-", "-");
    for command in tidings::cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(read("docs/guide.md").contains(&format!("tidings {name}")), "docs/guide.md does not name {name}");
        assert!(man.contains(name), "the man page does not name {name}");
    }
}

#[test]
fn the_readme_and_the_guide_link_to_files_that_exist() {
    for document in ["README.md", "docs/guide.md"] {
        let text = read(document);
        let links: Vec<&str> = text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(links.iter().any(|link| link.contains("screenshots/")), "{document} shows no picture");
        let folder = file(document).parent().unwrap().to_path_buf();
        for link in links.iter().filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let path = link.split('#').next().unwrap();
            assert!(folder.join(path).exists(), "{document} links to {link}, which does not exist");
        }
    }
}

#[test]
fn every_setting_is_named_in_the_reference() {
    let keys =
        ["interval", "concurrency", "per_host", "keep_days", "on_start", "user_agent", "allow_private", "browser"];
    for key in keys {
        assert!(read("config/config.toml").contains(&format!("{key} =")), "{key}");
    }
}

#[test]
fn the_starter_feeds_can_be_read() {
    let text = tidings::settings::STARTER_FEEDS;
    let feeds = tidings::settings::Subscriptions::parse(text, &file("config/feeds.toml")).unwrap();
    assert!(feeds.list().len() >= 10);
}
