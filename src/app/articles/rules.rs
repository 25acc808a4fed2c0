//! Rules for articles: shows a hidden article again, takes back what rules did to one, and makes a rule of one.

use super::{Effect as ArticlesEffect, Msg};
use crate::app::document::PREVIEW_ID;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::app::overlay::prompt::{Prompt, PromptKind};
use crate::app::overlay::stack::Overlay;
use crate::app::reader;
use crate::app::undo::{Undo, remember};
use crate::domain::{ArticleId, ArticleRow, ArticleRule, RuleAction, Text};
use crate::input::Action;
use crate::settings::CommandRun;

/// Shows the selected article again, or the open one if the reader has the keys.
pub(super) fn unhide(model: &mut Model) -> Vec<Effect> {
    match model.target() {
        None => Vec::new(),
        Some(row) if row.hidden_because.is_none() => model.say("this article is not hidden"),
        Some(row) => vec![ArticlesEffect::Unhide(row.id).into()],
    }
}

/// Takes back what rules did to the selected article.
pub(super) fn undo(model: &mut Model) -> Vec<Effect> {
    match model.target().map(|row| row.id) {
        None => Vec::new(),
        Some(PREVIEW_ID) => model.say_is_preview(),
        Some(article) => vec![ArticlesEffect::UndoRules(article).into()],
    }
}

/// Shows the result of a change to what rules did.
pub(super) fn changed(model: &mut Model, article: ArticleId, undo: Option<Undo>, notice: &Text) -> Vec<Effect> {
    let notice = model.with_undo(notice, undo.as_ref());
    remember(&mut model.undo, undo);
    model.post(Msg::Reload);
    model.post(reader::Msg::Refresh(article));
    model.say(&notice)
}

/// Asks for the query of a new rule, beginning with feed and author of the selected article.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let Some(row) = model.target() else { return Vec::new() };
    if row.id == PREVIEW_ID {
        return model.say_is_preview();
    }
    let line = query_of(row);
    model.overlays.push(Overlay::Prompt(Prompt::with_text(PromptKind::ArticleRule, &line)));
    Vec::new()
}

/// Writes a query that matches articles of the same feed and author.
fn query_of(row: &ArticleRow) -> String {
    // A quote would end the value, and a part of a title is enough.
    let value = |text: &str| text.split('"').next().unwrap_or_default().trim().to_owned();
    let mut terms = vec![("feed", value(&row.feed_title))];
    terms.extend(row.author.as_deref().map(|author| ("author", value(author))));
    let terms = terms.iter().filter(|(_, value)| !value.is_empty());
    terms.map(|(key, value)| format!("{key}:\"{value}\"")).collect::<Vec<_>>().join(" ")
}

/// Asks what the new rule is to do.
pub(super) fn choose(model: &mut Model, query: &str) -> Vec<Effect> {
    let switches = RuleAction::KEYS.iter().filter_map(|key| RuleAction::of_switch(key));
    let tags = model.feeds.tags.iter().map(|count| count.tag.clone());
    let mut tags: Vec<Text> = tags.collect();
    tags.dedup();
    let commands = model.commands.list.iter();
    let commands = commands.filter(|command| command.run == CommandRun::Background && command.time_limit > 0);
    let commands = commands.map(|command| RuleAction::Run(command.name.clone()));
    let actions = switches.chain(tags.into_iter().map(RuleAction::Tag)).chain(commands);
    let rows: Vec<MenuRow> = actions
        .filter_map(|action| {
            let rule = ArticleRule::new(None, query, vec![action.clone()]).ok()?;
            Some(MenuRow::new(&action.to_string(), "", Msg::AddRule(rule)))
        })
        .collect();
    model.menu(&format!("New articles that match {query}"), rows)
}

/// Carries out an action; `None` if it is for others.
pub(super) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Unhide => Some(unhide(model)),
        Action::UndoRules => Some(undo(model)),
        Action::NewRule => Some(ask(model)),
        _ => None,
    }
}
