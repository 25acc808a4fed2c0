//! Tests the text that leaves the screen, also of hostile HTML.

use super::*;

#[test]
fn quotes_have_a_paragraph_a_line() {
    for (html, expected) in [
        ("", ""),
        ("<p>one\n two</p><p> <b>th</b>ree </p>", "one two\n\nthree"),
        ("a<div>b</div>c", "a\nb\nc"),
        ("<section><p>a</p></section><section>b</section>c", "a\n\nb\nc"),
        ("a<br>b<br><br>c<br><br><br><br>d<br></p><p>e", "a\nb\n\nc\n\nd\n\ne"),
        ("<p>a</p><ul><li>b<li><p>c</p><ol start=9><li>d<li>e</ol></ul>f", "a\n\n* b\n* c\n  9.  d\n  10. e\n\nf"),
        ("<ul><li>a</ul><ul><li>b</ul>", "* a\n\n* b"),
        ("<ul><li>a<p>b</p></ul>", "* a\n\n  b"),
        ("<p>a</p><blockquote><p>b<p>c<blockquote>d</blockquote></blockquote>e", "a\n\n> b\n>\n> c\n>\n> > d\n\ne"),
        ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b"),
        ("<blockquote><ul><li>a</ul></blockquote>b", "> * a\n\nb"),
        ("<p>a</p><pre>\n b\n\n  c  \n</pre>d", "a\n\n b\n\n  c\n\nd"),
        ("<h2>a</h2><p>b", "## a\n\nb"),
        ("<table><tr><th>a<th>b<tr><td><p>1</p><td>2</table>c", "a | b\n1 | 2\n\nc"),
        ("<dl><dt>a<dd>b</dl>", "a\n  b"),
        ("a<figure><img src=a alt=cat><figcaption>b</figcaption></figure>c", "a\n\nb\n\nc"),
        ("a<hr>b", "a\n\nb"),
        ("see <a href='https://a.example/'>here</a>.", "see here."),
        ("<p>a<p hidden>b", "a"),
        ("x<img src=a alt=cat>", "x"),
        ("<img src=a alt=cat>", "[image: cat]"),
        ("<s>a</s> <em>b</em> <code>c</code>", "a b c"),
        ("H<sub>2</sub>O, x<sup>2</sup>, 1<sup>st</sup>, 2<sup>n</sup>", "H₂O, x², 1st, 2ⁿ"),
        ("R&amp;D &lt;3&nbsp;x &amp;lt;b&amp;gt;", "R&D <3\u{a0}x &lt;b&gt;"),
        ("hy&shy;phen<wbr>ated", "hyphenated"),
        ("<pre>&gt;&gt;&gt; a\n&gt;&gt;&gt;\n\nb</pre>", ">>> a\n>>>\n\nb"),
    ] {
        assert_eq!(quotable(html), expected, "{html}");
    }
}

#[test]
fn paragraphs_are_not_wrapped() {
    let long = "word ".repeat(5_000);
    let html = format!("<ul><li>{long}</ul><blockquote><p>{long}</blockquote>");
    assert_eq!(quotable(&html).lines().count(), 3);
}

/// Regression: quoting took the lines of the screen, with the breaks of the pane and the numbers of links.
#[test]
fn a_quote_has_neither_the_breaks_of_the_screen_nor_numbers_of_links() {
    let html = "<p>The bridge <a href='/a'>reopened</a> on Monday, after <a href='/b'>fourteen months</a> of work.</p>";
    assert_eq!(quotable(html), "The bridge reopened on Monday, after fourteen months of work.");
    assert_eq!(
        quotable_with_links(html, Some("https://a.example/x")),
        "The bridge [reopened][1] on Monday, after [fourteen months][2] of work.\n\n\
         [1]: https://a.example/a\n[2]: https://a.example/b"
    );
    assert_eq!(quotable_with_links("<p>no link</p>", None), "no link");
}

#[test]
fn names_and_messages_are_one_line() {
    for (html, expected) in [
        ("Ann &amp; Bob", "Ann & Bob"),
        ("<p><strong>ERROR</strong>: too\nfast.</p><p>Slow down.</p>", "ERROR: too fast. Slow down."),
        ("<ul><li>one<li>two</ul><blockquote>three</blockquote>", "one two three"),
        ("<h1>Sorry</h1><a href=/x>back</a>", "Sorry back"),
        ("&#27;]0;x&#7;a&#x202e;b", "ab"),
    ] {
        assert_eq!(one_line(html), expected, "{html}");
    }
    assert!(one_line(&"<p>word</p>".repeat(100_000)).len() < MAX_LINE_HTML);
}

#[test]
fn the_first_words_stand_for_a_title() {
    assert_eq!(first_words("<p>one two</p><p>three</p>", 5), "one two three");
    assert_eq!(first_words("<p>one two</p><p>three</p>", 2), "one two…");
    assert_eq!(first_words("<ul><li>one</ul>", 2), "one");
    assert_eq!(first_words("", 2), "");
    assert!(first_words(&"日本".repeat(1000), 10).chars().count() <= 101);
}

/// Where `parse` has failed, html2text reads the guarded page itself, and must still find its text.
#[test]
fn html_that_could_not_be_parsed_still_gives_its_words() {
    let plain = || config::plain_no_decorate();
    assert_eq!(
        convert("<p>a</p><ol start=9223372036854775807><li>b<li>c</ol>", None, false, plain()),
        "a\n999999.  b\n1000000. c"
    );
    assert_eq!(convert("<table><tr><td rowspan=0 colspan=99999>a<td>b</table>", None, false, plain()), "a\nb");
    assert_eq!(convert("", None, false, plain()), "");
}

#[test]
fn hostile_html_neither_panics_nor_comes_out_blank() {
    let deep = |tag: &str| format!("{}visible", format!("<{tag}>").repeat(20_000));
    let all =
        ["div", "blockquote", "ul><li", "ol><li", "table><tr><td", "b", "pre", "dl><dd", "h1", "a href=/x", "sup"];
    let mut pages: Vec<String> = all.iter().map(|tag| deep(tag)).collect();
    pages.push(format!("<ol start={}><li>visible<li>x</ol>", i64::MAX));
    pages.push(format!("<ol start={}><li>visible<li>x</ol>", i64::MIN));
    pages.push("<table><tr><td colspan=1000000000 rowspan=1000000000>visible<td>x</table>".to_owned());
    pages.push("<li><ul><br><wbr><p></ul></p></li>visible".to_owned());
    pages.push(format!("<pre>{}visible</pre>", "\t".repeat(10_000)));
    pages.push(format!("{}visible", "&#8203;<wbr>".repeat(10_000)));
    for html in pages {
        for text in [quotable(&html), quotable_with_links(&html, Some("https://a.example/")), one_line(&html)] {
            let start = html.get(..60).unwrap_or(&html);
            assert!(html.len() > MAX_LINE_HTML || text.contains("visible"), "{start}: {text}");
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{start}: {text:?}");
        }
        assert!(quotable(&html).contains("visible"));
    }
}

#[test]
fn a_fallback_for_the_screen_keeps_its_width() {
    let html = "<ul><li><blockquote>one two three</blockquote></ul><p>supercalifragilistic 日本語</p>";
    for width in [0, 1, 2, 9, 40] {
        let lines: Vec<String> = render_plain(html, width).lines.iter().map(Line::text).collect();
        assert!(!lines.concat().trim().is_empty(), "{width}");
        let widest = lines.iter().map(|line| unicode_width::UnicodeWidthStr::width(line.as_str())).max();
        assert!(widest <= Some(width.max(2)), "{width}: {lines:?}");
    }
}
