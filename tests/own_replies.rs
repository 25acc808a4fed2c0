//! The user's own replies on the screen: in the tree, in the list of all, and what can be done with them.

use std::sync::Arc;

use tidings::app::Msg;
use tidings::domain::{CommentRef, Reply, ReplyId, ReplyState, Text};
use tidings::input::Keymap;

use crate::harness::{Folder, Reader, now};
use crate::triage::{REPEATED, article, open, save, selected, thread};

/// A reply to a comment of the octopuses' thread, in a state that the store would come to by and by.
fn reply(folder: &Folder, parent: &str, text: &str, state: ReplyState) -> ReplyId {
    let store = &folder.library.store;
    let parent = CommentRef { origin: String::new(), id: parent.to_owned() };
    let id = store.begin_reply(article(folder), Some(&parent), "", text, now()).unwrap();
    let draft = store.reply(id).unwrap().unwrap();
    assert!(store.change_reply(ReplyState::Draft, &Reply { state, ..draft }).unwrap());
    id
}

#[test]
fn what_the_user_writes_repeats_nobody_and_no_rule_is_meant_for_it() {
    let folder = Folder::offline();
    save(&folder, thread());
    std::fs::write(folder.dir.path().join("rules.toml"), "[[mute]]\nword = \"stationmaster\"\n").unwrap();
    reply(&folder, "6", REPEATED, ReplyState::Draft);
    reply(&folder, "9", "The stationmaster is a friend.", ReplyState::Queued);
    let mut reader = open(&folder, (100, 60));
    // The two others that say it are still told, and counted without it.
    reader.press("c").expect("repeats #5 (1.00), 2 in all");
    reader.expect_not("repeats #reply").expect_not("3 in all").expect_not("muted:");
    reader.expect("The stationmaster is a friend.").expect_not("▸ • you");
}

#[test]
fn the_list_tells_how_far_each_is_and_leads_to_where_it_stands() {
    for size in [(80, 24), (40, 14)] {
        let folder = Folder::offline();
        save(&folder, thread());
        let long = "Quite so, and more than that if one thinks of all the shells and of what the tide brings in.";
        reply(&folder, "6", long, ReplyState::Pending);
        reply(&folder, "2", "A draft of few words.", ReplyState::Draft);
        let mut reader = Reader::open(&folder, size);
        // Nothing is queued: nothing can be sent.
        reader.press("O").expect("a draft: A draft of few").expect("waits for moderation: Quite").expect("…");
        reader.expect_not("send what is queued");
        // Whatever state it is in, it is gone to.
        reader.press("j enter").expect("Your reply, waits for moderat").expect("take it off this list");
        reader.press("esc").expect("yours, waits for").expect("Quite so, and more than");
        // The article is named now that it is at hand, and where it is open already it stays so.
        reader.press("O").expect("The octopus who kept").press("enter").expect("Your reply, a draft").press("esc");
        reader.expect("A draft of few words.");
        let own = reader.model.reader.thread.selected.unwrap();
        assert!(reader.model.reader.opened.as_ref().unwrap().thread.get(own).unwrap().comment.reply.is_some());
        // One that has arrived is the comment that it has become.
        let store = &folder.library.store;
        let sent = store.replies().unwrap()[0].clone();
        let state = ReplyState::Sent;
        assert!(store.change_reply(sent.state, &Reply { state, remote: Some("4".into()), ..sent }).unwrap());
        reply(&folder, "9", "Off it goes.", ReplyState::Queued);
        drop(reader);
        let mut reader = Reader::open(&folder, size);
        reader.press("O").expect("send what is queued now").expect("queued: Off it goes.").expect("sent: Quite so");
        reader.press("G enter").expect("Your reply, sent").press("esc");
        assert_eq!(selected(&reader), "4");
    }
}

#[test]
fn what_can_be_done_stands_in_the_same_order_in_every_state() {
    let order =
        ["send it with", "send it now", "look whether", "send it again", "write on", "leave it", "hold it", "throw"];
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 40));
    for state in [ReplyState::Draft, ReplyState::Queued, ReplyState::Failed, ReplyState::Uncertain] {
        let id = reply(&folder, "2", "Words.", state);
        // Where one is queued the first row sends it.
        reader.press("O").press(if state == ReplyState::Queued { "j enter" } else { "enter" });
        let screen = reader.expect(&format!("Your reply, {}", state.told())).screen();
        let rows: Vec<usize> = order.iter().filter_map(|row| screen.find(row)).collect();
        assert!(rows.len() >= 3 && rows.is_sorted(), "{state:?}: {screen}");
        assert!(screen.contains("throw it away"), "{screen}");
        reader.press("esc");
        folder.library.store.drop_reply(id).unwrap();
    }
}

#[test]
fn what_is_queued_can_be_held_back() {
    let folder = Folder::offline();
    let store = &folder.library.store;
    save(&folder, thread());
    let id = reply(&folder, "2", "Too soon.", ReplyState::Queued);
    let mut reader = open(&folder, (80, 24));
    reader
        .press("O j enter")
        .expect("Your reply, queued")
        .press("j j")
        .expect("hold it back as a draft")
        .press("enter");
    reader.expect("held back: a draft again").expect("yours, a draft");
    assert_eq!(store.reply(id).unwrap().unwrap().state, ReplyState::Draft);
    // One that left while its menu was open can't be.
    let queued = reply(&folder, "1", "Off.", ReplyState::Queued);
    reader.press("O j enter").expect("Your reply, queued");
    let reply = store.reply(queued).unwrap().unwrap();
    assert!(store.change_reply(reply.state, &Reply { state: ReplyState::Sending, ..reply }).unwrap());
    reader.press("j j enter").expect("not there any more, or on its way");
    assert_eq!(store.reply(queued).unwrap().unwrap().state, ReplyState::Sending);
}

#[test]
fn the_box_names_no_key_that_types() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (80, 24));
    let fail = |reader: &mut Reader, text: &str| reader.send(Msg::Failed(Text::line(text)));
    fail(&mut reader, &"much went wrong ".repeat(9));
    reader
        .expect("(! shows all)")
        .press("c a")
        .expect("reply to Ann")
        .expect("much went wrong")
        .expect_not("shows all");
    // What is newer takes its place for good.
    fail(&mut reader, "a second thing");
    reader.type_text("!").expect("a second thing").expect_not("shows");
    reader.send(Msg::Tick(now() + chrono::TimeDelta::seconds(10)));
    reader.type_text("x").expect_not("a second thing").expect_not("went wrong").press("backspace backspace esc");
    reader.expect("nothing was written").expect("(! shows 2 more)").press("j").expect("(! shows 2 failures)");
    reader.expect_not("went wrong").press("!").expect("a second thing").press("q").expect_not("failures");
    // Where the user has given it a key, that one is named.
    let keys = "[writing]\n\"f2\" = \"messages\"\n";
    reader.model.keymap = Arc::new(Keymap::with_user(keys).unwrap());
    reader.press("a").expect("reply to");
    fail(&mut reader, &"much went wrong ".repeat(9));
    reader.expect("(f2 shows all)").press("f2").expect("Messages");
}
