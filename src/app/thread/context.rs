//! What a comment refers to: the comment that it answers, and the line of the article that it quotes.

use super::texts;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::stack::Overlay;
use crate::domain::triage::quote;
use crate::domain::{Line, TextStyle};
use crate::input::Action;

/// Quotations of one comment that are looked for.
const QUOTES: usize = 20;

/// Shows the comment that is answered, over the tree.
pub(super) fn peek(model: &mut Model, place: usize) -> Vec<Effect> {
    let parent = model.reader.opened.as_ref().and_then(|opened| opened.thread.parent(place));
    match parent {
        Some(parent) => {
            model.overlays.push(Overlay::Peek(parent, 0));
            // It may be far out of view.
            texts::ask_one(model, parent).into_iter().collect()
        }
        None => model.say("this comment has no loaded parent"),
    }
}

/// Goes to the place in the article that a comment quotes.
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
    let found = quotes.iter().take(QUOTES).find_map(|quoted| article.find(quoted));
    match found.zip(reader.body_start()) {
        Some((line, start)) => {
            model.reader.jump(start + line, height);
            let back = model.key(Action::JumpBack);
            model.say(&format!("quoted here ({back}: back)"))
        }
        None => model.say("this quotation is not in the article"),
    }
}

/// The paragraphs of a text that is set, and whether each is set as a quotation.
fn paragraphs(lines: &[Line]) -> Vec<(String, bool)> {
    let mut all: Vec<(String, bool)> = Vec::new();
    let mut is_open = false;
    for line in lines {
        let is_quote = line.spans.iter().any(|span| span.marks.contains(TextStyle::QUOTE));
        // The bar beside a quotation is none of its words.
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
