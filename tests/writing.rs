//! Tests writing a reply in the box, with the real loop: keys in, screen out.
//!
//! `writing_program` tests the built program.

use std::sync::Arc;

use tidings::app::compose::{Effect as ComposeEffect, ReplyTo};
use tidings::app::input::Msg as InputMsg;
use tidings::app::thread::Msg as ThreadMsg;
use tidings::app::{Effect, Msg, Terminal};
use tidings::domain::{Reply, ReplyState, Text};
use tidings::input::Keymap;
use tidings::settings::{Ascii, Config, ReplyEditor};

use crate::harness::{Folder, Reader, now};
use crate::triage::{article, comment, open, save, thread};

/// Opens the octopus article, selects a comment, and opens the box under it.
fn writing(folder: &Folder, size: (u16, u16), keys: &str) -> Reader {
    save(folder, thread());
    let mut reader = open(folder, size);
    reader.press(keys).press("a");
    reader
}

/// Opens the article again, and goes to its top.
fn again(folder: &Folder, size: (u16, u16)) -> Reader {
    let mut reader = Reader::open(folder, size);
    reader.press("F").type_text("title:octopus").press("enter enter g");
    reader
}

fn replies(folder: &Folder) -> Vec<Reply> {
    folder.library.store.replies().unwrap()
}

#[track_caller]
pub(crate) fn only(folder: &Folder) -> Reply {
    let all = replies(folder);
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap()
}

fn texts(folder: &Folder) -> Vec<String> {
    replies(folder).into_iter().map(|reply| reply.text).collect()
}

/// Finds the row of the screen with a text.
#[track_caller]
fn row(reader: &Reader, text: &str) -> u16 {
    reader.place(text).1
}

#[test]
fn a_reply_is_written_below_its_comment_and_sent_from_the_menu() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c j");
    reader.expect("reply to Bob").expect("Even the bills").expect("esc finish  ctrl-o editor");
    // Keys that start actions elsewhere type characters here.
    reader.type_text("quite so, x a O q? 1").press("enter").type_text("And: yes!");
    insta::assert_snapshot!("writing_80x24", reader.screen());
    let cursor = reader.drawn().cursor.unwrap();
    let (x, y) = reader.place("And: yes!");
    assert_eq!((cursor.x, cursor.y), (x + 9, y));
    reader.press("esc");
    reader.expect("Your reply: draft").expect("Send with the next sync").expect("yours, draft");
    let draft = only(&folder);
    assert_eq!((draft.text.as_str(), draft.parent.as_deref()), ("quite so, x a O q? 1\nAnd: yes!", Some("2")));
    reader.press("enter").expect("queued for the next sync");
    assert_eq!(only(&folder).state, ReplyState::Queued);
}

#[test]
fn the_box_fits_on_a_narrow_screen() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (40, 12), "c j");
    reader.type_text("One that is longer than a row is, and goes on in the next ones, and on.");
    insta::assert_snapshot!("writing_40x12", reader.screen());
    // The comment stays visible as long as there is a row for it.
    reader.send(InputMsg::Resize(30, 8));
    reader.expect("shells?").expect("esc finish");
}

#[test]
fn a_reply_to_the_article_is_written_at_the_bottom_of_its_pane() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "g");
    reader.expect("reply to the article").type_text("To you.");
    assert_eq!(row(&reader, "esc finish"), 21, "{}", reader.screen());
    let before = row(&reader, "By ");
    reader.press("pagedown").expect_not("By W");
    reader.press("pageup");
    assert_eq!(row(&reader, "By "), before);
    reader.press("ctrl-s").expect("Your reply: draft");
    assert_eq!(only(&folder).parent, None);
}

