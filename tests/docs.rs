//! Documents that must say what the program does: the keys, the commands, the settings, the README.
//!
//! `TIDINGS_UPDATE=1 cargo test` writes `docs/keys.md` anew.

use std::path::PathBuf;

use tidings::input::{Keymap, keys_markdown};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap_or_default()
}

#[test]
fn the_keys_are_those_of_the_registry() {
    let made = keys_markdown(&Keymap::with_user("").unwrap());
    if std::env::var_os("TIDINGS_UPDATE").is_some() {
        std::fs::write(file("docs/keys.md"), &made).unwrap();
    }
    assert_eq!(read("docs/keys.md"), made, "run TIDINGS_UPDATE=1 cargo test");
}

#[test]
fn readme_and_man_page_name_every_command() {
    let man = std::process::Command::new(env!("CARGO_BIN_EXE_tidings")).arg("man").output().unwrap();
    let man = String::from_utf8(man.stdout).unwrap();
    for command in tidings::cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(read("README.md").contains(&format!("tidings {name}")), "README.md does not name {name}");
        assert!(man.contains(name), "the man page does not name {name}");
    }
}

#[test]
fn the_readme_shows_pictures_that_are_there() {
    let readme = read("README.md");
    let pictures: Vec<&str> = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(pictures.iter().any(|name| name.starts_with("screenshots/")));
    for name in pictures.iter().filter(|name| !name.contains("://") && !name.starts_with('#')) {
        assert!(file(name).exists(), "README.md names {name}, which is not there");
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
