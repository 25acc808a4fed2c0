//! The part of `tidings rules` for articles: lists the rules, and shows what they match among the articles of the last
//! days. It changes nothing.

use anyhow::bail;
use chrono::TimeDelta;
use serde::Serialize;

use super::App;
use super::json::Timestamp;
use super::out::Out;
use crate::domain::{ArticleId, ArticleRow, ArticleRule, ClockFormat, Query, Text, Time, pluralize};
use crate::runtime;
use crate::sync;

/// Newest matches that are named for each rule.
const NEWEST: usize = 5;

/// A rule in the output of `tidings rules --json`.
#[derive(Serialize)]
pub(super) struct ListedRule<'a> {
    verb: &'static str,
    kind: &'static str,
    value: &'a str,
    name: &'a Text,
    actions: Vec<String>,
    rule: String,
}

/// What the rules match, in the output of `tidings rules test --json`.
#[derive(Serialize)]
pub(super) struct Tested {
    days: u32,
    compared: usize,
    rules: Vec<Matches>,
}

#[derive(Serialize)]
struct Matches {
    rule: String,
    name: Text,
    actions: Vec<String>,
    hits: usize,
    newest: Vec<Example>,
}

#[derive(Serialize)]
struct Example {
    article: ArticleId,
    feed: Text,
    title: Text,
    published: Timestamp,
    #[serde(skip)]
    at: Time,
}

pub(super) fn list(rule: &ArticleRule) -> ListedRule<'_> {
    let actions = actions(rule);
    ListedRule { verb: "article", kind: "query", value: &rule.text, name: &rule.name, actions, rule: rule.to_string() }
}

fn actions(rule: &ArticleRule) -> Vec<String> {
    rule.actions.iter().map(ToString::to_string).collect()
}

/// Tests the rule with this name, or all rules, on the articles that were published in the last days.
pub(super) fn test(app: &App, name: Option<&str>, days: u32) -> anyhow::Result<Tested> {
    let now = runtime::system_clock()();
    let zone = app.clock().zone;
    let all = app.settings.article_rules.iter();
    let rules: Vec<ArticleRule> = all
        .filter(|rule| name.is_none_or(|name| rule.name.as_str() == name || rule.text == name))
        .map(|rule| rule.clone().at(zone, now))
        .collect();
    if let (Some(name), true) = (name, rules.is_empty()) {
        bail!("no rule for articles is called {name}; `tidings rules` lists them");
    }
    let store = &app.library.store;
    if rules.iter().any(ArticleRule::needs_index) {
        sync::index_all(store)?;
    }
    let queries: Vec<Query> = rules.iter().map(|rule| rule.query.clone()).collect();
    let since = now.checked_sub_signed(TimeDelta::days(days.into())).unwrap_or(Time::MIN_UTC);
    let found = store.rule_matches(&queries, since)?;
    let matches = rules.iter().zip(&found.matches).map(|(rule, articles)| {
        let newest: Vec<ArticleId> = articles.iter().take(NEWEST).copied().collect();
        let newest = store.rows(&newest)?.into_iter().map(example).collect();
        Ok(Matches {
            rule: rule.to_string(),
            name: rule.name.clone(),
            actions: actions(rule),
            hits: articles.len(),
            newest,
        })
    });
    Ok(Tested { days, compared: found.articles, rules: matches.collect::<anyhow::Result<_>>()? })
}

fn example(row: ArticleRow) -> Example {
    Example {
        article: row.id,
        feed: row.feed_title,
        title: row.title,
        published: row.published.into(),
        at: row.published,
    }
}

pub(super) fn print(tested: &Tested, clock: ClockFormat, out: &mut Out) -> anyhow::Result<()> {
    let (compared, days) = (pluralize(tested.compared, "article"), pluralize(tested.days as usize, "day"));
    out.line(&format!("{compared} of the last {days}; nothing is changed"))?;
    for matches in &tested.rules {
        out.line("")?;
        out.line(&format!("{}: {}", matches.rule, pluralize(matches.hits, "article")))?;
        for example in &matches.newest {
            let date = clock.date(example.at);
            out.line(&format!("{:>8} {date}  {}  {}", example.article.0, example.feed, example.title))?;
        }
        if matches.hits > matches.newest.len() {
            out.line(&format!("         and {} more", matches.hits - matches.newest.len()))?;
        }
    }
    Ok(())
}
