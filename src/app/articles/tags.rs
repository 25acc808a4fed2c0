//! Changes the tags of the selected article by a line that the user types.

use super::{Effect as ArticlesEffect, selection};
use crate::app::document::PREVIEW_ID;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::prompt::PromptKind;
use crate::domain::tags::{TagChange, parse_tags};

/// Asks for the tags of the selected article, or of the open one if the reader has the keys.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    match model.target().map(|row| row.id) {
        None => Vec::new(),
        Some(PREVIEW_ID) => model.say_is_preview(),
        Some(_) => model.prompt(PromptKind::Tag, ""),
    }
}

/// Changes the tags by a line such as `+rust -later`. A line that is not valid comes back into the prompt.
pub(super) fn change(model: &mut Model, line: &str) -> Vec<Effect> {
    let tags = match parse_tags(line) {
        Ok(tags) => tags,
        Err(error) => {
            model.reopen_prompt();
            return model.say(&error.to_string());
        }
    };
    if let Some(effects) = selection::tag(model, &tags) {
        return effects;
    }
    let Some(article) = model.target().map(|row| row.id) else { return Vec::new() };
    let changes: Vec<_> = tags.into_iter().map(|(tag, is_added)| TagChange { article, tag, is_added }).collect();
    model.articles.touch(&[article], |row| {
        for change in &changes {
            row.tags.retain(|tag| *tag != change.tag);
            row.tags.extend(change.is_added.then(|| change.tag.clone()));
        }
        row.tags.sort();
    });
    vec![ArticlesEffect::ChangeTags(changes).into()]
}
