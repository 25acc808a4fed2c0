//! Tests the user's own replies on the screen: in the thread, in the outbox, and their menus.

use std::sync::Arc;

use tidings::app::Msg;
use tidings::domain::{CommentRef, Reply, ReplyId, ReplyState, Text};
use tidings::input::Keymap;

use crate::harness::{Folder, Reader, now};
use crate::triage::{REPEATED, article, open, save, selected, thread};

/// Stores a reply to a comment of the octopus article, in a given state.
fn reply(folder: &Folder, parent: &str, text: &str, state: ReplyState) -> ReplyId {
    let store = &folder.library.store;
    let parent = CommentRef { origin: String::new(), id: parent.to_owned() };
    let id = store.begin_reply(article(folder), Some(&parent), "", text, now()).unwrap();
    let draft = store.reply(id).unwrap().unwrap();
    assert!(store.change_reply(ReplyState::Draft, &Reply { state, ..draft }).unwrap());
    id
}

#[test]
fn own_replies_are_neither_repeats_nor_muted() {
    let folder = Folder::offline();
    save(&folder, thread());
    std::fs::write(folder.dir.path().join("rules.toml"), "[[mute]]\nword = \"stationmaster\"\n").unwrap();
    reply(&folder, "6", REPEATED, ReplyState::Draft);
    reply(&folder, "9", "The stationmaster is a friend.", ReplyState::Queued);
    let mut reader = open(&folder, (100, 60));
    // The two other comments with that text are still repeats, and the count excludes the reply.
    reader.press("c").expect("repeats #5 (1.00), 2 in all");
    reader.expect_not("repeats #reply").expect_not("3 in all").expect_not("muted:");
    reader.expect("The stationmaster is a friend.").expect_not("▸ • you");
}

#[test]
fn the_outbox_shows_states_and_goes_to_each_reply() {
    for size in [(80, 24), (40, 14)] {
        let folder = Folder::offline();
        save(&folder, thread());
        let long = "Quite so, and more than that if one thinks of all the shells and of what the tide brings in.";
        reply(&folder, "6", long, ReplyState::Pending);
        reply(&folder, "2", "A draft of few words.", ReplyState::Draft);
        let mut reader = Reader::open(&folder, size);
        // Without queued replies, the outbox does not offer to send.
        reader.press("O").expect("draft: A draft of few").expect("awaiting moderation: Quite").expect("…");
        reader.expect_not("Send queued");
        // The outbox goes to a reply in any state.
        reader.press("j enter").expect("Your reply: awaiting moderat").expect("Remove from this list");
        reader.press("esc").expect("yours, awaiting").expect("Quite so, and more than");
        // The menu names the article now that it has loaded; an open article stays open.
        reader.press("O").expect("The octopus who kept").press("enter").expect("Your reply: draft").press("esc");
        reader.expect("A draft of few words.");
        let own = reader.model.reader.thread.selected.unwrap();
        assert!(reader.model.reader.opened.as_ref().unwrap().thread.get(own).unwrap().comment.reply.is_some());
        // A reply that has arrived is a comment of the thread.
        let store = &folder.library.store;
        let sent = store.replies().unwrap()[0].clone();
        let state = ReplyState::Sent;
        assert!(store.change_reply(sent.state, &Reply { state, remote: Some("4".into()), ..sent }).unwrap());
        reply(&folder, "9", "Off it goes.", ReplyState::Queued);
        drop(reader);
        let mut reader = Reader::open(&folder, size);
        reader.press("O").expect("Send queued replies now").expect("queued: Off it goes.").expect("sent: Quite so");
        reader.press("G enter").expect("Your reply: sent").press("esc");
        assert_eq!(selected(&reader), "4");
    }
}

#[test]
fn menu_rows_have_the_same_order_in_every_state() {
    let order = [
        "Send with the next sync",
        "Send now",
        "Check whether it has arrived",
        "Send again",
        "Keep writing",
        "Save draft",
        "Hold as a draft",
        "Discard",
    ];
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 40));
    for state in [ReplyState::Draft, ReplyState::Queued, ReplyState::Failed, ReplyState::Uncertain] {
        let id = reply(&folder, "2", "Words.", state);
        // With a queued reply, the first row of the outbox sends it.
        reader.press("O").press(if state == ReplyState::Queued { "j enter" } else { "enter" });
        let screen = reader.expect(&format!("Your reply: {}", state.label())).screen();
        let rows: Vec<usize> = order.iter().filter_map(|row| screen.find(row)).collect();
        assert!(rows.len() >= 3 && rows.is_sorted(), "{state:?}: {screen}");
        assert!(screen.contains("Discard"), "{screen}");
        reader.press("esc");
        folder.library.store.drop_reply(id).unwrap();
    }
}

#[test]
fn a_queued_reply_can_become_a_draft_again() {
    let folder = Folder::offline();
    let store = &folder.library.store;
    save(&folder, thread());
    let id = reply(&folder, "2", "Too soon.", ReplyState::Queued);
    let mut reader = open(&folder, (80, 24));
    reader.press("O j enter").expect("Your reply: queued").press("j j").expect("Hold as a draft").press("enter");
    reader.expect("held: a draft again").expect("yours, draft");
    assert_eq!(store.reply(id).unwrap().unwrap().state, ReplyState::Draft);
    // A reply that was sent while its menu was open can't.
    let queued = reply(&folder, "1", "Off.", ReplyState::Queued);
    reader.press("O j enter").expect("Your reply: queued");
    let reply = store.reply(queued).unwrap().unwrap();
    assert!(store.change_reply(reply.state, &Reply { state: ReplyState::Sending, ..reply }).unwrap());
    reader.press("j j enter").expect("no longer exists, or is being sent");
    assert_eq!(store.reply(queued).unwrap().unwrap().state, ReplyState::Sending);
}

#[test]
fn the_box_shows_no_key_that_types_a_character() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (80, 24));
    let fail = |reader: &mut Reader, text: &str| reader.send(Msg::Failed(Text::line(text)));
    fail(&mut reader, &"much went wrong ".repeat(9));
    reader
        .expect("(!: whole message)")
        .press("c a")
        .expect("reply to Ann")
        .expect("much went wrong")
        .expect_not("whole message");
    // A newer message replaces it for good.
    fail(&mut reader, "a second thing");
    reader.type_text("!").expect("a second thing").expect_not("shows");
    reader.send(Msg::Tick(now() + chrono::TimeDelta::seconds(10)));
    reader.type_text("x").expect_not("a second thing").expect_not("went wrong").press("backspace backspace esc");
    reader.expect("nothing written").expect("(!: 2 more)").press("j").expect("(!: 2 errors)");
    reader.expect_not("went wrong").press("!").expect("a second thing").press("q").expect_not("errors");
    // It shows a key that the user has bound.
    let keys = "[writing]\n\"f2\" = \"messages\"\n";
    reader.model.keymap = Arc::new(Keymap::with_user(keys).unwrap());
    reader.press("a").expect("reply to");
    fail(&mut reader, &"much went wrong ".repeat(9));
    reader.expect("(f2: whole message)").press("f2").expect("Messages");
}
