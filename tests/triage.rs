//! Tests triage of a thread with the real loop: keys in, screen out.

use std::collections::HashSet;

use tidings::app::Msg;
use tidings::app::thread::Msg as ThreadMsg;
use tidings::domain::{
    ArticleId, Comment, CommentStatus, Html, ListQuery, LoadedThread, Moderation, Scope, Text, Votes, Warning,
};

use crate::harness::{Folder, Reader, now};

pub(crate) const TITLE: &str = "The octopus who kept the receipts";
pub(crate) const REPEATED: &str =
    "The council has promised this rail three times now and every time the money went to the car park instead.";

pub(crate) fn article(folder: &Folder) -> ArticleId {
    let list = ListQuery { scope: Scope::Search("title:octopus".into()), ..ListQuery::default() };
    let list = ListQuery { query: tidings::domain::query::Query::parse("title:octopus").ok(), ..list };
    folder.library.store.window(&list, 0, 1).unwrap().rows[0].id
}

pub(crate) fn comment(id: &str, parent: Option<&str>, author: &str, html: &str) -> Comment {
    let minute: i64 = id.parse().unwrap_or(0);
    Comment {
        id: id.into(),
        parent: parent.map(Into::into),
        author: Text::line(author).non_empty(),
        html: Html(html.to_owned()),
        published: Some(now() - chrono::TimeDelta::minutes(200 - minute)),
        ..Comment::default()
    }
}

/// 1 [2 [3] 4] 5 [6] 7 8 9
pub(crate) fn thread() -> Vec<Comment> {
    let mut all = vec![
        comment("1", None, "Ann", "<p>First of all, octopuses keep everything."),
        comment("2", Some("1"), "Bob", "<p>Even the bills for the shells?"),
        comment("3", Some("2"), "", "<p>An unsigned word about tea."),
        comment("4", Some("1"), "Ann", "<p>Her own answer."),
        comment("5", None, "Cy", &format!("<p>{REPEATED}")),
        comment("6", Some("5"), "Dee", "<p>Quite so."),
        comment("7", None, "Eve", &format!("<p>{REPEATED}")),
        comment("8", None, "Fay", "<p>It was here once."),
        comment("9", None, "Gus", "<p>See <a href='https://spam.example/x'>this</a>."),
    ];
    all[7].state = Moderation::Removed;
    all[8].score = Some(-4);
    all[8].votes = Some(Votes { up: 1, down: 5 });
    all
}

pub(crate) fn save(folder: &Folder, comments: Vec<Comment>) -> ArticleId {
    save_of(folder, "", comments, &[])
}

pub(crate) fn save_of(folder: &Folder, origin: &str, comments: Vec<Comment>, returns: &[&str]) -> ArticleId {
    let id = article(folder);
    let answer = LoadedThread {
        source: if origin.is_empty() { "wordpress-rest".into() } else { "hacker-news".into() },
        origin: origin.into(),
        page: (!origin.is_empty()).then(|| "https://news.example/item?id=8".to_owned()),
        stated: Some(12),
        gaps: vec![Warning::new("page 2 of the comments was not fetched")],
        comments,
        ..LoadedThread::default()
    };
    let returns: HashSet<String> = returns.iter().map(|id| (*id).to_owned()).collect();
    folder.library.store.save_thread(id, &answer, &returns, now()).unwrap();
    id
}

pub(crate) fn open(folder: &Folder, size: (u16, u16)) -> Reader {
    let mut reader = Reader::open(folder, size);
    reader.press("F").type_text("title:octopus").press("enter").press("enter");
    reader.expect(TITLE);
    reader
}

pub(crate) fn selected(reader: &Reader) -> String {
    reader.model.reader.selected_name().map(|name| name.id).unwrap_or_default()
}

pub(crate) fn marks(folder: &Folder) -> String {
    let stored = folder.library.store.thread(article(folder)).unwrap().unwrap();
    let of = |mark: CommentStatus| match mark {
        CommentStatus::Unseen => '.',
        CommentStatus::Seen => 's',
        CommentStatus::Done => 'd',
        CommentStatus::Kept => 'k',
    };
    stored.comments.iter().map(|comment| of(comment.mark)).collect()
}

