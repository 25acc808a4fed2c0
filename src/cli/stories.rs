//! `tidings stories`: lists the stories that two articles or more are about, newest first.
//!
//! `sync` groups the articles.

use serde::Serialize;

use super::App;
use super::json::Timestamp;
use super::out::{Out, print_stderr};
use crate::domain::{ArticleId, Story, StoryId, StoryMember, Text, pluralize, query};
use crate::sync;

pub(super) fn run(app: &App, since: Option<&str>, limit: usize, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let store = &app.library.store;
    let since = since.map(|date| query::date("--since ", date, app.clock().zone)).transpose()?;
    // The end of a sync groups new articles; here that is done for a sync that was interrupted.
    sync::group_all(store)?;
    let mut stories = Vec::new();
    for id in store.newest_stories(since, limit)? {
        stories.extend(sync::story(store, id)?);
    }
    if as_json {
        return out.json(&stories.iter().filter_map(Listed::new).collect::<Vec<_>>());
    }
    for story in &stories {
        print(app, story, out)?;
    }
    if stories.is_empty() {
        print_stderr("no story has two articles yet");
    }
    Ok(())
}

fn print(app: &App, story: &Story, out: &mut Out) -> anyhow::Result<()> {
    let Some((first, last)) = story.span() else { return Ok(()) };
    let (clock, articles) = (app.clock(), pluralize(story.members.len(), "article"));
    let outlets: Vec<&str> = story.outlets.iter().map(Text::as_str).collect();
    out.line(&story.title)?;
    out.line(&format!(
        "  {} to {}, {articles}: {}",
        clock.date_time(first),
        clock.date_time(last),
        outlets.join(", ")
    ))?;
    for StoryMember { row, outlet, copy_of, .. } in &story.members {
        let copy = copy_of.map(|of| format!("  (copy of {})", of.0)).unwrap_or_default();
        out.line(&format!("{:>6} {}  {outlet}  {}{copy}", row.id.0, clock.date_time(row.published), row.title))?;
    }
    Ok(())
}

/// A story, as JSON.
#[derive(Serialize)]
struct Listed<'a> {
    id: StoryId,
    title: &'a Text,
    outlets: usize,
    outlet_names: &'a [Text],
    articles: Vec<ArticleId>,
    copies: Vec<Copy>,
    first: Timestamp,
    last: Timestamp,
}

/// An article with nearly the text of an earlier one.
#[derive(Serialize)]
struct Copy {
    article: ArticleId,
    of: ArticleId,
}

impl<'a> Listed<'a> {
    fn new(story: &'a Story) -> Option<Self> {
        let (first, last) = story.span()?;
        let copy = |member: &StoryMember| Some(Copy { article: member.row.id, of: member.copy_of? });
        Some(Self {
            id: story.id,
            title: &story.title,
            outlets: story.outlets.len(),
            outlet_names: &story.outlets,
            articles: story.members.iter().rev().map(|member| member.row.id).collect(),
            copies: story.members.iter().filter_map(copy).collect(),
            first: first.into(),
            last: last.into(),
        })
    }
}
