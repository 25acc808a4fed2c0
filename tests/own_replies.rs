//! The user's own replies on the screen: in the tree, in the list of all, and what can be done with them.

use tidings::domain::{CommentRef, Reply, ReplyId, ReplyState};

use crate::harness::{Folder, now};
use crate::triage::{REPEATED, article, open, save, thread};

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