#[test]
fn done_folds_the_comment_goes_on_and_can_be_undone() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 50));
    reader.press("c");
    reader.expect("12 Comments  7 new").expect("WordPress: 9 of 12 comments loaded · 1 removed by the site, kept here");
    reader.expect("missing: page 2 of the comments was not fetched").expect("");
    reader.press("x");
    reader
        .expect("▸ ✓ Ann")
        .expect("+3")
        .expect_not("Even the bills")
        .expect("done · 3 new")
        .expect("12 Comments  3 new");
    assert_eq!(selected(&reader), "5");
    assert_eq!(marks(&folder)[..4], *"dddd");
    reader.press("u");
    reader.expect("Even the bills").expect("marks of 4 comments undone");
    assert_eq!(selected(&reader), "1");
    reader.press("x Q");
    drop(reader);
    // A new reader shows the same marks and folds.
    let mut reader = open(&folder, (100, 50));
    reader.press("c");
    reader.expect("▸ ✓ Ann").expect_not("Even the bills");
}

#[test]
fn done_reaches_the_end_of_a_thread() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 50));
    reader.press("c");
    for _ in 0..4 {
        reader.press("x");
    }
    reader.expect("done · no more new comments").expect_not(" new,").expect("12 Comments");
    assert_eq!(folder.library.store.rows(&[article(&folder)]).unwrap()[0].comments.unseen, 0);
}

#[test]
fn kept_comments_stay_kept_and_passed_ones_are_seen() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 50));
    reader.press("c j K");
    reader.expect("★ Bob").expect("kept");
    reader.press("j j");
    reader.send(Msg::Tick(now()));
    assert_eq!(marks(&folder), "skss.....");
    // Marking the thread as done leaves kept comments kept.
    reader.press("^ x");
    assert_eq!(marks(&folder)[..4], *"dkdd");
    reader.press(".");
    assert_eq!(selected(&reader), "6");
    drop(reader);
    let mut reader = open(&folder, (100, 50));
    reader.press("c j");
    reader.expect("✓ Ann");
}

#[test]
fn seen_comments_fold_and_the_next_new_one_wraps_around() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c j j j");
    reader.press("z r");
    reader.expect("comments folded").expect_not("Even the bills").expect("Quite so");
    reader.press("G .");
    assert_eq!(selected(&reader), "5", "after the last one, from the top");
}

#[test]
fn filters_keep_parents_visible_and_restore_the_folds() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c enter");
    reader.expect_not("Even the bills");
    reader.press("|").type_text("unsigned word").press("enter");
    reader
        .expect("An unsigned word about tea")
        .expect("Even the bills")
        .expect("filter: unsigned word (1)")
        .expect_not("Quite so");
    assert_eq!(selected(&reader), "3");
    reader.press("|");
    reader.expect("Quite so").expect_not("Even the bills").expect("filter cleared");
    reader.press("|").type_text("@ann").press("enter");
    reader.expect("filter: @ann (2)").expect("Her own answer").expect_not("Even the bills");
    reader.press("| K |").type_text(":kept").press("enter");
    reader.expect("filter: kept (1)");
    reader.press("| |").type_text(":unseen").press("enter");
    reader.expect("filter: new");
    reader.press("| |").type_text("no such word").press("enter");
    reader.expect("no comment matches “no such word”").expect("Quite so");
}

/// Regression: a refresh under a filter lost the folds from before the filter.
#[test]
fn a_refresh_under_a_filter_still_restores_the_folds() {
    let folder = Folder::offline();
    let id = save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c enter |").type_text("unsigned word").press("enter");
    reader.expect("filter: unsigned word (1)").press("S");
    reader.send(ThreadMsg::Fetched { article: id, notice: Text::line("9 comments") });
    reader.expect("filter: unsigned word (1)").expect("An unsigned word about tea").press("|");
    reader.expect("Quite so").expect("▸ ").expect_not("Even the bills");
    drop(reader);
    let mut reader = open(&folder, (100, 60));
    reader.press("c").expect("+3").expect_not("Even the bills");
}

