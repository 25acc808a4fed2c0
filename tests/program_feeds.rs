//! Tests feeds that a program prints, with the built program.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};

use crate::commands::program;

const RSS: &str = "cat <<'END'\n<rss version=\"2.0\"><channel><title>Weather</title>\
                   <item><guid>1</guid><title>Rain $(id)</title><link>https://a.example/1</link></item>\
                   </channel></rss>\nEND";

fn tidings(config: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tidings")).arg("--config-dir").arg(config).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn feeds(config: &Path, command: &str) {
    let text = format!("[[feed]]\nurl = \"command:weather\"\ncommand = {command}\nfolder = \"Mine\"\n");
    std::fs::write(config.join("feeds.toml"), text).unwrap();
}

#[test]
fn a_program_prints_a_feed_at_each_sync_and_no_shell_reads_its_arguments() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    let log = config.join("log");
    let script = format!("printf '<%s>' \"$@\" >> '{}'; pwd >> '{}'\n{RSS}", log.display(), log.display());
    let fake = program(config, "weather", &script);
    feeds(config, &format!("[\"{}\", \"a b\", \"$(id)\"]", fake.display()));
    let synced = tidings(config, &["sync"]);
    assert!(synced.status.success(), "{}", out(&synced));
    assert!(out(&tidings(config, &["articles"])).contains("Rain $(id)"));
    let listed = out(&tidings(config, &["feeds", "--json"]));
    assert!(listed.contains("Weather") && listed.contains("command:weather"), "{listed}");
    // It runs again at the next sync, and creates nothing new.
    assert!(tidings(config, &["sync"]).status.success());
    let seen = std::fs::read_to_string(&log).unwrap();
    let folder = config.canonicalize().unwrap();
    assert_eq!(seen, format!("<a b><$(id)>{}\n", folder.display()).repeat(2));
    let articles = out(&tidings(config, &["articles", "--json"]));
    assert_eq!(articles.matches("Rain $(id)").count(), 1);
}

#[test]
fn a_failure_is_the_error_of_the_feed_and_costs_no_other_feed() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    std::fs::write(config.join("config.toml"), "[network]\ntimeout = 1\nmax_body = 1\n").unwrap();
    for (script, expected) in [
        ("echo 'no key' >&2; exit 4", "sh: exited with status 4: no key"),
        ("sleep 1000", "sh: stopped after 1 seconds, its time limit"),
        ("cat /dev/zero", "sh: prints more than 1 MiB ([network] max_body)"),
        ("echo hello", "weather: not a feed"),
    ] {
        feeds(config, &format!("[\"sh\", \"-c\", {script:?}]"));
        let synced = tidings(config, &["sync"]);
        assert!(out(&synced).contains(expected), "{script}: {}", out(&synced));
        let listed = out(&tidings(config, &["feeds", "--json"]));
        let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
        assert!(listed[0]["error"].as_str().unwrap().contains(expected), "{listed}");
    }
}

#[test]
fn only_the_user_writes_a_command_into_the_list_of_feeds() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path();
    let ran = config.join("ran");
    let opml = format!(
        "<opml version=\"2.0\"><body><outline type=\"rss\" text=\"x\" xmlUrl=\"command:x\" command=\"touch {0}\"/>\
         <outline type=\"rss\" text=\"ok\" xmlUrl=\"http://127.0.0.1:9/feed\" command='[\"touch\", \"{0}\"]'/></body></opml>",
        ran.display()
    );
    std::fs::write(config.join("x.opml"), opml).unwrap();
    let imported = tidings(config, &["import", config.join("x.opml").to_str().unwrap()]);
    assert!(out(&imported).contains("not an http or https address: command:x"), "{}", out(&imported));
    let added = tidings(config, &["add", "command:x"]);
    assert!(!added.status.success(), "{}", out(&added));
    let list = std::fs::read_to_string(config.join("feeds.toml")).unwrap();
    assert!(list.contains("127.0.0.1:9") && !list.contains("command"), "{list}");
    // An export leaves such feeds out, and says so.
    feeds(config, "[\"true\"]");
    let exported = tidings(config, &["export"]);
    let said = String::from_utf8_lossy(&exported.stderr).into_owned();
    assert!(said.contains("command:weather: not exported, because a program prints it"), "{said}");
    assert!(!String::from_utf8_lossy(&exported.stdout).contains("command:"));
    assert!(!ran.exists());
}
