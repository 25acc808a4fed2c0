//! Finds the lead of an article that stands outside of its container, between the headline and the body.
//!
//! Finding the body is left to `pick`.

use dom_query::{Document, NodeRef};

use super::boilerplate::paragraph;
use crate::domain::Text;
use crate::page::dom::{escaped, name};

/// Words in the classes of leads. Teasers under a headline have other classes.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "lead", "lede", "intro", "introduction", "excerpt", "chapo", "chapeau", "vorspann", "ingress", "entradilla", "preamble",
];
/// Words in the classes of lines that belong to the headline.
const TITLES: &[&str] = &["title", "headline", "heading"];
/// Bytes of a lead: shorter lines are headings, longer ones are texts of their own.
const LENGTH: std::ops::RangeInclusive<usize> = 100..=700;
/// Characters that end a sentence.
const ENDS: [char; 8] = ['.', '!', '?', '…', '”', '"', '»', '。'];

/// The lead of `article` as a paragraph of HTML; empty when there is none, or when the article contains it.
pub(super) fn before(document: &Document, article: &str) -> String {
    let article_tree = Document::from(article);
    let Some(first) = article_tree.select("p, div").nodes().iter().find_map(paragraph) else { return String::new() };
    let Some(body) = document.body() else { return String::new() };
    let mut has_headline = false;
    let mut lead = None;
    for node in body.descendants_it().filter(NodeRef::is_element) {
        if node.has_name("h1") {
            // The headline of an article is the one nearest to it.
            (has_headline, lead) = (true, None);
        } else if has_headline && lead.is_none() && is_lead(&node) {
            lead = Some(Text::line(&node.text()).into_string());
        } else if paragraph(&node).as_ref() == Some(&first) {
            let whole = Text::line(&article_tree.text());
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
    let never_in_leads = ["a", "img", "figure", "ul", "ol", "form", "button", "h1", "h2", "h3", "time"];
    LENGTH.contains(&text.len())
        && text.ends_with(ENDS)
        && !node.descendants_it().any(|below| never_in_leads.contains(&name(&below).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "After fourteen months of work the bridge is open again, & the first lorries crossed it before dawn \
                        on a cold Monday.";
    const TEXT: &str =
        "<p>Engineers had replaced three hundred and twelve bolts, two bearings and the whole deck of it.</p>";

    #[test]
    fn leads_between_headline_and_body_are_found() {
        let lead = format!("<div class=article__lead>{}</div>", escaped(LEAD));
        let body = format!("<div class=body>{TEXT}</div>");
        let found = |page: &str| before(&Document::from(page), TEXT);
        assert_eq!(found(&format!("<h1>Bridge</h1>{lead}{body}")), format!("<p>{}</p>", escaped(LEAD)));
        for (what, page) in [
            ("before the headline", format!("{lead}<h1>Bridge</h1>{body}")),
            ("after the body", format!("<h1>Bridge</h1>{body}{lead}")),
            ("of another article", format!("<h1>Ferry</h1>{lead}<h1>Bridge</h1>{body}")),
            ("with a link", format!("<h1>Bridge</h1><p class=lead>{LEAD} <a href=/x>More.</a></p>{body}")),
            ("of the headline", format!("<h1>Bridge</h1><p class=title__excerpt>{LEAD}</p>{body}")),
            ("short", format!("<h1>Bridge</h1><p class=lead>Open again.</p>{body}")),
        ] {
            assert_eq!(found(&page), "", "{what}");
        }
        let with_lead = format!("{lead}{TEXT}");
        assert_eq!(before(&Document::from(format!("<h1>Bridge</h1>{with_lead}")), &with_lead), "");
    }
}
