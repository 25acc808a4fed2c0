//! Shows the context of a comment: its parent, and the line of the article that it quotes.

use super::texts;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::stack::Overlay;
use crate::domain::triage::quote;
use crate::domain::{Line, TextStyle};
use crate::input::Action;

/// The most quotations of one comment that are searched for.
const MAX_QUOTES: usize = 20;

/// Shows the parent of a comment above the tree, without going there.
pub(super) fn peek(model: &mut Model, place: usize) -> Vec<Effect> {
    let parent = model.reader.opened.as_ref().and_then(|opened| opened.thread.parent(place));
    match parent {
        Some(parent) => {
            model.overlays.push(Overlay::Peek(parent, 0));
            // The parent may be out of view and not laid out.
            texts::ask_one(model, parent).into_iter().collect()
        }
        None => model.say("the parent of this comment is not loaded"),
    }
}

/// Jumps to the line of the article that a comment quotes.
pub(super) fn jump(model: &mut Model, place: usize) -> Vec<Effect> {
    let height = model.reader_height();
    let reader = &model.reader;
    let Some(lines) = reader.thread.bodies.lines(place) else {
        return model.say("this comment is still loading; try again");
    };
    let quotes = quote::quotes(&paragraphs(lines));
    if quotes.is_empty() {
        return model.say("no quotation in this comment");
    }
    let article: Vec<String> = reader.page.body.lines.iter().map(Line::text).collect();
    let article = quote::ArticleWords::of(&article);
    let found = quotes.iter().take(MAX_QUOTES).find_map(|quoted| article.find(quoted));
    match found.zip(reader.body_start()) {
        Some((line, start)) => {
            model.reader.jump(start + line, height);
            let back = model.key(Action::JumpBack);
            model.say(&format!("quoted here ({back}: back)"))
        }
        None => model.say("this quotation is not in the article"),
    }
}

/// Joins the lines of a laid-out text into paragraphs, each with whether it is a quotation.
fn paragraphs(lines: &[Line]) -> Vec<(String, bool)> {
    let mut all: Vec<(String, bool)> = Vec::new();
    let mut is_open = false;
    for line in lines {
        let is_quote = line.spans.iter().any(|span| span.marks.contains(TextStyle::QUOTE));
        // The bar beside a quotation is not part of its text.
        let words = line.spans.iter().filter(|span| !(is_quote && span.marks.contains(TextStyle::FAINT)));
        let text: String = words.map(|span| span.text.as_str()).collect();
        let bare = text.trim();
        if bare.is_empty() {
            is_open = false;
            continue;
        }
        match all.last_mut().filter(|(_, quote)| is_open && *quote == is_quote) {
            Some((paragraph, _)) => {
                paragraph.push(' ');
                paragraph.push_str(bare);
            }
            None => all.push((bare.to_owned(), is_quote)),
        }
        is_open = true;
    }
    all
}
