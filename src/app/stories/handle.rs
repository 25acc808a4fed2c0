//! Asks for the story of an article, shows it, and opens an article of it.

use super::{Effect as StoriesEffect, Msg};
use crate::app::articles;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::stack::Overlay;
use crate::input::Action;

/// Carries out an action of this room; `None` if it belongs to another room.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if action != Action::Story {
        return None;
    }
    let Some(article) = model.target().map(|row| row.id) else { return Some(model.say("select an article first")) };
    let ticket = model.ticket();
    model.stories.asked = ticket;
    Some(vec![StoriesEffect::Load { ticket, article }.into()])
}

/// Handles a message for this room.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Loaded { ticket, .. } if ticket != model.stories.asked => {}
        Msg::Loaded { story: None, .. } => return model.say("no other article tells this story"),
        Msg::Loaded { article, story: Some(story), .. } => {
            let at = story.members.iter().position(|member| member.row.id == article).unwrap_or(0);
            model.stories.story = Some(story);
            model.overlays.retain(|overlay| !matches!(overlay, Overlay::Story(_)));
            model.overlays.push(Overlay::Story(at));
        }
        Msg::OpenAt(at) => {
            let member = model.stories.story.as_ref().and_then(|story| story.members.get(at));
            if let Some(row) = member.map(|member| member.row.clone()) {
                model.post(articles::Msg::Read(Box::new(row)));
            }
        }
    }
    Vec::new()
}
