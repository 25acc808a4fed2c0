//! Converts comments in Markdown to HTML, for sources that send no HTML.
//!
//! Tags within the Markdown are text, as on the sites themselves. Sanitising the HTML is left to `page`.

use pulldown_cmark::{Event, Options, Parser, html};

use crate::domain::Html;

/// Converts one comment.
pub(super) fn to_html(markdown: &str) -> Html {
    let events = Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES);
    let events = events.map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        event => event,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    Html(out.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_converted_and_tags_in_it_are_text() {
        for (markdown, html) in [
            ("One *two*\n\nthree", "<p>One <em>two</em></p>\n<p>three</p>"),
            ("> said\n\nno", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>no</p>"),
            ("~~a~~ [b](http://a.example/)", "<p><del>a</del> <a href=\"http://a.example/\">b</a></p>"),
            ("a <b>c</b> &lt; 3", "<p>a &lt;b&gt;c&lt;/b&gt; &lt; 3</p>"),
            ("<script>\nx\n</script>", "&lt;script&gt;\nx\n&lt;/script&gt;"),
            ("", ""),
        ] {
            assert_eq!(to_html(markdown).0, html, "{markdown}");
        }
        assert!(to_html(&">".repeat(50_000)).0.ends_with("</blockquote>"));
    }
}
