//! Takes HTML with the words of a conversation apart: speakers, times and paragraphs.
//!
//! The form is that of the podcast namespace: `<cite>` names a speaker, `<time>` the time of the words after it. What
//! the times mean is left to `listen`.

use dom_query::NodeRef;

use super::dom::{self, Step, Walk, attribute, name};
use super::elements::{Role, role};

/// A part of a conversation; its text is neither scrubbed nor trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialogue {
    /// The name of the speaker of what follows.
    Speaker(String),
    /// The time of what follows, as written.
    Time(String),
    /// A paragraph.
    Paragraph(String),
}

/// Takes `html` apart. A `<cite>` or `<time>` inside a sentence is a part of the sentence.
#[must_use]
pub fn dialogue(html: &str) -> Vec<Dialogue> {
    let document = dom::parse(html);
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut walk = Walk::below(document.root());
    while let Some(step) = walk.next() {
        let node = match step {
            Step::Enter(node) if node.is_text() => {
                let words = node.text();
                // Blank text before a paragraph would only have to be looked at again and again.
                if !text.is_empty() || !words.trim().is_empty() {
                    text.push_str(&words);
                }
                continue;
            }
            Step::Enter(node) if node.is_element() => node,
            Step::Leave(node) => {
                if is_block(&node) {
                    end_paragraph(&mut parts, &mut text);
                }
                continue;
            }
            Step::Enter(_) => continue,
        };
        if role(&name(&node)) == Role::Skip || dom::is_hidden(&node) {
            walk.skip_children(node);
        } else if let Some(part) = text.is_empty().then(|| mark(&node)).flatten() {
            parts.push(part);
            walk.skip_children(node);
        } else if is_block(&node) {
            end_paragraph(&mut parts, &mut text);
        }
    }
    end_paragraph(&mut parts, &mut text);
    parts
}

/// The speaker or the time that an element states.
fn mark(node: &NodeRef<'_>) -> Option<Dialogue> {
    match name(node).as_str() {
        "cite" => Some(Dialogue::Speaker(node.text().to_string())),
        "time" => {
            let text = node.text().to_string();
            let is_blank = text.trim().is_empty();
            Some(Dialogue::Time(if is_blank { attribute(node, "datetime").unwrap_or_default() } else { text }))
        }
        _ => None,
    }
}

fn end_paragraph(parts: &mut Vec<Dialogue>, text: &mut String) {
    if !text.is_empty() {
        parts.push(Dialogue::Paragraph(std::mem::take(text)));
    }
}

/// Whether an element begins and ends a line.
fn is_block(node: &NodeRef<'_>) -> bool {
    match role(&name(node)) {
        Role::Becomes(tag) => !tag.is_inline(),
        Role::SetApart
        | Role::Summary
        | Role::Ordered
        | Role::Item
        | Role::Preformatted
        | Role::Break
        | Role::Rule
        | Role::Table
        | Role::TableCaption
        | Role::Row
        | Role::Cell(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_and_times_stand_before_their_paragraphs() {
        let speaker = |text: &str| Dialogue::Speaker(text.to_owned());
        let time = |text: &str| Dialogue::Time(text.to_owned());
        let paragraph = |text: &str| Dialogue::Paragraph(text.to_owned());
        for (html, expected) in [
            (
                "<title>x</title><cite>Kevin:</cite>\n<time>0:00</time>\n<p>We <b>have</b> it.</p><script>x</script>",
                vec![speaker("Kevin:"), time("0:00"), paragraph("We have it.")],
            ),
            (
                "<p><cite>A</cite> <time datetime='1:02'></time> I read <cite>Moby Dick</cite> at <time>9:00</time>.</p>",
                vec![speaker("A"), time("1:02"), paragraph(" I read Moby Dick at 9:00.")],
            ),
            ("one<br>two<ul><li>three</ul>", vec![paragraph("one"), paragraph("two"), paragraph("three")]),
            ("<p hidden>no</p>", vec![]),
        ] {
            assert_eq!(dialogue(html), expected, "{html}");
        }
    }
}