#[test]
fn a_pause_in_typing_saves_the_draft() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c");
    assert_eq!(only(&folder).text, "", "opening the box creates the draft");
    reader.type_text("Half a sent");
    assert_eq!(only(&folder).text, "");
    reader.expect_not("saved").send(Msg::Pause);
    assert_eq!(only(&folder).text, "Half a sent");
    reader.expect("saved");
    // Without a pause, the draft is saved at intervals.
    reader.type_text("ence").send(Msg::Tick(now()));
    assert_eq!(only(&folder).text, "Half a sentence");
    // A finished draft can be reopened and continued.
    reader.type_text(".").press("esc j j j enter");
    assert_eq!(only(&folder).text, "Half a sentence.");
    reader.press("g c a").expect("reply to Ann").type_text(" And more.").press("esc");
    assert_eq!(only(&folder).text, "Half a sentence. And more.");
    // The menu offers to keep writing.
    reader.press("j j enter").expect("reply to Ann").expect("And more.").press("ctrl-c");
    assert_eq!(reader.outside.last(), Some(&Effect::Terminal(Terminal::Quit)));
    drop(reader);
    Reader::open(&folder, (80, 24)).expect("you have an unfinished reply (O: outbox)");
}

#[test]
fn quitting_saves_a_draft_unless_it_is_empty() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c");
    reader.press("ctrl-c");
    assert_eq!((reader.outside.last(), replies(&folder).len()), (Some(&Effect::Terminal(Terminal::Quit)), 0));
    drop(reader);
    Reader::open(&folder, (80, 24)).expect_not("unfinished");
    let mut reader = again(&folder, (80, 24));
    reader.press("c a").type_text("Words").press("ctrl-c");
    assert_eq!(
        (reader.outside.last(), only(&folder).text.as_str()),
        (Some(&Effect::Terminal(Terminal::Quit)), "Words")
    );
}

#[test]
fn keys_pressed_while_the_box_opens_are_typed_into_it() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (80, 24));
    reader.press("c");
    // As over a slow connection, where they arrive together.
    reader.press_without_waiting("a x K x esc j");
    reader.settle();
    reader.expect("Your reply: draft");
    assert_eq!(only(&folder).text, "xKx");
    let marks = crate::triage::marks(&folder);
    assert!(!marks.contains(['d', 'k']), "{marks}");
    // The key after the one that ends writing was for the menu, and sent the reply.
    reader.press("enter").expect("yours, failed");
}

#[test]
fn an_empty_text_is_not_a_reply() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c");
    reader.press("esc").expect("nothing written, no reply").expect_not("reply to");
    assert_eq!(replies(&folder).len(), 0);
    // Neither is a text that was deleted again.
    reader.press("a").type_text("no").send(Msg::Pause);
    reader.press("backspace backspace space enter esc").expect("nothing written, no reply");
    assert_eq!(replies(&folder).len(), 0);
    reader.press("O").expect("no replies yet");
}

#[test]
fn pasted_text_is_one_edit_without_control_characters() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c");
    reader.type_text("> ").send(InputMsg::Paste("q\u{1b}[31mred\u{202e}\r\nx\ty\u{7}".into()));
    reader.expect("> qred").expect("x    y").send(Msg::Pause);
    assert_eq!(only(&folder).text, "> qred\nx    y");
    reader.press("ctrl-z").expect_not("qred");
    reader.press("ctrl-y").expect("qred");
    reader.send(InputMsg::Paste("y".repeat(70_000)));
    reader.expect("longer than any site accepts").press("esc");
    assert_eq!(only(&folder).text, "> qred\nx    y");
}

#[test]
fn the_text_wraps_and_scrolls_without_loss_at_every_size() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c j");
    let words = "word ".repeat(60);
    reader.type_text(&words).type_text("END");
    let text = format!("{words}END");
    let inside = |reader: &Reader| row(reader, "esc finish") - row(reader, "reply to Bob") - 1;
    reader.expect("END").expect("Even the bills").expect("word word word word word word");
    assert_eq!(inside(&reader), 5, "it has grown: {}", reader.screen());
    reader.type_text(&" more".repeat(200)).type_text(" TAIL").expect("Even the bills").expect("TAIL");
    assert_eq!(inside(&reader), 9, "half of the pane, no more: {}", reader.screen());
    // The border shows that there is more text.
    reader.expect("↑╮").expect_not("↓╯");
    reader.press("ctrl-home").expect("↓╯").expect_not("↑╮");
    reader.expect_not("TAIL").expect("word word").press("ctrl-end").expect_not("word word").expect("TAIL");
    for _ in 0..=200 {
        reader.press("ctrl-w");
    }
    reader.press("backspace").expect("word END").expect_not("↑╮").expect_not("↓╯");
    for (width, height) in [(40, 12), (10, 3), (9, 4), (1, 1), (120, 40), (3, 2), (60, 6), (80, 24)] {
        reader.send(InputMsg::Resize(width, height));
        let cursor = reader.drawn().cursor.unwrap_or_else(|| panic!("{width}x{height}: {}", reader.screen()));
        assert!(cursor.x < width && cursor.y < height, "{width}x{height}");
        if height > 3 && width >= 40 {
            reader.expect("END").expect("esc finish");
        }
    }
    reader.send(InputMsg::Resize(10, 3));
    reader.type_text("!").expect("END!");
    reader.send(InputMsg::Resize(80, 24));
    reader.press("esc");
    assert_eq!(only(&folder).text, text.trim_end().to_owned() + "!");
}

