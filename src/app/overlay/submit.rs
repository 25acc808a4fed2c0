//! Handles the keys of a prompt, and sends the submitted line to the room that it is for.

use super::prompt::{Fault, Prompt, PromptKind};
use super::stack::Overlay;
use crate::app::effect::Effect;
use crate::app::feeds::items::{unread_by_folder, unread_by_tag};
use crate::app::feeds::{FeedPart, PageMsg, Part, SmartMsg};
use crate::app::model::Model;
use crate::app::msg::Msg;
use crate::app::{articles, feeds, reader, save, thread, welcome};
use crate::domain::query::{self, Completion, Known, Query, QueryError};
use crate::domain::tags::complete_tags;
use crate::domain::triage::{Matcher, Rule, Verb};
use crate::domain::{Scope, Text};
use crate::input::{Code, Key};

/// Handles a key while a prompt is on top.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let is_cancel = key == Key::plain(Code::Esc) || (key.ctrl && key.code == Code::Char('c'));
    let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() else { return Vec::new() };
    match key.code {
        _ if is_cancel => drop(model.overlays.pop()),
        Code::Enter => {
            let prompt = prompt.clone();
            model.overlays.pop();
            return submit(model, &prompt);
        }
        Code::Up | Code::Down => {
            let earlier = model.prompts.of(prompt.kind);
            prompt.recall(&earlier, key.code == Code::Up);
        }
        Code::Tab | Code::BackTab => complete(model, key.code == Code::Tab),
        _ => prompt.edit(key),
    }
    Vec::new()
}

/// Completes the term before the cursor, in the prompts that know what it may be.
fn complete(model: &mut Model, is_next: bool) {
    let (feeds, tags) = (&model.feeds.feeds, &model.feeds.tags);
    let known = Known {
        feeds: feeds.iter().map(|feed| feed.title.to_string()).collect(),
        folders: unread_by_folder(feeds, &model.feeds.smart).into_keys().collect(),
        tags: unread_by_tag(feeds, tags).into_keys().map(Text::into_string).collect(),
    };
    let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() else { return };
    match prompt.kind {
        PromptKind::Search | PromptKind::FilterArticles | PromptKind::SmartQuery | PromptKind::ArticleRule => {
            prompt.complete(is_next, |line| query::complete(line, &known));
        }
        PromptKind::Tag => prompt.complete(is_next, |line| complete_tags(line, &known.tags)),
        PromptKind::SmartFolder | PromptKind::Feed(FeedPart::Folder) => prompt.complete(is_next, |line| {
            let choices = known.folders.iter().filter(|folder| folder.starts_with(line)).cloned().collect();
            Completion { before: String::new(), choices }
        }),
        _ => {}
    }
}

/// Brings a query that is not valid back into its prompt, with the place of the error.
fn wrong_query(model: &mut Model, error: &QueryError) -> Vec<Effect> {
    model.reopen_prompt();
    if let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() {
        let (before, columns) = error.columns();
        prompt.fault = Some(Fault { message: Text::line(&error.to_string()), before, columns });
    }
    model.say(&error.to_string())
}

/// Sends the line to the room that it is for. A line that is not valid comes back into the prompt with an error.
fn submit(model: &mut Model, prompt: &Prompt) -> Vec<Effect> {
    let text = prompt.text().trim().to_owned();
    // A smart feed without a folder is one at the top.
    if text.is_empty() && !matches!(prompt.kind, PromptKind::SmartFolder | PromptKind::Feed(_)) {
        return Vec::new();
    }
    model.prompts.add(prompt.kind, &text);
    match prompt.kind {
        PromptKind::AddFeed => model.post(feeds::Msg::Add(text)),
        PromptKind::ImportFile => model.post(welcome::Msg::ImportFile(text)),
        PromptKind::Find => model.post(reader::Msg::Find(text)),
        PromptKind::Search | PromptKind::FilterArticles | PromptKind::SmartQuery | PromptKind::ArticleRule => {
            let query = match Query::parse_at(&text, model.options.clock.zone, model.now) {
                Ok(query) => query,
                Err(error) => return wrong_query(model, &error),
            };
            model.post(match prompt.kind {
                PromptKind::Search => articles::Msg::TurnTo(Scope::Search(text)).into(),
                PromptKind::SmartQuery => feeds::Msg::Smart(SmartMsg::Change(Part::Query, text)).into(),
                PromptKind::ArticleRule => articles::Msg::Rule(text).into(),
                _ => Msg::from(articles::Msg::Filter(text, query)),
            });
        }
        PromptKind::Feed(part) => model.post(feeds::Msg::Page(PageMsg::Change(part, text))),
        PromptKind::SearchHelp => {
            model.help_words = text;
            if let Some(Overlay::Help(at)) = model.overlays.last_mut() {
                *at = 0;
            }
        }
        PromptKind::FilterFeeds => model.post(feeds::Msg::Filter(text)),
        PromptKind::Tag => model.post(articles::Msg::Tag(text)),
        PromptKind::Filter => model.post(thread::Msg::Filter(text)),
        PromptKind::Skim => model.post(thread::Msg::Skim(text)),
        PromptKind::MuteWord | PromptKind::FollowWord => {
            let verb = if prompt.kind == PromptKind::MuteWord { Verb::Mute } else { Verb::Follow };
            match Rule::new(verb, Matcher::Word(text), None) {
                Ok(rule) => model.post(thread::Msg::AddRule(rule)),
                Err(error) => {
                    model.reopen_prompt();
                    return model.say(&error.to_string());
                }
            }
        }
        PromptKind::KeepSearch => model.post(feeds::Msg::Smart(SmartMsg::Keep(text))),
        PromptKind::SmartName => model.post(feeds::Msg::Smart(SmartMsg::Change(Part::Name, text))),
        PromptKind::SmartFolder => model.post(feeds::Msg::Smart(SmartMsg::Change(Part::Folder, text))),
        PromptKind::Save => model.post(save::Msg::To(text)),
        PromptKind::Link => model.post(reader::Msg::OpenLinkNumber(text)),
    }
    Vec::new()
}