/// Regression: the guide lines ran on below the last comment that a filter shows.
#[test]
fn guide_lines_end_at_the_last_filtered_comment() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c |").type_text("even the bills").press("enter");
    let screen = reader.screen();
    let mut below = screen.lines().skip_while(|line| !line.contains("Even the bills for the shells"));
    assert_eq!(below.nth(1).map(|line| line.contains("│ ")), Some(false), "{screen}");
}

#[test]
fn sort_cycles_through_the_orders_and_keeps_the_selection() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c } }");
    assert_eq!(selected(&reader), "7");
    let firsts: Vec<String> = (0..5)
        .map(|_| {
            reader.press("S");
            assert_eq!(selected(&reader), "7");
            let opened = reader.model.reader.opened.as_ref().unwrap();
            opened.thread.get(0).unwrap().comment.id.to_string()
        })
        .collect();
    assert_eq!(firsts, ["9", "1", "9", "5", "1"], "newest, most replies, score, longest, thread");
    reader.press("S S S").expect("sorted by score\n");
    // Without scores, sorting by score only shows a message.
    let folder = Folder::offline();
    save(&folder, thread().into_iter().take(8).collect());
    let mut reader = open(&folder, (100, 60));
    reader.press("c S S S").expect("sorted by score, but these comments have no scores");
}

#[test]
fn done_applies_to_filtered_comments_and_undo_keeps_the_filter() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    // 2 is by Bob, with its parent 1; the filter hides 3 and 4.
    reader.press("c |").type_text("@bob").press("enter").press("k x");
    reader.expect("2 done · no more new here (|: clear the filter)").expect("filter: @bob");
    assert_eq!(marks(&folder)[..4], *"dd..");
    reader.press("u");
    reader.expect("marks of 2 comments undone").expect("filter: @bob");
    assert_eq!(selected(&reader), "1");
    reader.press("| } x");
    reader.expect("2 done · ");
    reader.press("| :").type_text("unseen").press("enter").press("u");
    reader.expect("filter: new");
}

#[test]
fn muted_comments_are_not_new_and_are_seen_in_passing() {
    let folder = Folder::offline();
    save(&folder, thread());
    std::fs::write(folder.dir.path().join("rules.toml"), "[[mute]]\nauthor = \"Dee\"\n").unwrap();
    let mut reader = open(&folder, (100, 60));
    reader.expect("muted: author Dee").expect("12 Comments  7 new");
    reader.press("c . . . . .");
    assert_eq!(selected(&reader), "7", "6 is passed by");
    reader.press("Q");
    assert_eq!(marks(&folder)[4..7], *"sss");
    drop(reader);
    let mut reader = open(&folder, (100, 60));
    reader.press("c .");
    assert_eq!(selected(&reader), "9", "removed comments are not new either");
    reader.press(".").expect("no new comments").press("Q");
    assert_eq!(marks(&folder), "sssssss.s", "removed comments are not marked as seen");
}

#[test]
fn the_comments_key_goes_back_to_the_same_comment() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 30));
    reader.press("c } }");
    assert_eq!(selected(&reader), "7");
    reader.press("c");
    assert_eq!((selected(&reader).as_str(), reader.model.reader.scroll.top), ("", 0));
    reader.press("c");
    assert_eq!(selected(&reader), "7");
    // A jump within the comments does not count as a way to the text.
    reader.press("g ctrl-d").press(". } P c");
    assert_eq!(selected(&reader), "");
    assert!(reader.model.reader.scroll.top < reader.model.reader.comments_start());
}

#[test]
fn find_matches_authors() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("/").type_text("dee").press("enter");
    assert_eq!(selected(&reader), "6");
    reader.expect_not("not found in this text");
}

/// Regression: comments that are not laid out were searched by their HTML, so that `href` matched every link.
#[test]
fn find_searches_the_text_of_comments_and_not_their_html() {
    let folder = Folder::offline();
    let many =
        (1..=400).map(|i| comment(&i.to_string(), None, "Ann", &format!("<p>No. {i}, <a href='/a'>a link</a>.")));
    save(&folder, many.collect());
    let mut reader = open(&folder, (100, 24));
    assert!((0..400).any(|i| reader.model.reader.thread.bodies.lines(i).is_none()));
    reader.press("/").type_text("href").press("enter").expect("“href” not found in this text");
    reader.press("/").type_text("No. 399, a link").press("enter").expect("1 match");
    reader.press("ctrl-n");
    assert_eq!(selected(&reader), "399");
}

