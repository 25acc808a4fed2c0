//! Tests the screen with snapshots at three sizes, of the sample site without its server.

use crate::harness::{Folder, Reader};
use tidings::app::Msg;
use tidings::app::welcome::Importable;
use tidings::app::welcome::Msg as WelcomeMsg;
use tidings::settings::{Ascii, Config};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 12)];

/// Takes a snapshot at every size after these keys.
fn snapshots(name: &str, keys: &[&str]) {
    let folder = Folder::offline();
    for size in SIZES {
        let mut reader = Reader::open(&folder, size);
        for key in keys {
            reader.press(key);
        }
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), reader.screen());
        // Undoes all changes, so that the next size starts with the same marks.
        while !reader.model.undo.is_empty() {
            reader.press("Q esc u");
        }
    }
}

#[test]
fn start() {
    snapshots("start", &[]);
}

#[test]
fn feeds() {
    snapshots("feeds", &["q", "G"]);
}

#[test]
fn article() {
    let folder = Folder::offline();
    for size in SIZES {
        let mut reader = lead(&folder, size);
        insta::assert_snapshot!(format!("article_{}x{}", size.0, size.1), reader.screen());
        reader.press("m q");
    }
}

#[test]
fn tree() {
    let folder = Folder::offline();
    for size in SIZES {
        let mut reader = lead(&folder, size);
        reader.press("c j");
        insta::assert_snapshot!(format!("tree_{}x{}", size.0, size.1), reader.screen());
        reader.press("z M");
        insta::assert_snapshot!(format!("folded_{}x{}", size.0, size.1), reader.screen());
    }
}

#[test]
fn help_and_prompt() {
    let folder = Folder::offline();
    for size in SIZES {
        let mut reader = Reader::open(&folder, size);
        reader.press("?");
        insta::assert_snapshot!(format!("help_{}x{}", size.0, size.1), reader.screen());
        reader.press("q F").type_text("bridge");
        insta::assert_snapshot!(format!("prompt_{}x{}", size.0, size.1), reader.screen());
    }
}

#[test]
fn help_opens_at_the_pane_that_has_the_keys() {
    let folder = Folder::offline();
    for size in [(80, 24), (40, 12)] {
        let mut reader = lead(&folder, size);
        let mut first = |keys: &str| {
            let screen = reader.press(keys).screen();
            reader.press("q");
            screen.lines().find_map(|line| line.split_once("│ ").map(|(_, line)| line.to_owned())).unwrap()
        };
        assert!(first("?").starts_with("Reading"));
        assert!(first("c ?").starts_with("Comments"));
        assert!(first("q ?").starts_with("Articles"));
    }
    let mut reader = lead(&folder, (80, 60));
    reader.press("c ?");
    insta::assert_snapshot!("help_comments_80x60", reader.screen());
}

#[test]
fn palette() {
    let folder = Folder::offline();
    for size in SIZES {
        let mut reader = Reader::open(&folder, size);
        reader.press(":");
        insta::assert_snapshot!(format!("palette_{}x{}", size.0, size.1), reader.screen());
        reader.type_text("brid");
        insta::assert_snapshot!(format!("palette_found_{}x{}", size.0, size.1), reader.screen());
    }
}

#[test]
fn nothing_yet() {
    let folder = Folder::new(&[]);
    for size in SIZES {
        let mut reader = Reader::open(&folder, size);
        insta::assert_snapshot!(format!("empty_{}x{}", size.0, size.1), reader.screen());
        let file = tidings::domain::Text::line("~/.newsboat/urls");
        reader.send(WelcomeMsg::Importable(Some(Importable { file, feeds: 23, articles: 0 })));
        reader.press("j space");
        insta::assert_snapshot!(format!("empty_import_{}x{}", size.0, size.1), reader.screen());
    }
}

#[test]
fn ascii_draws_with_ascii_only() {
    let folder = Folder::offline();
    let mut config = Config::default();
    config.screen.ascii = Ascii::Always;
    let mut screens = Vec::new();
    for size in [(100, 30), (40, 12)] {
        let mut reader = Reader::with_config(&folder, size, &config);
        let keys =
            ["", "?", "q", ":", "esc", "F", "esc", "enter", "c", "z M", "z R", "f", "esc", "L", "esc", "Z", "q q", "!"];
        for keys in keys {
            if !keys.is_empty() {
                reader.press(keys);
            }
            screens.push(reader.screen());
        }
        let mut first = Reader::with_config(&Folder::new(&[]), size, &config);
        screens.push(first.screen());
        screens.push(first.press(": esc A enter").screen());
    }
    for screen in screens {
        // Letters and currency signs belong to the texts.
        for c in screen.chars().filter(|c| !c.is_alphabetic()) {
            assert!(c.is_ascii() || c == '£', "{c:?} in\n{screen}");
        }
    }
}

#[test]
fn every_prompt_shows_its_cursor_and_the_typed_text() {
    use tidings::app::overlay::prompt::{Prompt, PromptKind};
    use tidings::app::overlay::stack::Overlay;
    let folder = Folder::offline();
    for (columns, kind) in [80, 40, 20].into_iter().flat_map(|columns| PromptKind::ALL.map(|kind| (columns, kind))) {
        let mut reader = Reader::open(&folder, (columns, 12));
        reader.model.overlays.push(Overlay::Prompt(Prompt::new(kind, "")));
        let hint: String = kind.hint().chars().take(15).collect();
        reader.expect(&hint).expect(kind.label().trim_end());
        for typed in 1..=60 {
            reader.type_text("7");
            let line = reader.screen().lines().nth(10).unwrap().to_owned();
            let shown = line.matches('7').count();
            assert!(shown >= typed.min(usize::from(columns) / 2), "{kind:?} {columns} {typed}: {line}");
            let cursor = reader.drawn().cursor.unwrap();
            assert_eq!(
                (usize::from(cursor.x), cursor.y),
                (line.chars().count(), 10),
                "{kind:?} {columns} {typed}: {line}"
            );
        }
        assert_eq!(reader.press("ctrl-a").drawn().cursor.unwrap().y, 10);
    }
}

#[test]
fn an_old_error_does_not_hide_the_hint_of_a_prompt() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (80, 24));
    let error = "no comments from news.example: REST answered 403, the Atom comment feed answered 403, the page too";
    reader.send(Msg::Failed(tidings::domain::Text::line(error)));
    reader.expect("no comments from news.example: REST").expect("… (!: whole message)");
    reader.press("F").expect("words or a query, in all articles (Enter: accept").expect_not("no comments from");
    reader.type_text("is:nonsense").press("enter").expect("nonsense");
    reader.press("esc esc !").expect("the page too");
}

/// Opens the lead article.
pub(crate) fn lead(folder: &Folder, size: (u16, u16)) -> Reader {
    let mut reader = Reader::open(folder, size);
    reader.press("F").type_text("title:\"harbour bridge reopens\"").press("enter").press("enter");
    reader
}
