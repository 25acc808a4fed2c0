//! Tests saving articles and threads in files: by keys in the real loop, and from the command line.

use std::path::Path;

use tidings::domain::{Entry, Html, Text};
use tidings::settings::{Config, SaveConfig};

use crate::harness::{Folder, Reader, now};
use crate::triage::{save as save_thread, thread};

/// Opens the reader on one article with an image; files are saved in `out` below the config folder.
fn folder(title: &str) -> Folder {
    let html = "<p>One <b>two</b>.</p><p><img src=\"https://a.example/i.png?a=1&amp;b=2\" alt=\"a cat\"></p>";
    Folder::with_entries([Entry {
        guid: "1".to_owned(),
        title: Some(Text::line(title)),
        url: Some("https://a.example/1".to_owned()),
        published: Some(now()),
        content: Some(Html(html.to_owned())),
        ..Entry::default()
    }])
}

fn config(pictures: bool) -> Config {
    Config { save: SaveConfig { folder: "out".into(), pictures }, ..Config::default() }
}

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.dir.path().join("out").join(name)).unwrap()
}

#[test]
fn an_article_is_saved_in_the_format_of_the_ending() {
    let folder = folder("../Ferry: late?");
    let mut reader = Reader::with_config(&folder, (150, 20), &config(false));
    // The suggested name can't leave the folder.
    reader.press("ctrl-s").expect("Save as: Ferry late.md").press("enter").expect("out/Ferry late.md");
    assert_eq!(
        read(&folder, "Ferry late.md"),
        "# ../Ferry: late?\n\nOne **two**.\n\n![a cat](https://a.example/i.png?a=1&b=2)\n"
    );
    for (name, expected) in [
        ("a.html", "<p>One <b>two</b>.</p>"),
        ("a.txt", "One two.\n"),
        ("a.json", "\"title\": \"../Ferry: late?\""),
        ("sub/a.MD", "One **two**."),
    ] {
        reader.press("enter ctrl-s").type_text(name).press("enter").expect(&format!("out/{name}"));
        assert!(read(&folder, name).contains(expected), "{name}: {}", read(&folder, name));
        reader.press("q");
    }
}

#[test]
fn no_file_is_overwritten_without_a_question() {
    let folder = folder("Ferry");
    let file = folder.dir.path().join("out/Ferry.md");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "mine").unwrap();
    let mut reader = Reader::with_config(&folder, (150, 20), &config(false));
    reader.press("ctrl-s enter").expect("out/Ferry.md exists").expect("Overwrite");
    // Esc, and the first row, leave the file as it is.
    reader.press("esc");
    reader.press("ctrl-s enter enter").expect("Save as: Ferry.md");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    reader.press("esc").press("ctrl-s enter j enter").expect("saved");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("# Ferry"));
    // A link to nowhere is something that exists, too.
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/no/such/place", folder.dir.path().join("out/link.md")).unwrap();
        reader.press("ctrl-s").type_text("link.md").press("enter").expect("link.md exists").press("esc");
    }
}

#[test]
fn errors_name_the_file_and_the_name_can_be_corrected() {
    let folder = folder("Ferry");
    std::fs::write(folder.dir.path().join("out"), "a file, not a folder").unwrap();
    let mut reader = Reader::with_config(&folder, (150, 20), &config(false));
    reader.press("ctrl-s").type_text("ferry.pdf").press("enter");
    reader.expect("out/ferry.pdf: end the name with .md, .html, .txt or .json").expect("Save as: ferry.pdf");
    reader.press("backspace backspace backspace").type_text("md").press("enter");
    reader.expect("can't write ").expect("out/ferry.md: ");
}

#[test]
fn cached_images_are_saved_beside_the_article() {
    let folder = folder("Ferry 1");
    let cached = tidings::sync::picture_file(&folder.library.paths.images(), "https://a.example/i.png?a=1&b=2");
    std::fs::create_dir_all(cached.parent().unwrap()).unwrap();
    std::fs::write(&cached, b"\x89PNG\r\n").unwrap();
    let mut reader = Reader::with_config(&folder, (150, 20), &config(true));
    reader.press("ctrl-s enter").expect("Ferry 1.md with 1 image");
    assert!(read(&folder, "Ferry 1.md").contains("![a cat](Ferry%201_files/1.png)"), "{}", read(&folder, "Ferry 1.md"));
    assert!(folder.dir.path().join("out/Ferry 1_files/1.png").is_file());
    reader.press("ctrl-s").type_text("b.html").press("enter").expect("b.html with 1 image");
    assert!(read(&folder, "b.html").contains("src=\"b_files/1.png\""), "{}", read(&folder, "b.html"));
}

#[test]
fn a_thread_is_saved_from_the_comments_and_with_the_article_if_asked() {
    let folder = Folder::offline();
    save_thread(&folder, thread());
    let mut reader = Reader::with_config(&folder, (150, 24), &config(false));
    reader.press("F").type_text("title:octopus").press("enter").press("enter").press("c");
    reader.press("ctrl-s").expect("(comments).md").type_text("t.md").press("enter").expect("out/t.md");
    let saved = read(&folder, "t.md");
    assert!(saved.starts_with("# The octopus") && saved.contains("- **Bob**"), "{saved}");
    reader.press("c").press("ctrl-s").expect("Article and comments").press("j enter");
    reader.type_text("all.txt").press("enter").expect("out/all.txt");
    let saved = read(&folder, "all.txt");
    assert!(saved.starts_with("The octopus") && saved.contains("Slow Light") && saved.contains("\nBob:\n"), "{saved}");
}

#[test]
fn the_command_line_saves_too_and_overwrites_only_if_told() {
    let folder = folder("-Ferry/../x");
    let dir = folder.dir.path();
    std::fs::write(dir.join("config.toml"), "[save]\nfolder = \"out\"\n").unwrap();
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tidings"));
        let output = command.arg("--config-dir").arg(dir).arg("save").arg("1").args(arguments).output().unwrap();
        (
            output.status.success(),
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(),
        )
    };
    let file = dir.join("out/Ferry .. x.md");
    assert_eq!(run(&[]), (true, format!("{}\n", file.display())));
    let (succeeded, error) = run(&[]);
    assert!(!succeeded && error.contains("exists; give another name, or use --overwrite"), "{error}");
    assert!(run(&["--overwrite"]).0);
    let elsewhere = dir.join("x.json");
    assert!(run(&["--comments", elsewhere.to_str().unwrap()]).0);
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&elsewhere).unwrap()).unwrap();
    assert!(json["comments"]["comments"].is_array(), "{json}");
    assert!(!Path::new("Ferry .. x.md").exists());
}
