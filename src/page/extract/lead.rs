//! The paragraph that opens a story and stands outside of its container, between the headline and the text.
//!
//! What holds the text is left to `pick`.

use dom_query::{Document, NodeRef};

use super::boilerplate::paragraph;
use crate::domain::Text;
use crate::page::dom::name;

/// Words in the classes of such paragraphs. Lines under a headline that only sell the story have others.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "lead", "lede", "intro", "introduction", "excerpt", "chapo", "chapeau", "vorspann", "ingress", "entradilla", "preamble",
];
/// Words in the classes of what belongs to the headline.
const TITLES: &[&str] = &["title", "headline", "heading"];
/// Shorter ones are headings, longer ones are texts of their own.
const LENGTH: std::ops::RangeInclusive<usize> = 100..=700;
/// What ends a sentence.
const ENDS: [char; 8] = ['.', '!', '?', '…', '”', '"', '»', '。'];

/// The lead of `story` as a paragraph; empty when there is none, or the story has it.
pub(super) fn before(document: &Document, story: &str) -> String {
    let told = Document::from(story);
    let Some(first) = told.select("p, div").nodes().iter().find_map(paragraph) else { return String::new() };
    let Some(body) = document.body() else { return String::new() };
    let mut headed = false;
    let mut lead = None;
    for node in body.descendants_it().filter(NodeRef::is_element) {
        if node.has_name("h1") {
            // The headline of a story is the one nearest to it.
            (headed, lead) = (true, None);
        } else if headed && lead.is_none() && is_lead(&node) {
            lead = Some(Text::line(&node.text()).into_string());
        } else if paragraph(&node).as_ref() == Some(&first) {
            let whole = Text::line(&told.text());
            let lead = lead.filter(|lead| !whole.as_str().contains(lead.as_str()));
            return lead.map(|lead| format!("<p>{}</p>", escaped(&lead))).unwrap_or_default();
        }
    }
    String::new()
}

fn is_lead(node: &NodeRef<'_>) -> bool {
    let class = node.attr("class").unwrap_or_default().to_lowercase();
    let has = |parts: &[&str]| class.split(|c: char| !c.is_alphanumeric()).any(|word| parts.contains(&word));
    if !has(LEADS) || has(TITLES) {
        return false;
    }
    let text = Text::line(&node.text());
    let no_lead = ["a", "img", "figure", "ul", "ol", "form", "button", "h1", "h2", "h3", "time"];
    LENGTH.contains(&text.len())
        && text.ends_with(ENDS)
        && !node.descendants_it().any(|below| no_lead.contains(&name(&below).as_str()))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "After fourteen months of work the bridge is open again, & the first lorries crossed it before dawn \
                        on a cold Monday.";
    const STORY: &str =
        "<p>Engineers had replaced three hundred and twelve bolts, two bearings and the whole deck of it.</p>";

    #[test]
    fn leads_between_headline_and_story_are_found() {
        let lead = format!("<div class=article__lead>{}</div>", escaped(LEAD));
        let body = format!("<div class=body>{STORY}</div>");
        let found = |page: &str| before(&Document::from(page), STORY);
        assert_eq!(found(&format!("<h1>Bridge</h1>{lead}{body}")), format!("<p>{}</p>", escaped(LEAD)));
        for (what, page) in [
            ("before the headline", format!("{lead}<h1>Bridge</h1>{body}")),
            ("after the story", format!("<h1>Bridge</h1>{body}{lead}")),
            ("of another story", format!("<h1>Ferry</h1>{lead}<h1>Bridge</h1>{body}")),
            ("with a link", format!("<h1>Bridge</h1><p class=lead>{LEAD} <a href=/x>More.</a></p>{body}")),
            ("of the headline", format!("<h1>Bridge</h1><p class=title__excerpt>{LEAD}</p>{body}")),
            ("short", format!("<h1>Bridge</h1><p class=lead>Open again.</p>{body}")),
        ] {
            assert_eq!(found(&page), "", "{what}");
        }
        let told = format!("{lead}{STORY}");
        assert_eq!(before(&Document::from(format!("<h1>Bridge</h1>{told}")), &told), "");
    }
}
