//! A reply written in the box: keys in, screen out on the real loop, and the built program in a terminal.

use tidings::app::Msg;
use tidings::domain::{Reply, ReplyState};

use crate::harness::{Folder, Reader, now};
use crate::triage::{open, save, thread};

/// The octopuses' thread, with a comment selected and the box open under it.
fn writing(folder: &Folder, size: (u16, u16), keys: &str) -> Reader {
    save(folder, thread());
    let mut reader = open(folder, size);
    reader.press(keys).press("a");
    reader
}

fn replies(folder: &Folder) -> Vec<Reply> {
    folder.library.store.replies().unwrap()
}

#[track_caller]
fn only(folder: &Folder) -> Reply {
    let all = replies(folder);
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap()
}

#[test]
fn a_reply_is_written_below_its_comment_and_sent_from_the_menu() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c j");
    reader.expect("reply to Bob").expect("Even the bills").expect("esc done  ctrl-e editor");
    // The keys that mean something elsewhere are letters here.
    reader.type_text("quite so, x a O q? 1").press("enter").type_text("And: yes!");
    insta::assert_snapshot!("writing_80x24", reader.screen());
    reader.press("esc");
    reader.expect("Your reply, a draft").expect("send it with the next sync").expect("yours, a draft");
    let draft = only(&folder);
    assert_eq!((draft.text.as_str(), draft.parent.as_deref()), ("quite so, x a O q? 1\nAnd: yes!", Some("2")));
    reader.press("enter").expect("queued; it goes out with the next sync");
    assert_eq!(only(&folder).state, ReplyState::Queued);
}

#[test]
fn a_narrow_screen_has_room_for_it_too() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (40, 12), "c j");
    reader.type_text("One that is longer than a row is, and goes on in the next ones, and on.");
    insta::assert_snapshot!("writing_40x12", reader.screen());
}

#[test]
fn a_pause_saves() {
    let folder = Folder::offline();
    let mut reader = writing(&folder, (80, 24), "c");
    assert_eq!(only(&folder).text, "", "the draft is begun as the box opens");
    reader.type_text("Half a sent");
    assert_eq!(only(&folder).text, "");
    reader.expect_not("saved").send(Msg::Pause);
    assert_eq!(only(&folder).text, "Half a sent");
    reader.expect("saved");
    // Who never pauses is saved now and then.
    reader.type_text("ence").send(Msg::Tick(now()));
    assert_eq!(only(&folder).text, "Half a sentence");
}
