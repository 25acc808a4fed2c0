//! Tests reading: moving by headings and paragraphs, following links and notes, and hyperlinks for the terminal.

use tidings::app::overlay::stack::Overlay;
use tidings::app::thread::texts;
use tidings::app::{Effect, Model, Terminal};
use tidings::domain::clock_format::TimeFormat;
use tidings::domain::{ArticleId, Enclosure, Entry, Html, Text};
use tidings::settings::{Config, Theme};

use crate::harness::{Folder, Reader, Served};
use crate::screens::lead;
use crate::triage;

/// Opens the sample article with headings, code, a table and a note.
fn ferry(folder: &Folder, size: (u16, u16)) -> Reader {
    let mut reader = Reader::open(folder, size);
    reader.press("F").type_text("title:ferry").press("enter").press("enter");
    reader.expect("The code that everyone has written");
    reader
}

fn top(reader: &Reader) -> String {
    reader.model.reader.line(reader.model.reader.scroll.top).map(tidings::domain::Line::text).unwrap_or_default()
}

#[test]
fn keys_go_to_headings_and_paragraphs() {
    let folder = Folder::offline();
    let mut reader = ferry(&folder, (80, 24));
    reader.press("]");
    assert_eq!(top(&reader), "The code that everyone has written");
    reader.press("] ]");
    assert_eq!(top(&reader), "The fix");
    reader.press("[");
    assert_eq!(top(&reader), "Two kinds of time");
    reader.press("}");
    assert!(top(&reader).starts_with("There are two quite different things"), "{}", top(&reader));
    reader.press("{ [ [ [");
    assert_eq!(reader.model.reader.scroll.top, 0);
    reader.press("[").expect("no previous heading");
}

#[test]
fn notes_are_followed_and_left_again() {
    let folder = Folder::offline();
    let mut reader = ferry(&folder, (80, 24));
    reader.press("] ctrl-d");
    let before = reader.model.reader.scroll.top;
    let spots = reader.model.reader.spots(21);
    assert_eq!(spots.len(), 1, "one note and no link is visible");
    reader.press("f").expect("type a label");
    reader.press("a").expect("In most years.");
    reader.press("ctrl-o");
    assert_eq!(reader.model.reader.scroll.top, before);
    reader.press("ctrl-o").expect("nothing to go back to");
}

#[test]
fn the_comments_key_goes_back_to_the_same_line_of_the_text() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (80, 24));
    reader.press("space space");
    let before = reader.model.reader.scroll.top;
    reader.press("c").expect("17 Comments");
    reader.press("j j c");
    assert_eq!((reader.model.reader.scroll.top, reader.model.reader.thread.selected), (before, None));
    reader.press("s").expect("starred");
}

#[test]
fn labels_open_links_and_a_wrong_label_is_an_error() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (90, 60));
    let links = reader.model.reader.page.links.clone();
    reader.press("f s");
    assert_eq!(reader.outside, [Effect::Terminal(Terminal::OpenUrl(links[1].clone()))]);
    reader.press("f 7").expect("no link with the label “7”");
    reader.press("f esc");
    assert!(reader.model.overlays.is_empty());
    reader.press("g f").screen();
    assert!(matches!(reader.model.overlays.last(), Some(Overlay::Hints(_))));
}

#[test]
fn all_links_are_listed_to_open_or_copy() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (80, 24));
    let links = reader.model.reader.page.links.clone();
    reader.press("L").expect("Links").expect("neighbours at Slow Light  http://127.0.0.1");
    reader.press("j enter L y");
    assert_eq!(reader.outside[0], Effect::Terminal(Terminal::OpenUrl(links[1].clone())));
    assert!(matches!(&reader.outside[1], Effect::Terminal(Terminal::Copy(url)) if links.contains(url)));
    reader.press("L q");
    assert!(reader.model.overlays.is_empty());
}

#[test]
fn links_and_their_list_can_be_clicked() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (90, 60));
    let links = reader.model.reader.page.links.clone();
    let at = reader.place("Slow Light[1]");
    reader.click(at);
    assert_eq!(reader.outside, [Effect::Terminal(Terminal::OpenUrl(links[0].clone()))]);
    reader.press("L");
    let second = reader.place(&links[1][..30]);
    reader.click(second);
    assert_eq!(reader.outside.len(), 1, "the first click selects");
    reader.click(second);
    assert_eq!(reader.outside.last(), Some(&Effect::Terminal(Terminal::OpenUrl(links[1].clone()))));
}

