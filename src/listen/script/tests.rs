//! Tests of scripts: what is announced, what is skipped, where pauses are.

use super::*;
use crate::domain::{Comment, Moderation};

fn script_of(html: &str, language: Option<&str>, options: Options) -> Script {
    let (title, author, outlet) = (Text::line("The title"), Text::line("Ann"), Text::line("The Gazette"));
    article(&title, Some(&author), &outlet, &Html(html.to_owned()), None, language, options)
}

/// Writes the sentences after title and byline: the block, the spoken text, and in brackets whether it is announced.
fn outline(script: &Script, from: usize) -> Vec<String> {
    let line = |sentence: &Sentence| {
        let said = &sentence.spoken;
        let block = sentence.block;
        if sentence.text.is_empty() { format!("{block} ({said})") } else { format!("{block} {said}") }
    };
    script.sentences.iter().skip(from).map(line).collect()
}

#[test]
fn the_title_and_the_byline_come_first() {
    let script = script_of("<h1>The Title</h1><p>One. Two.", Some("de"), Options::default());
    assert_eq!(outline(&script, 0), ["0 The title", "0 (von Ann, The Gazette)", "1 One.", "1 Two."]);
    let places: Vec<Place> = script.sentences.iter().map(|sentence| sentence.place).collect();
    assert_eq!(places, [Place::Title, Place::Title, Place::Text, Place::Text]);
    assert_eq!(script.language.as_deref(), Some("de"));
    let bare = article(&Text::default(), None, &Text::default(), &Html::default(), None, None, Options::default());
    assert_eq!(bare.sentences, []);
}

#[test]
fn blocks_are_announced_or_skipped() {
    let quote = "<p>a<blockquote><p>b<p>c</blockquote><p>d<blockquote>e</blockquote>";
    let code = "<p>a<pre>let x;</pre><pre>let y;</pre><p>b";
    let table = "<table><tr><th>a<th>b<tr><td>1<td>2</table>";
    let (code_read, tables_read) =
        (Options { code: true, ..Options::default() }, Options { tables: true, ..Options::default() });
    for (html, options, expected) in [
        ("", Options::default(), &[][..]),
        ("<h2>H</h2><p>a<ul><li>b", Options::default(), &["1 H", "2 a", "3 b"]),
        (
            quote,
            Options::default(),
            &["1 a", "2 (Quote.)", "2 b", "3 c", "3 (End of quote.)", "4 d", "5 (Quote.)", "5 e", "5 (End of quote.)"],
        ),
        (code, Options::default(), &["1 a", "2 (Code skipped.)", "3 b"]),
        (code, code_read, &["1 a", "2 let x;", "3 let y;", "4 b"]),
        (table, Options::default(), &["1 (A table of 2 rows skipped.)"]),
        (table, tables_read, &["1 a, b", "1 1, 2"]),
        ("<figure><img src=a><figcaption>c</figcaption></figure>", Options::default(), &["1 (Caption.)", "1 c"]),
        ("<p>a<p>***<p>👍<p>b", Options::default(), &["1 a", "2 b"]),
        ("<p>see https://www.b.example/x", Options::default(), &["1 see link to b.example"]),
    ] {
        assert_eq!(outline(&script_of(html, Some("en"), options), 2), expected, "{html}");
    }
}

#[test]
fn text_is_what_the_article_has() {
    let script =
        script_of("<p>See <a href='https://b.example/'>https://b.example/about</a>[1] now.", None, Options::default());
    assert_eq!(script.sentences[2].text, "See https://b.example/about now.");
    assert_eq!(script.sentences[2].spoken, "See link to b.example now.");
}

#[test]
fn pauses_are_longer_after_greater_parts() {
    let script = script_of("<h2>Head</h2><p>One. Two.<p>Three", None, Options::default());
    let pauses: Vec<u32> = script.sentences.iter().skip(2).map(|sentence| sentence.pause).collect();
    assert_eq!(pauses, [HEADING_PAUSE, SENTENCE_PAUSE, PARAGRAPH_PAUSE, PARAGRAPH_PAUSE]);
    let long = script_of(&"the river rose and the town slept, ".repeat(30), None, Options::default());
    assert_eq!(long.sentences[2].pause, CLAUSE_PAUSE);
}

#[test]
fn comments_say_who_replies_to_whom() {
    let comment = |id: &str, parent: &str, author: &str, html: &str| Comment {
        id: id.into(),
        parent: (parent != "-").then(|| parent.into()),
        author: Text::line(author).non_empty(),
        html: Html(html.to_owned()),
        ..Comment::default()
    };
    let mut removed = comment("4", "-", "Dan", "gone");
    removed.state = Moderation::Removed;
    let (thread, _) = Thread::build(vec![
        comment("1", "-", "Ann", "<p>One.<p>Two."),
        comment("2", "1", "Bob", "No. <blockquote>One.</blockquote>"),
        comment("3", "2", "", "Why?"),
        removed,
        comment("5", "4", "Eve", "Oh."),
        comment("6", "-", "Fay", "done"),
        comment("7", "6", "Gus", "done too"),
        comment("8", "99", "Hal", "late"),
        comment("9", "-", "Ida", "<img src=a>"),
        comment("91", "3", "Bob", "Because."),
    ]);
    let done = thread.index_of(0, "6");
    let mut script = script_of("<p>a", None, Options::default());
    append_comments(&mut script, &thread, |i| Some(i) == done);
    assert_eq!(
        outline(&script, 3),
        [
            "2 (Ann writes.)",
            "3 One.",
            "4 Two.",
            "5 (Bob replies to Ann.)",
            "6 No.",
            "7 (Quote.)",
            "7 One.",
            "7 (End of quote.)",
            "8 (anonymous replies to Bob.)",
            "9 Why?",
            "10 (Bob replies to anonymous.)",
            "11 Because.",
            "12 (Eve replies to Dan.)",
            "13 Oh.",
            "14 (Hal replies.)",
            "15 late",
        ]
    );
    let places: Vec<Place> = script.sentences.iter().skip(3).take(4).map(|sentence| sentence.place).collect();
    assert_eq!(places, [Place::Comment(0), Place::Comment(0), Place::Comment(0), Place::Comment(1)]);
    assert_eq!(script.sentences.last().map(|last| last.pause), Some(COMMENT_PAUSE));
}

#[test]
fn a_long_reply_chain_needs_no_stack() {
    let comments = (0..2_000).map(|i: u32| Comment {
        id: i.to_string().into(),
        parent: i.checked_sub(1).map(|parent| parent.to_string().into()),
        html: Html("a".to_owned()),
        ..Comment::default()
    });
    let (thread, _) = Thread::build(comments.collect());
    let mut script = Script::default();
    append_comments(&mut script, &thread, |_| false);
    assert_eq!(script.sentences.len(), 4_000);
}

#[test]
fn time_is_estimated_by_characters_and_pauses() {
    for (spoken, pause, rate, expected) in [
        ("12345678901", 0, 120, 1_000),
        ("12345678901", 500, 120, 1_500),
        ("12345678901", 0, 240, 500),
        ("一二三四五六七八九十", 0, 155, 2_000),
        ("a", 0, 0, 20_000),
    ] {
        let sentence = Sentence { text: String::new(), spoken: spoken.to_owned(), pause, block: 0, place: Place::Text };
        assert_eq!(estimate(&sentence, rate), Duration::from_millis(expected), "{spoken}");
    }
}