#[test]
fn the_box_can_be_drawn_at_every_size_and_in_ascii() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut config = Config::default();
    config.screen.ascii = Ascii::Always;
    let mut reader = Reader::with_config(&folder, (100, 30), &config);
    reader.press("F").type_text("title:octopus").press("enter").press("enter").press("c a").type_text("One. Two.");
    for width in [1, 2, 3, 5, 9, 20, 40, 60, 80, 100, 250] {
        for height in [1, 2, 3, 4, 5, 7, 12, 24, 70] {
            reader.send(InputMsg::Resize(width, height));
            reader.type_text("z");
            let screen = reader.expect_sound().screen();
            assert!(screen.is_ascii(), "{screen}");
        }
    }
    reader.send(InputMsg::Resize(60, 16));
    reader.type_text(&"word ".repeat(90)).expect("^+").press("ctrl-home").expect("v+");
}

#[test]
fn the_end_of_a_long_comment_stays_above_the_box() {
    let folder = Folder::offline();
    let mut all = thread();
    all[1] = comment("2", Some("1"), "Bob", &format!("<p>{}<p>the end of it.", "Long winded. ".repeat(300)));
    save(&folder, all);
    let mut reader = open(&folder, (80, 24));
    reader.press("c j a");
    assert_eq!(row(&reader, "reply to Bob"), row(&reader, "the end of it.") + 1);
    // Its upper lines can be scrolled to while writing.
    reader.type_text("Well");
    let before = reader.screen();
    reader.press("pageup").expect("Well").expect_not("the end of it.");
    reader.press("pagedown");
    assert_eq!(reader.screen(), before);
    reader.press("pageup pageup").type_text("!").expect("Well!").expect("the end of it.");
}

#[test]
fn new_comments_move_neither_the_box_nor_its_text() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c j");
    reader.type_text("In the mid");
    let at = (row(&reader, "reply to Bob"), row(&reader, "Even the bills"));
    // Comments arrive above and below, and the parent is removed.
    let mut all = vec![comment("0", None, "Zoe", "<p>One more, of several lines.<p>Two.<p>Three.")];
    all.extend(thread());
    all.push(comment("10", Some("2"), "Ivo", "<p>They do."));
    save(&folder, all);
    let article = article(&folder);
    reader.send(ThreadMsg::Fetched { article, notice: Text::line("11 comments, 2 new") });
    reader.type_text("dle").expect("In the middle").send(Msg::StoreChanged);
    assert_eq!((row(&reader, "reply to Bob"), row(&reader, "Even the bills")), at, "{}", reader.screen());
    reader.press("esc");
    assert_eq!(only(&folder).text, "In the middle");
}

