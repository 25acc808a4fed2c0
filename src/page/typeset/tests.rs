//! Tests properties of all set texts; `tests/page.rs` tests the looks of snippets.

use super::*;
use crate::domain::Line;

fn text(html: &str, width: usize) -> String {
    let document = render(html, Some("https://a.example/"), &RenderOptions::new(width));
    document.lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_width_leaves_the_page_blank() {
    let html = "<ul><li><blockquote><table><tr><th>wide heading<th>b<tr><td>c<td>日本語</table></blockquote></ul>";
    for width in (0..60).chain([1_000, usize::MAX]) {
        let set = text(html, width);
        assert!("wideheadingbc日本語".chars().all(|letter| set.contains(letter)), "{width}: {set}");
        assert!(width < 20 || set.contains("wide"), "{width}: {set}");
    }
    assert_eq!(text("", 40), "");
    assert_eq!(text("<p> &nbsp; </p>", 40), "");
}

#[test]
fn pictures_are_shown_where_there_is_nothing_else() {
    assert_eq!(text("<img src=a>", 40), "[image]");
    assert_eq!(text("<p hidden>only hidden</p>", 40), "only hidden");
}

#[test]
fn unstyled_text_is_wrapped_when_the_typesetter_fails() {
    let rich_text = parse("<p>one two three</p><p>supercalifragilistic</p>", None);
    let lines: Vec<String> = wrapped_text_of(&rich_text, 9).lines.iter().map(Line::text).collect();
    assert_eq!(lines, ["one two", "three", "", "supercali", "fragilist", "ic"]);
}

#[test]
fn columns_that_span_rows_below_the_table_are_set() {
    let html = "<table><tr><td colspan=3>日本語</td><th rowspan=2>visible</th></tr></table>";
    assert_eq!(text(html, 60), "日本語   visible");
}
