//! A line being typed: its keys, and what becomes of it.

use super::asks::{reader_height, say, turn_to};
use super::{Effect, Model, Overlay, Pane, Prompt, PromptKind, triage};
use crate::domain::query::Query;
use crate::domain::triage::Verb;
use crate::domain::{Scope, Text};
use crate::input::{Code, Key};

pub(super) fn press_in_prompt(model: &mut Model, key: Key) -> Vec<Effect> {
    let leave = key == Key::plain(Code::Esc) || (key.ctrl && key.code == Code::Char('c'));
    let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() else { return Vec::new() };
    if leave {
        model.overlays.pop();
        return Vec::new();
    }
    if key.code != Code::Enter {
        prompt.edit(key);
        return Vec::new();
    }
    let prompt = prompt.clone();
    model.overlays.pop();
    submit(model, &prompt)
}

pub(super) fn submit(model: &mut Model, prompt: &Prompt) -> Vec<Effect> {
    let text = prompt.text().trim().to_owned();
    if text.is_empty() {
        return Vec::new();
    }
    match prompt.kind {
        PromptKind::AddFeed => {
            model.status.say(Text::line(&format!("looking for a feed at {text} …")), model.now);
            vec![Effect::AddFeed(text)]
        }
        PromptKind::Find => {
            let height = reader_height(model);
            let count = model.reader.find(&text);
            model.reader.find_jump(0, height);
            tell_found(model, &text, count);
            let opened = model.reader.opened.clone().filter(|_| model.reader.has_outlines());
            opened.map(|opened| Effect::FindIn(opened, text.to_lowercase())).into_iter().collect()
        }
        PromptKind::Search => match Query::parse(&text) {
            Ok(_) => {
                model.focus = Pane::Articles;
                model.zen = false;
                if !matches!(model.articles.query.scope, Scope::Search(_)) {
                    model.before_search = model.articles.selected().map(|row| (row.id, model.articles.cursor));
                }
                turn_to(model, Scope::Search(text))
            }
            Err(error) => {
                model.overlays.push(Overlay::Prompt(prompt.clone()));
                say(model, &error.to_string())
            }
        },
        PromptKind::Limit => triage::submit_limit(model, &text),
        PromptKind::Skim => triage::skim(model, &text),
        PromptKind::MuteWord | PromptKind::FollowWord => {
            let verb = if prompt.kind == PromptKind::MuteWord { Verb::Mute } else { Verb::Follow };
            match triage::rule_for(verb, &text) {
                Ok(rule) => vec![Effect::AddRule(rule)],
                Err(error) => say(model, &error.to_string()),
            }
        }
        // The palette takes what is selected in it, not what is typed.
        PromptKind::Palette => Vec::new(),
        PromptKind::Link => {
            let links = &model.reader.texts.links;
            let number = text.parse::<usize>().ok();
            match number.and_then(|n| links.get(n.checked_sub(1)?)) {
                Some(url) => vec![Effect::OpenUrl(url.clone())],
                None => say(model, &format!("there is no link {text}; this text has {}", links.len())),
            }
        }
    }
}

/// Says in how many lines something was found.
pub(super) fn tell_found(model: &mut Model, words: &str, count: usize) {
    let notice = match count {
        0 => format!("“{words}” is not in this text"),
        1 => "1 line".to_owned(),
        n => format!("{n} lines; ctrl-n and ctrl-p go through them"),
    };
    model.status.say(Text::line(&notice), model.now);
}