#[test]
fn a_draft_that_another_process_changed_loses_nothing() {
    let folder = Folder::offline();
    let store = &folder.library.store;
    let mut reader = writing(&folder, (80, 30), "c j");
    reader.type_text("mine").send(Msg::Pause);
    // Another process changes the draft.
    assert!(store.update_draft(only(&folder).id, &only(&folder).text, "theirs").unwrap());
    reader.type_text(", too").send(Msg::Pause);
    reader.expect("changed elsewhere: this is a draft of its own now");
    assert_eq!(texts(&folder), ["theirs", "mine, too"]);
    assert_eq!(replies(&folder)[1].parent.as_deref(), Some("2"));
    // Another process sends it.
    let second = replies(&folder)[1].clone();
    assert!(store.change_reply(ReplyState::Draft, &Reply { state: ReplyState::Queued, ..second }).unwrap());
    reader.type_text(" 3").press("esc").expect("Your reply: draft");
    assert_eq!(texts(&folder), ["theirs", "mine, too", "mine, too 3"]);
    // Another process discards it.
    reader.press("j j enter").expect("mine, too 3");
    store.drop_reply(replies(&folder)[2].id).unwrap();
    reader.type_text("4").send(Msg::Pause);
    assert_eq!(texts(&folder), ["theirs", "mine, too", "mine, too 34"]);
    // A reply that another process has changed is not deleted.
    assert!(store.update_draft(replies(&folder)[2].id, &replies(&folder)[2].text, "theirs again").unwrap());
    reader.press("ctrl-u esc");
    assert_eq!(texts(&folder), ["theirs", "mine, too", "theirs again"]);
}

#[test]
fn when_the_store_fails_the_box_stays_open_and_a_copy_is_saved() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (120, 30), "c j");
    let database = std::fs::read_dir(folder.dir.path().join("state")).unwrap();
    let database = database.map(|file| file.unwrap().path()).find(|path| path.extension().is_some_and(|e| e == "db"));
    let other = rusqlite::Connection::open(database.unwrap()).unwrap();
    let trigger = "CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(FAIL, 'the disk is full'); END";
    other.execute_batch(trigger).unwrap();
    let copy = folder.dir.path().join(format!("state/drafts/reply-{}.txt", only(&folder).id.0));
    reader.type_text("Kept").send(Msg::Pause);
    reader.expect("your reply can't be saved, a copy is in ").expect("Kept").expect("not saved");
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), "Kept");
    reader.type_text(" all the same").press("esc").expect("reply to Bob").expect_not("Your reply");
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), "Kept all the same");
    // The error is shown once, although saving is retried.
    let said = reader.model.status.messages().count();
    reader.send(Msg::Tick(now()));
    assert_eq!(reader.model.status.messages().count(), said);
    // After a restart, the draft has the text of the copy.
    drop(reader);
    other.execute_batch("DROP TRIGGER full").unwrap();
    let mut reader = again(&folder, (120, 30));
    reader.press("c j a").expect("Kept all the same");
    reader.type_text(".").send(Msg::Pause);
    assert_eq!(only(&folder).text, "Kept all the same.");
    // A copy that has been restored is older than later edits.
    drop(reader);
    let mut reader = again(&folder, (120, 30));
    reader.press("c j a").expect("Kept all the same.");
    assert_eq!(only(&folder).text, "Kept all the same.");
}

#[test]
fn a_draft_from_the_outbox_opens_its_article() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c j");
    reader.type_text("From yesterday").press("esc esc");
    drop(reader);
    let mut reader = Reader::open(&folder, (80, 24));
    reader.press("O").expect("From yesterday").press("enter").expect("Your reply: draft").press("j j enter");
    reader.expect("reply to Bob").expect("Even the bills").type_text("!").press("esc");
    assert_eq!(only(&folder).text, "From yesterday!");
}

#[test]
fn the_keys_of_the_box_are_configurable() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c");
    let keys = "[writing]\n\"esc\" = \"none\"\n\"ctrl-x ctrl-s\" = \"end-writing\"\n";
    reader.model.keymap = Arc::new(Keymap::with_user(keys).unwrap());
    // A letter after the first key of a sequence is typed.
    reader.type_text("a").press("esc ctrl-x").type_text("sb").press("up f1").expect("Writing a reply").press("esc");
    reader.expect("asb").press("ctrl-x ctrl-s").expect("Your reply: draft");
    assert_eq!(only(&folder).text, "asb");
}