#[test]
fn a_link_is_read_in_the_reader_and_left_again() {
    let site = Served::start();
    let folder = Folder::new(&site.site.feeds());
    folder.sync(&site.runtime);
    let mut reader = lead(&folder, (100, 40));
    let open = reader.model.reader.article();
    reader.press("e a");
    assert_eq!(reader.model.reader.article(), Some(ArticleId(0)), "{}", reader.screen());
    reader.expect("full text");
    for key in ["m", "s", "r"] {
        reader.press(key).expect("this page is only a preview");
    }
    // A second page opens at its top.
    let first = reader.model.reader.opened.as_ref().unwrap().article.row.url.clone();
    reader.press("/").type_text("the").press("enter j j j j e");
    assert!(matches!(reader.model.overlays.last(), Some(Overlay::Hints(_))), "{}", reader.screen());
    reader.press("a");
    assert_ne!(reader.model.reader.opened.as_ref().unwrap().article.row.url, first);
    assert_eq!((reader.model.reader.scroll.top, reader.model.reader.find.is_some()), (0, false));
    reader.press("ctrl-o");
    assert_eq!(reader.model.reader.article(), open);
    drop(site);
    reader.press("e a").expect("this link can't be previewed");
    assert_eq!(reader.model.reader.article(), open, "the open article stays");
    reader.press("ctrl-o").expect("nothing to go back to");
}

/// Returns the bytes for the terminal, with hyperlinks.
fn drawn(model: &Model) -> String {
    let area = ratatui::layout::Rect::new(0, 0, model.size.0, model.size.1);
    let mut buf = ratatui::buffer::Buffer::empty(area);
    tidings::ui::draw(model, &Theme::built_in("dark").unwrap(), area, &mut buf);
    buf.content.iter().map(ratatui::buffer::Cell::symbol).collect()
}

#[test]
fn hyperlinks_are_sent_to_the_terminal_if_configured() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 40));
    let marker = format!("\u{1b}]8;id=0;{}\u{1b}\\", reader.model.reader.page.links[0]);
    assert!(!drawn(&reader.model).contains('\u{1b}'));
    reader.model.options.hyperlinks = true;
    let screen = drawn(&reader.model);
    assert!(screen.contains(&marker));
    assert_eq!(screen.matches("\u{1b}]8;id=").count(), screen.matches("\u{1b}]8;;\u{1b}\\").count());
    reader.press("?");
    assert!(!drawn(&reader.model).contains('\u{1b}'), "an overlay has no hyperlinks");
}

#[test]
fn link_numbers_and_hyphenation_are_configurable() {
    let folder = Folder::offline();
    let mut config = Config::default();
    config.reader.link_numbers = false;
    config.reader.hyphenate = true;
    let mut reader = Reader::with_config(&folder, (44, 40), &config);
    reader.press("F").type_text("title:\"harbour bridge reopens\"").press("enter").press("enter");
    reader.expect_not("[1]");
    let lines = &reader.model.reader.page.body.lines;
    let divided = lines.iter().filter(|line| line.text().ends_with('-')).count();
    assert!(divided > 0, "{}", reader.screen());
}

/// Regression: the reader did not show enclosures.
#[test]
fn enclosures_are_numbered_below_the_text_listed_and_opened() {
    let enclosure = |url: &str, seconds| Enclosure { url: url.to_owned(), media_type: None, length: None, seconds };
    let (talk, notes) = ("https://a.example/talk.mp3", "https://b.example/notes.pdf");
    let folder = Folder::with_entries([Entry {
        guid: "1".into(),
        title: Some(Text::line("A talk")),
        content: Some(Html("<p>See <a href='https://c.example/x'>this</a>.".into())),
        enclosures: vec![enclosure(talk, Some(1_950)), enclosure(notes, None)],
        ..Entry::default()
    }]);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("enter").expect("this[1]").expect("[2] audio, 32 min (a.example)").expect("[3] PDF (b.example)");
    reader.press("2 L").expect(&format!("audio, 32 min (a.example)  {talk}")).press("j j enter");
    let opened = [talk, notes].map(|url| Effect::Terminal(Terminal::OpenUrl(url.to_owned())));
    assert_eq!(reader.outside, opened);
}

/// Regression: the reader ignored the setting.
#[test]
fn the_byline_follows_the_time_format() {
    let folder = Folder::offline();
    let mut config = Config::default();
    for (time_format, byline) in [
        (TimeFormat::Hours24, "By Mara Ellison · 23 November 2026, 07:12 ·"),
        (TimeFormat::Hours12, "By Mara Ellison · 23 November 2026, 7:12 am ·"),
    ] {
        config.screen.time_format = time_format;
        let mut reader = Reader::with_config(&folder, (120, 40), &config);
        reader.press("j").expect(byline);
    }
}

#[test]
fn images_are_shown_in_the_text_or_as_alt_text() {
    let site = Served::start();
    let folder = Folder::new(&site.site.feeds());
    folder.sync(&site.runtime);
    let mut reader = lead(&folder, (90, 40));
    reader.expect("[image: A crowd walks over");
    let described = reader.model.reader.page.body.pictures[0].rows;
    reader.press("i").expect("images shown");
    let picture = reader.model.reader.page.body.pictures[0].clone();
    assert!(picture.rows > described, "{picture:?}");
    assert_eq!(reader.drawn().images.len(), 1);
    reader.press("q enter");
    assert_eq!(reader.drawn().images.len(), 1, "after reopening, the image is shown again");
    // Stored on disk: shown again without the site.
    drop(site);
    let mut again = lead(&folder, (90, 40));
    again.press("i");
    assert_eq!(again.drawn().images.len(), 1);
    again.press("?");
    assert!(again.drawn().images.is_empty(), "an overlay hides images");
    again.press("q i").expect("images hidden").expect("[image: A crowd walks over");
}

