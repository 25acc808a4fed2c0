//! Tests replies to the newspaper of the demo site over loopback: queued, sent, and read again in the thread.
//!
//! The refusals of the newspaper are tested in `demo::form`.

use tidings::domain::query::Query;
use tidings::domain::{ArticleId, CommentRef, CommentStatus, ListQuery, Reply, ReplyState, Scope};
use tidings::runtime::context;
use tidings::settings::Config;
use tidings::sync;

use crate::harness::{Folder, Reader, Served, clock, now};

/// The site, and a config folder that has synced all of it once.
struct Town {
    served: Served,
    folder: Folder,
    article: ArticleId,
}

impl Town {
    fn new() -> Self {
        let served = Served::start();
        let folder = Folder::new(&served.site.feeds());
        folder.sync(&served.runtime);
        let title = "title:harbour title:reopens";
        let list = ListQuery { query: Query::parse(title).ok(), ..ListQuery::default() };
        let list = ListQuery { scope: Scope::Search(title.into()), ..list };
        let article = folder.library.store.window(&list, 0, 1).unwrap().rows[0].id;
        Self { served, folder, article }
    }

    /// Queues a reply, sends it under a name, and returns its new state.
    fn send(&self, name: &str, parent: Option<&str>, text: &str) -> Reply {
        let store = &self.folder.library.store;
        let parent = parent.map(|id| CommentRef { origin: String::new(), id: id.into() });
        let id = store.begin_reply(self.article, parent.as_ref(), "", text, now()).unwrap();
        let draft = store.reply(id).unwrap().unwrap();
        assert!(store.change_reply(draft.state, &Reply { state: ReplyState::Queued, ..draft.clone() }).unwrap());
        let context = context(&self.folder.library, &config(name), clock());
        let (_stop, cancel) = tokio::sync::watch::channel(false);
        self.served.runtime.block_on(sync::send(&context, &|_| {}, cancel)).unwrap();
        store.reply(id).unwrap().unwrap()
    }

    /// Syncs, and returns the number of comments, and of those that contain the text.
    fn count(&self, text: &str) -> (usize, usize) {
        self.folder.sync(&self.served.runtime);
        let thread = self.folder.library.store.thread(self.article).unwrap().unwrap();
        (thread.comments.len(), thread.comments.iter().filter(|comment| comment.html.0.contains(text)).count())
    }
}

fn config(name: &str) -> Config {
    let mut config = Config::default();
    name.clone_into(&mut config.reply.name);
    config.reply.email = format!("{}@readers.example", name.to_lowercase());
    config.reply.pause = 0;
    config
}

#[test]
fn a_sent_reply_appears_in_the_thread() {
    let town = Town::new();
    let sent = town.send("Ann", Some("5110"), "An amber <light> & a sandwich.\n\nYes.");
    assert_eq!((sent.state, sent.remote.as_deref(), &sent.error), (ReplyState::Sent, Some("5118"), &None));
    assert_eq!(town.count("An amber &lt;light&gt; &amp; a sandwich."), (18, 1));
    let thread = town.folder.library.store.thread(town.article).unwrap().unwrap();
    let ours = thread.comments.iter().find(|comment| comment.id == "5118").unwrap();
    // The user's own comments are not new.
    assert_eq!((ours.mark, ours.new), (CommentStatus::Seen, false));
    assert_eq!(
        (ours.parent.as_deref(), ours.author.as_ref().map(ToString::to_string)),
        (Some("5110"), Some("Ann".into()))
    );
    let mut reader = Reader::open(&town.folder, (100, 240));
    reader.press("F").type_text("title:harbour title:reopens").press("enter enter c");
    reader.expect("18 Comments").expect("An amber <light> & a sandwich.");
    let (theirs, ours) = (reader.place("That is a good offer"), reader.place("An amber <light>"));
    assert!(ours.0 > theirs.0 && ours.1 > theirs.1, "{}", reader.screen());
}

#[test]
fn a_reply_sent_with_a_sync_stays_selected_as_a_comment() {
    let town = Town::new();
    let mut reader = Reader::with_config(&town.folder, (80, 24), &config("Ann"));
    reader.press("F").type_text("title:harbour title:reopens").press("enter enter a");
    reader.type_text("To the paper: thank you.").press("esc enter G").expect("yours, queued");
    let selected = |reader: &Reader| {
        let pane = &reader.model.reader;
        pane.opened.as_ref().unwrap().thread.get(pane.thread.selected.unwrap()).unwrap().comment.id.clone()
    };
    assert!(selected(&reader).starts_with("reply "));
    reader.press("R").expect("Ann · ").expect("To the paper: thank you.").expect_not("yours");
    assert_eq!(selected(&reader), "5118", "the comment stays selected under its new id");
}

#[test]
fn a_reply_that_the_site_already_has_is_not_duplicated() {
    let town = Town::new();
    let first = town.send("Ann", None, "A fine bridge.");
    assert_eq!(first.state, ReplyState::Sent);
    // As if the store had been restored from a backup.
    town.folder.library.store.drop_reply(first.id).unwrap();
    let again = town.send("Ann", None, "A fine bridge.");
    assert_eq!((again.state, again.remote.as_deref()), (ReplyState::Sent, Some("5118")));
    assert_eq!(town.count("A fine bridge."), (18, 1));
}

#[test]
fn two_equal_replies_appear_once_and_both_count_as_sent() {
    let town = Town::new();
    let first = town.send("Ann", None, "A fine bridge.");
    let second = town.send("Ann", None, "A fine bridge.");
    assert_ne!(first.id, second.id);
    assert_eq!((second.state, second.remote), (ReplyState::Sent, first.remote));
    assert_eq!(town.count("A fine bridge."), (18, 1));
}

#[test]
fn a_link_is_held_for_moderation() {
    let town = Town::new();
    let held = town.send("Ann", Some("5102"), "The tide tables: https://harrowbay.example/tides");
    assert_eq!((held.state, held.remote.as_deref()), (ReplyState::Pending, Some("5118")));
    assert_eq!(town.count("tide tables:"), (17, 0));
}