#[test]
fn the_editor_can_be_used_instead_of_the_box() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c j");
    // As in shells, `ctrl-e` goes to the end of the row.
    reader.type_text("then there").press("ctrl-a").type_text("Here, ").press("ctrl-e").type_text(".");
    reader.expect("Here, then there.").press("backspace ctrl-o").expect_not("reply to Bob");
    let draft = only(&folder);
    let quoted = "Bob:\n\nEven the bills for the shells?".to_owned();
    let edit = ComposeEffect::EditInEditor(draft.id).into();
    assert_eq!((draft.text.as_str(), reader.outside.pop()), ("Here, then there", Some(edit)));
    assert_eq!(tidings::runtime::quoted(&folder.library, &draft).unwrap(), quoted);
    reader.press("A");
    let is_to_bob = |to: &ReplyTo| to.parent.is_some();
    assert!(matches!(reader.outside.pop(), Some(Effect::Compose(ComposeEffect::WriteInEditor(to))) if is_to_bob(&to)));
    drop(reader);
    let mut config = Config::default();
    config.reply.editor = ReplyEditor::External;
    let mut reader = Reader::with_config(&folder, (80, 24), &config);
    reader.press("F").type_text("title:octopus").press("enter").press("enter").press("c a");
    assert!(matches!(reader.outside.pop(), Some(Effect::Compose(ComposeEffect::WriteInEditor(_)))));
}

#[test]
fn right_to_left_text_is_shown_in_reading_order() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c");
    reader.type_text("שלום").expect("םולש");
    assert_eq!(reader.drawn().cursor.unwrap().x, reader.place("םולש").0);
}

#[test]
fn the_mouse_sets_the_cursor_and_scrolls() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c j");
    reader.type_text("one two");
    reader.click(reader.place("two"));
    reader.type_text("and ").expect("one and two");
    // A click outside of the box does nothing, and the box keeps the focus.
    reader.click(reader.place("First of all"));
    reader.type_text("so ").expect("one and so two").press("esc");
    assert_eq!(only(&folder).parent.as_deref(), Some("2"));
}

#[test]
fn an_undone_edit_is_not_sent() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (120, 30), "c j");
    let database = std::fs::read_dir(folder.dir.path().join("state")).unwrap();
    let database = database.map(|file| file.unwrap().path()).find(|path| path.extension().is_some_and(|e| e == "db"));
    let other = rusqlite::Connection::open(database.unwrap()).unwrap();
    reader.type_text("A").send(Msg::Pause);
    assert_eq!(only(&folder).text, "A");
    other.execute_batch("CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(FAIL, 'full'); END").unwrap();
    reader.type_text("B").send(Msg::Pause);
    reader.expect("not saved");
    other.execute_batch("DROP TRIGGER full").unwrap();
    reader.press("backspace esc").expect("Your reply: draft");
    assert_eq!(only(&folder).text, "A");
    reader.press("enter");
    let queued = only(&folder);
    assert_eq!((queued.state, queued.text.as_str()), (ReplyState::Queued, "A"));
}

#[test]
fn no_menu_opens_over_the_box() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (120, 30), "c j");
    reader.type_text("hello");
    let found = (tidings::domain::Text::line("Feed"), "http://127.0.0.1:1/feed".to_owned());
    reader.send(tidings::app::feeds::Msg::Several(vec![found]));
    reader.type_text(" world l");
    reader.send(Msg::Pause);
    assert_eq!(only(&folder).text, "hello world l", "{}", reader.screen());
}

#[test]
fn opening_a_draft_does_not_change_it() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (120, 30), "c j");
    reader.type_text("x").press("esc esc");
    let text = "all:\n\tmake \u{200f}x";
    assert!(folder.library.store.update_draft(only(&folder).id, &only(&folder).text, text).unwrap());
    reader.press("a j j enter").expect("reply to Bob").send(Msg::Pause);
    assert_eq!(only(&folder).text, text);
}

#[test]
fn only_the_queued_text_is_sent() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (120, 30), "c j");
    reader.type_text("old").press("esc enter");
    let store = &folder.library.store;
    let queued = only(&folder);
    assert_eq!(queued.state, ReplyState::Queued);
    // While the page is being fetched, the user edits the reply and queues it again.
    assert!(store.change_reply(ReplyState::Queued, &Reply { state: ReplyState::Draft, ..queued.clone() }).unwrap());
    assert!(store.update_draft(queued.id, "old", "new").unwrap());
    assert!(
        store
            .change_reply(ReplyState::Draft, &Reply { state: ReplyState::Queued, text: "new".into(), ..queued.clone() })
            .unwrap()
    );
    let begun = Reply { state: ReplyState::Sending, ..queued };
    assert!(!store.change_reply(ReplyState::Queued, &begun).unwrap(), "the old text can't be sent any more");
}
