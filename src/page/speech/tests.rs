//! Tests of the blocks that a voice reads.

use super::*;

/// Writes blocks as one line each: a letter for the kind, a colon, the text.
fn outline(html: &str) -> Vec<String> {
    let letter = |kind: BlockKind| match kind {
        BlockKind::Heading => "H".to_owned(),
        BlockKind::Paragraph => "P".to_owned(),
        BlockKind::Item => "I".to_owned(),
        BlockKind::Quote => "Q".to_owned(),
        BlockKind::Caption => "C".to_owned(),
        BlockKind::Code => "X".to_owned(),
        BlockKind::Table { rows } => format!("T{rows}"),
    };
    spoken_blocks(html, Some("https://a.example/1"))
        .into_iter()
        .map(|block| format!("{}:{}", letter(block.kind), block.text))
        .collect()
}

#[test]
fn blocks_have_their_kinds() {
    for (html, expected) in [
        ("", &[][..]),
        ("<p>one\n two</p><p> <b>th</b>ree </p>", &["P:one two", "P:three"]),
        ("<h2>Head</h2>a<div>b</div>c", &["H:Head", "P:a", "P:b", "P:c"]),
        ("a<br>b<br><br>c", &["P:a b", "P:c"]),
        ("<ul><li>a<li><p>b</p><ol start=9><li>c<li>d</ol></ul>e", &["I:a", "I:b", "I:c", "I:d", "P:e"]),
        ("<dl><dt>a<dd>b</dl>", &["I:a", "I:b"]),
        ("<blockquote><p>a</p><ul><li>b</ul></blockquote><p>c", &["Q:a", "Q:b", "P:c"]),
        ("<p>a</p><hr><p>b", &["P:a", "P:b"]),
        ("<p>***</p><p>b", &["P:b"]),
        ("<p>hy&shy;phen<wbr>ated &#27;[0mtext", &["P:hyphenated text"]),
    ] {
        assert_eq!(outline(html), expected, "{html}");
    }
}

#[test]
fn only_words_are_read() {
    for (html, expected) in [
        ("see <a href='https://b.example/'>here</a>.", &["P:see here."][..]),
        ("<p>x <img src=a alt=cat> y", &["P:x y"]),
        ("<img src=a alt=cat>", &[]),
        ("<figure><img src=a alt=cat><figcaption>The <b>old</b> bridge</figcaption></figure>", &["C:The old bridge"]),
        ("<p>run <code>cargo  test</code> now", &["P:run cargo test now"]),
        ("<p>H<sub>2</sub>O, x<sup>2</sup>, the 1<sup>st</sup>", &["P:H₂O, x², the 1st"]),
        ("<p>river<sup>1</sup> and hill<sup>[2]</sup>.<sup>3</sup> Then", &["P:river and hill. Then"]),
        (
            "<p>river<sup><a href='#n'>[1]</a></sup>.</p><p id=n>The Elbe. <a href='#n'>↩</a>",
            &["P:river.", "P:The Elbe."],
        ),
        (
            "<p>see <a href='#s'>the second part</a></p><h2 id=s>Part <a href='#s'>¶</a></h2>",
            &["P:see the second part", "H:Part"],
        ),
        ("<p>(Ann, <a href='#a'>2019</a>)</p><p id=a>Ann", &["P:(Ann, 2019)", "P:Ann"]),
        ("<ul><li><a href='#s'>Part one</a></ul><h2 id=s>Part one</h2>", &["H:Part one"]),
        ("<video src='/v.mp4' title=Flood></video><p>x", &["P:x"]),
    ] {
        assert_eq!(outline(html), expected, "{html}");
    }
}

#[test]
fn code_and_tables_keep_their_rows() {
    for (html, expected) in [
        ("<pre>\n a  b\n\n  c  \n</pre>x", &["X: a  b\n  c", "P:x"][..]),
        ("<table><tr><th>a<th>b<tr><td><p>1</p><td>2 <br> 3<tr><td><td></table>", &["T2:a, b\n1, 2 3"]),
        ("<table><tr><th>a<th>b<tr><td><td>2<tr><td>3<td></table>", &["T3:a, b\n2\n3"]),
        ("<table><caption>Tides</caption><tr><th>a<th>b<tr><td>1<td>2</table>", &["C:Tides", "T2:a, b\n1, 2"]),
        ("<table><tr><th>a<th>b<tr><td><p>x<p>y<td><ul><li>p<li>q</ul></table>", &["T2:a, b\nx y, p q"]),
    ] {
        assert_eq!(outline(html), expected, "{html}");
    }
}

#[test]
fn deep_and_broken_pages_are_read_to_the_end() {
    let deep = format!("{}<p>end", "<blockquote><ul><li>".repeat(500));
    assert!(outline(&deep).last().is_some_and(|last| last.ends_with(":end")));
    let stray = "</table></td></pre><p>a<td>b</pre>c";
    assert!(!outline(stray).is_empty());
}

proptest::proptest! {
    #[test]
    fn no_words_are_lost_or_made_up(html in "(<(p|/p|ul|li|table|tr|td|pre|/pre|blockquote|h2|/table|/ul|br)>|[a-c ]){0,40}") {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        let spoken: String = spoken_blocks(&html, None).iter().map(|block| letters(&block.text)).collect();
        proptest::prop_assert_eq!(spoken, letters(&crate::page::plain(&html)));
    }
}