#[test]
fn an_order_applies_to_every_thread_and_the_heading_names_it() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut config = tidings::settings::Config::default();
    config.comments.sort = tidings::domain::triage::Order::Newest;
    let mut reader = Reader::with_config(&folder, (100, 60), &config);
    let first = |reader: &mut Reader, title: &str| {
        reader.press("F").type_text(title).press("enter").press("enter").press("g c");
        let opened = reader.model.reader.opened.as_ref().unwrap();
        (opened.order, opened.thread.get(0).unwrap().comment.published, opened.thread.len())
    };
    let (order, newest, count) = first(&mut reader, "title:octopus");
    assert_eq!((order.as_str(), count), ("newest", 9));
    reader.expect("12 Comments").expect(" new  by newest");
    reader.press("S S S S").expect("sorted by thread").expect_not("by newest");
    let oldest = first(&mut reader, "title:octopus").1;
    assert!(oldest < newest);
    // The next thread has the same order.
    reader.press("S").expect("by newest");
    let (order, _, count) = first(&mut reader, "title:\"harbour bridge reopens\"");
    assert_eq!((order.as_str(), count), ("newest", 17));
    reader.expect("17 Comments").expect("by newest");
}

#[test]
fn skim_says_how_much_of_the_thread_it_covers() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c t enter");
    reader.expect("5 min: ").expect("of 9 comments").expect("% of the words");
    reader.press("t");
    reader.expect("filter cleared");
    reader.press("t").type_text("x").press("enter");
    reader.expect("minutes: a number from 1 to 600");
}

/// Regression: the typed number was added to the suggested 5.
#[test]
fn typing_replaces_the_suggested_minutes() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c t").expect("Minutes: 5").type_text("7").press("enter");
    reader.expect(" 7 min: ").expect_not("57");
}

#[test]
fn rules_fold_with_a_reason_are_explained_and_can_be_undone() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c } } } } M");
    reader.expect("mute Gus").expect("mute links to spam.example").expect("mute scores below -3");
    reader.press("esc M enter");
    reader.expect("muted: author Gus (u: undo)");
    let rules = std::fs::read_to_string(folder.dir.path().join("rules.toml")).unwrap();
    assert!(rules.contains("author = \"Gus\""), "{rules}");
    // The selected comment stays open; without the selection, it would be folded.
    reader.press("c c");
    drop(reader);
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("▸ ● Gus").expect("muted: author Gus");
    reader.press("G W");
    reader.expect("show this comment");
    reader.press("enter");
    reader.expect_not("▸ ● Gus").expect("See this");
    // An anonymous comment has no author to mute.
    reader.press("g c j j M");
    reader.expect_not("mute anonymous").expect("mute a word");
}

#[test]
fn a_rule_is_removed_from_a_comment_it_matches_and_replaced_by_its_opposite() {
    let folder = Folder::offline();
    save(&folder, thread());
    let rules = || std::fs::read_to_string(folder.dir.path().join("rules.toml")).unwrap();
    let mut reader = open(&folder, (100, 60));
    reader.press("c } } } } M enter").expect("muted: author Gus (u: undo)");
    // The menu does not offer the rule again; a follow rule replaces it.
    reader.press("M").expect("stop muting author Gus").expect_not("mute Gus").expect("follow Gus");
    reader.press("j enter").expect("followed: author Gus, in place of muted: author Gus (u: undo)");
    assert!(rules().contains("[[follow]]") && !rules().contains("[[mute]]\nauthor"), "{}", rules());
    reader.press("u").expect("rule removed: followed: author Gus; rule restored: muted: author Gus");
    assert!(!rules().contains("[[follow]]\nauthor") && rules().contains("author = \"Gus\""), "{}", rules());
    // The explanation of a fold offers to remove the rule.
    reader.press("W").expect("show this comment").expect("stop muting author Gus").press("j enter");
    reader.expect("rule removed: muted: author Gus (u: undo)");
    assert!(!rules().contains("author = \"Gus\""), "{}", rules());
    reader.press("W").expect("not folded automatically").press("u").expect("rule restored: muted: author Gus");
    assert!(rules().contains("author = \"Gus\""), "{}", rules());
}

