//! Shows a feed's page: how it does, and its entry in `feeds.toml` for editing.
//!
//! `runtime` reads the facts and writes `feeds.toml`.

use super::{Effect as FeedsEffect, FeedPage, FeedPart, Msg, PageMsg};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay;
use crate::app::overlay::menu::MenuRow;
use crate::app::overlay::prompt::PromptKind;
use crate::domain::health::{FeedFacts, Health};
use crate::domain::login::mask;
use crate::domain::tags::parse_tags;
use crate::domain::{Text, Time, pluralize};
use crate::settings::SettingsFile;

/// Handles a message about the page.
pub(super) fn update(model: &mut Model, msg: PageMsg) -> Vec<Effect> {
    match msg {
        PageMsg::Loaded(page) => {
            let (title, rows) = (page.facts.title.clone(), rows(model, &page));
            let first = rows.iter().position(|row| row.choice.is_some()).unwrap_or(0);
            model.feeds.page = Some(*page);
            model.menu_at(&title, rows, first)
        }
        PageMsg::Ask(part) => ask(model, part),
        PageMsg::Change(part, value) => change(model, part, &value),
        PageMsg::Switch(part) => change(model, part, ""),
        PageMsg::Move { down } => match &model.feeds.page {
            Some(page) => vec![FeedsEffect::Move { url: page.entry.url.clone(), down }.into()],
            None => Vec::new(),
        },
    }
}

fn rows(model: &Model, page: &FeedPage) -> Vec<MenuRow> {
    let FeedPage { facts, entry } = page;
    let mut rows: Vec<MenuRow> = about(model, facts).iter().map(|line| MenuRow::info(line, "")).collect();
    let text = |part: FeedPart, value: &str| MenuRow::new(part.name(), value, Msg::Page(PageMsg::Ask(part)));
    let flag = |part: FeedPart, is_on: bool| {
        MenuRow::new(part.name(), if is_on { "yes" } else { "no" }, Msg::Page(PageMsg::Switch(part)))
    };
    let or = |value: &Option<Text>, other: &str| value.as_deref().unwrap_or(other).to_owned();
    let tags: Vec<&str> = entry.tags.iter().map(Text::as_str).collect();
    let interval = entry.interval.map(|minutes| pluralize(minutes as usize, "minute"));
    rows.extend([
        text(FeedPart::Title, &or(&entry.title, "its own")),
        text(FeedPart::Folder, &or(&entry.folder, "none")),
        text(FeedPart::Tags, &if tags.is_empty() { "none".to_owned() } else { tags.join(" ") }),
        text(FeedPart::Interval, &interval.unwrap_or_else(|| "as often as it changes".to_owned())),
        text(FeedPart::Note, &or(&entry.note, "none")),
        flag(FeedPart::Pages, entry.pages),
        flag(FeedPart::Comments, entry.comments),
        flag(FeedPart::Audio, entry.audio),
        flag(FeedPart::Stories, !entry.without_stories),
        flag(FeedPart::Hidden, entry.hidden),
        MenuRow::new("Move up", "before the feed above it", Msg::Page(PageMsg::Move { down: false })),
        MenuRow::new("Move down", "behind the feed below it", Msg::Page(PageMsg::Move { down: true })),
        MenuRow::new("Edit feeds.toml", "in your editor", overlay::Msg::EditFile(SettingsFile::Feeds)),
    ]);
    rows
}

/// Describes how the feed does, in lines.
fn about(model: &Model, facts: &FeedFacts) -> Vec<String> {
    let clock = model.options.clock;
    let when = |time: Option<Time>| time.map_or_else(|| "never".to_owned(), |at| clock.date_time(at));
    let mut lines = vec![
        mask(&facts.url).into_owned(),
        format!("Fetched {}, next {}", when(facts.last_success), when(facts.next_due)),
    ];
    let stored = pluralize(facts.articles as usize, "article");
    let size = facts.bytes.div_ceil(1024);
    lines.push(format!("{} a week, {stored}, {} unread, {size} KiB", facts.a_week(model.now), facts.unread));
    if let Some(error) = &facts.error {
        lines.push(format!("Failed {}: {error}", pluralize(facts.failures as usize, "time")));
    }
    if facts.health(model.now) != Health::Well {
        lines.push(format!("{}: {}", facts.health(model.now).name(), facts.advice(model.now)));
    }
    lines
}

/// Asks for the page of the selected feed.
pub(super) fn open(model: &mut Model) -> Option<Vec<Effect>> {
    let feed = model.feeds.selected_feed()?.id;
    Some(vec![FeedsEffect::LoadPage(feed, model.now).into()])
}

fn ask(model: &mut Model, part: FeedPart) -> Vec<Effect> {
    let Some(page) = &model.feeds.page else { return Vec::new() };
    let entry = &page.entry;
    let text = |value: &Option<Text>| value.as_deref().unwrap_or_default().to_owned();
    let now = match part {
        FeedPart::Title => text(&entry.title),
        FeedPart::Folder => text(&entry.folder),
        FeedPart::Note => text(&entry.note),
        FeedPart::Interval => entry.interval.map(|minutes| minutes.to_string()).unwrap_or_default(),
        _ => entry.tags.iter().map(Text::as_str).collect::<Vec<_>>().join(" "),
    };
    model.reopen_prompt_with(PromptKind::Feed(part), &now);
    Vec::new()
}

/// Changes a part of the entry. An empty text removes it.
fn change(model: &mut Model, part: FeedPart, value: &str) -> Vec<Effect> {
    let Some(page) = &model.feeds.page else { return Vec::new() };
    let mut entry = page.entry.clone();
    let text = Text::line(value).non_empty();
    match part {
        FeedPart::Title => entry.title = text,
        FeedPart::Folder => entry.folder = Text::line(value.trim_matches('/')).non_empty(),
        FeedPart::Note => entry.note = text,
        FeedPart::Tags => match tags(value) {
            Ok(tags) => entry.tags = tags,
            Err(error) => return wrong(model, part, value, &error),
        },
        FeedPart::Interval => match value.parse::<u32>() {
            _ if value.is_empty() => entry.interval = None,
            Ok(minutes) if minutes > 0 => entry.interval = Some(minutes),
            _ => return wrong(model, part, value, "type the number of minutes, 1 or more"),
        },
        FeedPart::Pages => entry.pages = !entry.pages,
        FeedPart::Comments => entry.comments = !entry.comments,
        FeedPart::Audio => entry.audio = !entry.audio,
        FeedPart::Stories => entry.without_stories = !entry.without_stories,
        FeedPart::Hidden => entry.hidden = !entry.hidden,
    }
    if entry == page.entry {
        return Vec::new();
    }
    vec![FeedsEffect::Change(Box::new(entry)).into()]
}

/// Reads tags that are separated by spaces, with or without `+`.
fn tags(line: &str) -> Result<Vec<Text>, String> {
    let words: Vec<String> = line.split_whitespace().map(|word| format!("+{}", word.trim_start_matches('+'))).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let tags = parse_tags(&words.join(" ")).map_err(|error| error.to_string())?;
    Ok(tags.into_iter().map(|(tag, _)| tag).collect())
}

fn wrong(model: &mut Model, part: FeedPart, value: &str, why: &str) -> Vec<Effect> {
    model.reopen_prompt_with(PromptKind::Feed(part), value);
    model.say(why)
}

/// Edits what is selected: a feed on its page, or a smart feed.
pub(super) fn edit(model: &mut Model) -> Vec<Effect> {
    if model.feeds.selected_smart().is_none()
        && let Some(effects) = open(model)
    {
        return effects;
    }
    super::smart::ask_part(model)
}