#[test]
fn an_image_that_cannot_be_fetched_stays_alt_text() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (90, 40));
    reader.press("i").expect("[image: A crowd walks over");
    assert!(reader.drawn().images.is_empty());
}

#[test]
fn keys_wait_for_the_article_that_is_loading() {
    let folder = Folder::offline();
    triage::save(&folder, triage::thread());
    let found = || {
        let mut reader = Reader::open(&folder, (60, 40));
        reader.press("F").type_text("title:octopus").press("enter");
        reader
    };
    // The key is dropped with the article for which it waited.
    let mut reader = found();
    reader.press_without_waiting("enter c esc");
    reader.settle();
    reader.expect(triage::TITLE);
    assert_eq!(triage::selected(&reader), "");
    drop(reader);
    let mut reader = found();
    reader.press_without_waiting("enter c x");
    reader.settle();
    reader.expect("done · 3 new");
    assert_eq!(triage::selected(&reader), "5");
    // The key does not apply to the comment that is still shown.
    reader.press_without_waiting("n x");
    reader.settle();
    reader.expect_not(triage::TITLE);
    assert_eq!(triage::marks(&folder)[4..5], *"s", "not done");
    // Without another article, the key is dropped.
    let mut reader = found();
    reader.press("enter c");
    let selected = triage::selected(&reader);
    reader.press_without_waiting("p K Q K");
    reader.settle();
    reader.expect("no unread articles further up");
    assert_eq!(triage::selected(&reader), selected);
    // Leaving the pane drops the key.
    reader.press_without_waiting("n Q K");
    reader.settle();
    assert!(!triage::marks(&folder).contains('k'));
}

#[test]
fn a_comment_of_a_long_thread_has_its_address_once_it_is_laid_out() {
    let folder = Folder::offline();
    let url = |id: u32| format!("https://slow.example/#c{id}");
    let comments = (1..=5_001).map(|id| tidings::domain::Comment {
        url: Some(url(id)),
        ..triage::comment(&id.to_string(), None, "Ann", "<p>See <a href='/rules'>the rules</a>.")
    });
    triage::save(&folder, comments.collect());
    let mut reader = triage::open(&folder, (60, 40));
    let is_outline =
        |reader: &Reader, i| reader.model.reader.opened.as_ref().unwrap().thread.get(i).unwrap().comment.outline;
    assert!(!is_outline(&reader, 0) && is_outline(&reader, 5_000), "the first comments are read with the article");
    reader.press("c y");
    reader.press_without_waiting("G y");
    reader.expect("this comment is still loading; try again").settle();
    reader.press("y");
    assert_eq!(
        reader.outside,
        [Effect::Terminal(Terminal::Copy(url(1))), Effect::Terminal(Terminal::Copy(url(5_001)))]
    );
    // Relative links are resolved against the comment's own address.
    assert_eq!(reader.model.reader.links_of(5_000), ["https://slow.example/rules"]);
}

/// Saves a thread whose last comments are not read with the article.
fn save_long_thread(folder: &Folder) {
    let comment = |id: u32| triage::comment(&id.to_string(), None, "Ann", &format!("<p>Word {id}."));
    triage::save(folder, (1..=5_001).map(comment).collect());
}

const NOT_SHOWN: &str = "This comment could not be shown.";

#[test]
fn a_text_that_could_not_be_laid_out_is_not_requested_again() {
    let folder = Folder::offline();
    save_long_thread(&folder);
    let mut reader = triage::open(&folder, (60, 40));
    let thread = reader.model.reader.opened.as_ref().unwrap().thread.clone();
    let width = reader.model.reader.page.width;
    // All but the last one are laid out when they come into view.
    reader.send(tidings::app::thread::Msg::NotLaidOut { thread: thread.clone(), width, places: vec![5_000] });
    // A text that is there stays.
    reader.send(tidings::app::thread::Msg::NotLaidOut { thread, width, places: vec![0] });
    reader.press("c G").expect("Word 5000.").expect(NOT_SHOWN).expect_not("Word 5001.");
    assert!(!texts::are_missing(&reader.model), "no frame waits for it");
    reader.press("g g c").expect("Word 1.").expect_not(NOT_SHOWN);
    // The next layout tries again.
    reader.send(tidings::app::input::Msg::Resize(64, 40));
    reader.press("c G").expect("Word 5001.").expect_not(NOT_SHOWN);
}

#[test]
fn texts_that_the_store_cannot_read_say_so() {
    let folder = Folder::offline();
    save_long_thread(&folder);
    let mut reader = triage::open(&folder, (60, 40));
    let file = folder.dir.path().join("state/tidings.db");
    rusqlite::Connection::open(file).unwrap().execute_batch("ALTER TABLE comment_bodies RENAME TO gone").unwrap();
    // It would not settle if every answer led to another request.
    reader.press("c G").expect(NOT_SHOWN);
    assert!(reader.model.status.messages().any(|message| message.text.contains("comment_bodies")), "the log says why");
    assert!(!texts::are_missing(&reader.model), "no frame waits for them");
}