#[test]
fn repeats_fold_with_evidence() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("repeats #5 (1.00), 2 in all").expect("▸ ● Eve");
    reader.press("} } ~");
    reader.expect("Repeated text, 2 comments").expect("#5, the first").expect("#7 (1.00)");
    reader.press("enter");
    assert_eq!(selected(&reader), "5");
    reader.press("ctrl-o");
    assert_eq!(selected(&reader), "7", "back to the start of the jump");
}

#[test]
fn the_parent_is_peeked_at_and_jumps_go_back() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c j j v");
    reader.expect("─ Bob ");
    reader.press("esc ^");
    assert_eq!(selected(&reader), "1");
    reader.press("ctrl-o");
    assert_eq!(selected(&reader), "3");
    reader.press("P");
    assert_eq!(selected(&reader), "2");
    reader.press("ctrl-o }");
    assert_eq!(selected(&reader), "5");
    reader.press("ctrl-o");
    assert_eq!(selected(&reader), "3");
    reader.press("^ v");
    reader.expect("the parent of this comment is not loaded");
}

#[test]
fn a_quote_leads_to_the_article_and_back() {
    let folder = Folder::offline();
    let id = article(&folder);
    let body = folder.library.store.article(id).unwrap().unwrap().html.0;
    let text = tidings::page::plain(&body);
    let quoted: Vec<&str> = text.split_whitespace().skip(30).take(9).collect();
    let html = format!("<blockquote><p>{}</p></blockquote><p>Is that so?</p>", quoted.join(" "));
    save(&folder, vec![comment("1", None, "Ann", &html), comment("2", None, "Bob", "<p>Nothing quoted.")]);
    let mut reader = open(&folder, (100, 40));
    reader.press("c \"");
    reader.expect("quoted here").expect(quoted[0]);
    assert_eq!(selected(&reader), "");
    reader.press("ctrl-o");
    assert_eq!(selected(&reader), "1");
    reader.press("j \"");
    reader.expect("no quotation in this comment");
}

#[test]
fn an_edited_comment_shows_what_changed_and_a_removed_one_stays_readable() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut later = thread();
    later[0].html = Html("<p>First of all, octopuses keep nothing.".into());
    save(&folder, later);
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("edited").expect("keep nothing").expect("It was here once").expect("removed");
    reader.press("d");
    reader.expect("everything nothing").expect("changes");
    reader.press("d");
    reader.expect_not("everything").expect("keep nothing");
    reader.press("j d");
    reader.expect("has not been edited");
}

#[test]
fn threads_of_two_origins_have_their_own_headings() {
    let folder = Folder::offline();
    save(&folder, thread());
    save_of(&folder, "hacker-news:8", vec![comment("1", None, "Zoe", "<p>From elsewhere.")], &[]);
    let source = ("hacker-news:8", "hacker-news");
    folder.library.store.thread_failed(article(&folder), source, "answered 500", now()).unwrap();
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("Hacker News (news.example/item?id=8): 1 of 12 comments loaded").expect("From elsewhere");
    reader.expect("── Hacker News").expect("last fetch failed: answered 500");
}

#[test]
fn a_reply_below_a_done_comment_is_done_without_a_reason() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c x Q");
    drop(reader);
    let mut later = thread();
    later.push(comment("10", Some("1"), "Hal", "<p>Late and beside the point."));
    later.push(Comment { by_author: true, ..comment("11", Some("1"), "Ivy", "<p>The author explains.") });
    save_of(&folder, "", later, &["11"]);
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.expect("▸ ✓ Ann");
    reader.press("g c .");
    reader.press(".");
    reader.press("{ l");
    reader.expect("back: by the author").expect("✓ Hal");
}

