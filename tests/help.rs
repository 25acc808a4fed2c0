//! Tests the help, unbound keys, settings in the palette, and editing the user's files.

use tidings::app::Effect;
use tidings::app::effect::Terminal as TerminalEffect;
use tidings::settings::SettingsFile;

use crate::harness::{Folder, Reader};

#[test]
fn the_help_begins_where_the_user_is_and_is_searched() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (100, 24));
    reader.press("?").expect("open the next unread article").expect("/: search");
    insta::assert_snapshot!("help_in_articles_100x24", reader.screen());
    reader.press("/").type_text("unstar").press("enter").expect("Keys · /unstar").expect("star or unstar");
    reader.expect_not("open the next unread article");
    reader.press("/").type_text("no such words").press("enter").expect("No key has these words");
    reader.press("esc ?").expect("open the next unread article");
    reader.press("esc enter ?").expect("fetch the full text");
}

#[test]
fn an_unbound_key_is_named_once() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (100, 24));
    reader.press("X").expect("X is bound to nothing (?: all keys)");
    reader.press("j X").expect_not("bound to nothing");
    reader.press("x").expect("x works in comments (?: all keys)");
    reader.press("h D esc").expect_not("bound");
}

#[test]
fn a_setting_is_found_in_the_palette() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (100, 24));
    reader.press(":").type_text("setting dates");
    insta::assert_snapshot!("palette_setting_100x24", reader.screen());
    reader.press("enter").expect("[screen] dates").expect("Default: dates = \"relative\"").press("enter");
    let is_edit = |effect: &Effect| *effect == Effect::Terminal(TerminalEffect::EditFile(SettingsFile::Config));
    assert!(reader.outside.iter().any(is_edit), "{:?}", reader.outside);
}

#[cfg(unix)]
#[test]
fn feeds_are_edited_in_the_users_editor_and_checked() {
    use crate::pty::Terminal;

    let folder = Folder::offline();
    let dir = folder.dir.path();
    let script = "if grep -q nonsense \"$1\"; then sed -i /nonsense/d \"$1\"; else \
                  printf '[[feed]]\\nurl = \"http://new.example/feed\"\\nnonsense = 1\\n' >> \"$1\"; fi";
    let editor = crate::commands::program(dir, "my editor", script);
    let editor = format!("'{}'", editor.display());
    let mut terminal = Terminal::open_with(dir, (100, 24), &[], &[("VISUAL", &editor)]);
    terminal.wait("? help");
    terminal.press("\x05");
    terminal.wait("Edit in your editor");
    terminal.press("j\r");
    terminal.wait("nonsense");
    terminal.press("\x05j\r");
    terminal.wait("feeds.toml has no errors");
    terminal.wait("new.example/feed");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}
