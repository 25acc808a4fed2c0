//! Tests the meaning of HTML, with events written in brackets.

use super::*;

/// Writes rich text in one line: `<Tag>` where a tag opens, `</Tag>` where it closes, other events in braces.
fn written(html: &str) -> String {
    let rich_text = parse(html, Some("https://a.example/x"));
    let events = rich_text.events.iter().map(|event| match event {
        TextEvent::Open(tag) => format!("<{tag:?}>"),
        TextEvent::Close(tag) => format!("</{tag:?}>"),
        TextEvent::Text(text) => text.clone(),
        TextEvent::Number(index) => format!("{{{index}}}"),
        TextEvent::Image { alt, .. } => format!("{{image {alt}}}"),
        TextEvent::Label(label) => format!("{{{label}}}"),
        TextEvent::Break => "{break}".to_owned(),
        TextEvent::Rule => "{rule}".to_owned(),
        TextEvent::Gap => "{gap}".to_owned(),
        TextEvent::Anchor(index) => format!("{{anchor {index}}}"),
        TextEvent::Language(name) => format!("{{in {name}}}"),
    });
    events.collect()
}

#[test]
fn lists_hold_items_only() {
    for (html, expected) in [
        ("<ul> <li>a</li> <li>b</li> </ul>", "<List><Item>a</Item><Item>b</Item></List>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<List><Item>a<List><Item>b</Item></List></Item></List>"),
        ("<ol start=3>x<p>y</p></ol>", "<Ordered(3)><Item>x</Item><Item><Paragraph>y</Paragraph></Item></Ordered(3)>"),
        ("<dl><div><dt>a</dt><dd>b</dd></div></dl>", "<Terms><Term>a</Term><Definition>b</Definition></Terms>"),
        ("<li>a", "<Division>• a</Division>"),
        ("<dd>a", "<Division>a</Division>"),
    ] {
        assert_eq!(written(html), format!("<Division>{expected}</Division>"), "{html}");
    }
    assert!(!written(&"<blockquote>".repeat(100)).contains(&"<Quote>".repeat(MAX_INDENT + 1)));
}

#[test]
fn links_are_numbered_after_their_last_word() {
    for (html, expected) in [
        ("<a href=/b>text </a>c", "<Link(0)>text{0} </Link(0)>c"),
        (
            "<a href=/b><b>x</b></a> <a href=/b>y</a>",
            "<Link(0)><Strong>x{0}</Strong></Link(0)> <Link(0)>y{0}</Link(0)>",
        ),
        ("<a href=/b> <i></i></a>z", " <Emphasis></Emphasis>z"),
        ("<a href='javascript:x'>y</a><a href=#z>z</a>", "yz"),
        ("<a href=/b><img src=i alt=seen></a>", "<Link(0)>{image seen}{0}</Link(0)>"),
        (
            "<iframe src=https://v.example/1></iframe>",
            "<Paragraph><Link(0)>{[embedded: v.example]}{0}</Link(0)></Paragraph>",
        ),
    ] {
        assert_eq!(written(html), format!("<Division>{expected}</Division>"), "{html}");
    }
}

#[test]
fn pictures_are_described() {
    for (html, expected) in [
        ("<img src=a alt='A  cat'>", "{image A cat}"),
        ("<img src=a>", "{image }"),
        ("x<img src=a alt=''>", "x"),
        ("x<img src=a width=1 height=1>", "x"),
        ("x<img src=a style='width: 1px'>", "x"),
        ("<img src=a alt=comic title='the joke'>", "{image comic — the joke}"),
        ("<img class=wp-smiley alt=':)'>", ":)"),
        ("<img class=mwe-math-fallback-image-inline alt='{\\displaystyle x_i}'>", "x_i"),
        ("<math alttext='x^2'></math>", "x^2"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
        ("<input type=checkbox checked>a<input type=text>", "☑ a"),
        ("<img src=a><noscript><img src=a></noscript>", "{image }"),
        (
            "<figure><img alt=Cat src=a><figcaption>Cat</figcaption></figure>",
            "{gap}<Division>{image }<Caption>Cat</Caption></Division>{gap}",
        ),
    ] {
        assert_eq!(written(html), format!("<Division>{expected}</Division>"), "{html}");
    }
}

#[test]
fn tables_that_lay_out_a_page_become_divisions() {
    let data = "<table><tr><th>a</th><th>b</th></tr><caption>c</caption><tr><td>1</td><td>2</td></tr></table>";
    let written_data = written(data);
    assert!(written_data.starts_with("<Division><Caption>c</Caption><Table><Row><Cell"), "{written_data}");
    for layout in [
        "<table><tr><td>only</td></tr></table>".to_owned(),
        "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>".to_owned(),
        "<table><tr><td>a<td><table><tr><td>b</table></table>".to_owned(),
        format!("<table><tr><td>{}<td>b<tr><td>c<td>d</table>", "long ".repeat(200)),
        format!("<table><tr>{}</table>", "<th>x".repeat(100)),
    ] {
        assert!(!written(&layout).contains("<Table>"), "{layout}");
    }
}

#[test]
fn hidden_parts_are_shown_when_there_is_nothing_else() {
    assert_eq!(written("a<p hidden>b</p><script>c</script>"), "<Division>a</Division>");
    assert!(written("<p style='display: none'>b</p>").contains('b'));
}

#[test]
fn control_characters_and_overrides_are_removed() {
    let all = written("a&#27;[31mb&#x9b;c\u{202e}d&#x202e;<img src=x alt='&#27;]0;x&#7;'>");
    assert!(!all.chars().any(|c| c.is_control() || c == '\u{202e}'), "{all:?}");
}

#[test]
fn notes_and_their_way_back_are_jumps() {
    assert_eq!(
        written(
            "<p id=a>x<a href=#n>1</a></p><p id=n>y <a href='https://a.example/x#a'>back</a> <a href=#no>z</a></p>"
        ),
        "<Division>{anchor 1}<Paragraph>x<Jump(0)>1</Jump(0)></Paragraph>\
         {anchor 0}<Paragraph>y <Jump(1)>back</Jump(1)> z</Paragraph></Division>"
    );
}

#[test]
fn the_language_of_code_is_kept() {
    let html = "<pre><code class=language-rust>x</code></pre>";
    assert_eq!(written(html), "<Division><Preformatted>{in rust}x</Preformatted></Division>");
}