#[test]
fn a_refresh_does_not_move_the_visible_text() {
    let folder = Folder::offline();
    let id = save(&folder, thread());
    let mut reader = open(&folder, (100, 30));
    reader.press("c } K");
    let (_, row) = reader.place("Cy ·");
    let mut later = thread();
    later.insert(1, comment("0", Some("1"), "New", "<p>Above.</p><p>In two paragraphs."));
    save(&folder, later);
    reader.send(ThreadMsg::Fetched { article: id, notice: Text::line("9 comments, 1 new") });
    assert_eq!(selected(&reader), "5");
    assert_eq!(reader.place("Cy ·").1, row, "{}", reader.screen());
}

#[test]
fn a_long_error_of_a_source_continues_on_further_rows() {
    let folder = Folder::offline();
    let id = save(&folder, thread());
    let long =
        "no comments from news.example: REST answered 403, the Atom comment feed answered 403, the page answered 500";
    folder.library.store.thread_failed(id, ("", "wordpress-rest"), long, now()).unwrap();
    for size in [(80, 24), (40, 16)] {
        let mut reader = open(&folder, size);
        reader.press("c");
        let screen = reader.screen();
        let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("last fetch failed: no comments from news.example: REST"), "{screen}");
        // At 40 columns it needs more than three rows, and an ellipsis ends the third.
        let shown = if size.0 == 80 { "the page answered 500" } else { "comment feed answered 403, the…" };
        assert!(words.contains(shown), "{screen}");
    }
}

#[test]
fn narrow_comment_headers_end_with_an_ellipsis_and_the_reason_of_the_fold() {
    let folder = Folder::offline();
    let mut all = thread();
    all[0].author = Some(Text::line("Kenji Morita of the harbour"));
    all[3].author = all[0].author.clone();
    all[4].author = Some(Text::line("Carl"));
    save(&folder, all);
    let mut reader = open(&folder, (40, 40));
    reader.press("c j j j j");
    reader.expect("• Kenji Morita of the harbo… · OP ·…").expect("▸ ● Eve · repeats #5 (1.00), 2 in all");
    reader.expect("Carl · 3h · #5");
    reader.press("M").expect("mute Carl ").expect("follow Carl ").expect("everywhere (u: undo)");
}

#[test]
fn all_marks_and_menus_match_their_snapshots() {
    for size in [(80, 24), (40, 12)] {
        let folder = Folder::offline();
        save(&folder, thread());
        let mut later = thread();
        later[5].html = Html("<p>Quite so, I think.".into());
        save(&folder, later);
        let name = |what: &str| format!("triage_{what}_{}x{}", size.0, size.1);
        let mut reader = open(&folder, size);
        reader.press("c j K ] x");
        insta::assert_snapshot!(name("marks"), reader.screen());
        reader.press("G k k ~");
        insta::assert_snapshot!(name("menu"), reader.screen());
        reader.press("esc g c } j v");
        insta::assert_snapshot!(name("peek"), reader.screen());
        reader.press("esc |").type_text("@ann").press("enter");
        insta::assert_snapshot!(name("limited"), reader.screen());
    }
}

#[test]
fn a_key_for_comments_shows_a_hint_in_the_text() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (100, 40));
    reader.press("F").type_text("title:octopus").press("enter").press("enter");
    reader.press("x").expect("no comments loaded (r: fetch comments)");
    drop(reader);
    save(&folder, thread());
    let mut reader = open(&folder, (100, 40));
    reader.press("x").expect("no comment selected (c: go to the comments)");
    // The hint is not shown under an overlay.
    reader.press("? x").expect_not("no comment selected");
}

#[test]
fn rules_edited_in_the_file_apply_at_the_next_check() {
    let folder = Folder::offline();
    save(&folder, thread());
    let mut reader = open(&folder, (100, 60));
    reader.press("c");
    reader.watch();
    reader.expect_not("muted").expect_not("rules.toml");
    let file = folder.dir.path().join("rules.toml");
    std::fs::write(&file, "[[mute]]\nauthor = \"Dee\"\n").unwrap();
    reader.watch();
    reader.expect("muted: author Dee").expect("rules.toml has changed");
    // The program's own change of the file is not reported.
    reader.press("} M enter").expect("muted: author Cy");
    reader.watch();
    reader.expect_not("rules.toml has changed");
    std::fs::write(&file, "").unwrap();
    reader.watch();
    reader.expect_not("muted: author Dee");
}
