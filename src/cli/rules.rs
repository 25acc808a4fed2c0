//! `tidings rules`: lists, adds and removes rules, and tests them on the stored comments and articles.
//!
//! `domain::triage` decides what a rule matches. The test reads one thread after another, to limit memory.

use anyhow::bail;
use serde::Serialize;

use super::App;
use super::args::{RuleKind, RuleVerb, RulesCommand};
use super::article_rules::{self, Tested};
use super::out::Out;
use crate::app::document::Opened;
use crate::domain::host::host_of;
use crate::domain::triage::{Facts, Matcher, Rule, Rules, Verb};
use crate::domain::{ArticleId, Comment, CommentStatus, Text, pluralize};
use crate::page;

/// Comments that are converted to text in one job with a deadline.
const BATCH: usize = 500;
/// Most examples for each rule.
const EXAMPLES: usize = 3;
/// Most kept comments that are listed for each rule.
const MAX_KEPT: usize = 20;
/// Most words of a comment in an example.
const WORDS: usize = 40;
/// Most characters of an example in text output.
const PRINTED: usize = 60;

/// A rule in the output of `tidings rules --json`.
#[derive(Serialize)]
struct ListedRule<'a> {
    number: usize,
    verb: &'static str,
    kind: &'static str,
    value: String,
    on: Option<&'a str>,
    rule: String,
}

/// A rule for comments or for articles.
#[derive(Serialize)]
#[serde(untagged)]
enum Listed<'a> {
    Comment(ListedRule<'a>),
    Article(article_rules::ListedRule<'a>),
}

/// The result of `tidings rules test`.
#[derive(Default, Serialize)]
struct TestResult {
    rules: Vec<RuleMatches>,
    comments: usize,
    threads: usize,
    /// What the rules for articles match.
    articles: Option<Tested>,
}

/// What one rule matches.
#[derive(Default, Serialize)]
struct RuleMatches {
    rule: String,
    hits: usize,
    kept: usize,
    examples: Vec<Example>,
    kept_comments: Vec<Example>,
}

#[derive(Serialize)]
struct Example {
    article: ArticleId,
    comment: String,
    author: Option<Text>,
    text: String,
}

pub(super) fn run(app: &App, command: Option<RulesCommand>, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    match command {
        None => list(app, as_json, out),
        Some(RulesCommand::Test { rule, days, json }) => {
            // A rule with a name is one for articles.
            let comments = if rule.is_some() { &Rules::default() } else { &app.settings.rules };
            let mut result = if rule.is_some() { TestResult::default() } else { test(app, comments)? };
            if rule.is_some() || !app.settings.article_rules.is_empty() {
                result.articles = Some(article_rules::test(app, rule.as_deref(), days)?);
            }
            if json || as_json { out.json(&result) } else { print_all(app, &result, out) }
        }
        Some(RulesCommand::Add { verb, kind, value, on }) => {
            add(app, &parse_rule(verb, kind, &value, on.as_deref())?, out)
        }
        Some(RulesCommand::Remove { number }) => remove(app, number, out),
    }
}

fn list(app: &App, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let (rules, articles) = (&app.settings.rules, &app.settings.article_rules);
    if as_json {
        let comments = (1..).zip(&rules.0).map(|(number, rule)| Listed::Comment(list_rule(number, rule)));
        let articles = articles.iter().map(|rule| Listed::Article(article_rules::list(rule)));
        return out.json(&comments.chain(articles).collect::<Vec<_>>());
    }
    if rules.is_empty() && articles.is_empty() {
        out.line("No rules yet. `tidings rules add mute word WORD` adds one to rules.toml.")?;
    }
    for (number, rule) in (1..).zip(&rules.0) {
        out.line(&format!("{number:>4}  {rule}"))?;
    }
    if !articles.is_empty() {
        out.line("New articles:")?;
    }
    for rule in articles {
        out.line(&format!("      {rule}"))?;
    }
    Ok(())
}

fn list_rule(number: usize, rule: &Rule) -> ListedRule<'_> {
    let (kind, value) = match rule.matcher() {
        Matcher::Author(name) => ("author", name.clone()),
        Matcher::Word(word) => ("word", word.clone()),
        Matcher::Site(host) => ("site", host.clone()),
        Matcher::ScoreBelow(score) => ("score_below", score.to_string()),
    };
    ListedRule { number, verb: rule.verb().as_str(), kind, value, on: rule.on(), rule: rule.to_string() }
}

fn parse_rule(verb: RuleVerb, kind: RuleKind, value: &str, on: Option<&str>) -> anyhow::Result<Rule> {
    let verb = match verb {
        RuleVerb::Mute => Verb::Mute,
        RuleVerb::Follow => Verb::Follow,
    };
    let matcher = match kind {
        RuleKind::Author => Matcher::Author(value.to_owned()),
        RuleKind::Word => Matcher::Word(value.to_owned()),
        RuleKind::Site => Matcher::Site(value.to_owned()),
        RuleKind::ScoreBelow => match value.trim().parse() {
            Ok(score) => Matcher::ScoreBelow(score),
            Err(_) => bail!("{value} is not a score; write a whole number such as -4"),
        },
    };
    Ok(Rule::new(verb, matcher, on)?)
}

fn add(app: &App, rule: &Rule, out: &mut Out) -> anyhow::Result<()> {
    let Some(gone) = app.library.change_rules(|rules| rules.put(rule))? else {
        bail!("already in rules.toml: {rule}");
    };
    for old in gone {
        out.line(&format!("no longer {old}"))?;
    }
    out.line(&format!("{rule}; `tidings rules test` shows what it matches"))?;
    Ok(())
}

fn remove(app: &App, number: usize, out: &mut Out) -> anyhow::Result<()> {
    let removed = match number.checked_sub(1) {
        Some(at) => app.library.change_rules(|rules| rules.remove(at))?,
        None => None,
    };
    let Some(rule) = removed else { bail!("no rule {number}; `tidings rules` lists the rules with their numbers") };
    out.line(&format!("no longer {rule}"))?;
    Ok(())
}

/// Tests every rule on every stored comment.
fn test(app: &App, rules: &Rules) -> anyhow::Result<TestResult> {
    let matches = rules.0.iter().map(|rule| RuleMatches { rule: rule.to_string(), ..RuleMatches::default() }).collect();
    let mut result = TestResult { rules: matches, ..TestResult::default() };
    let store = &app.library.store;
    let mut last = None;
    while let Some(article) = store.next_with_comments(last)? {
        last = Some(article);
        let Some(thread) = store.thread(article)? else { continue };
        let row = store.rows(&[article])?.pop();
        let address = row.and_then(|row| row.url);
        let host = address.as_deref().and_then(host_of);
        result.threads += 1;
        result.comments += thread.comments.len();
        for batch in thread.comments.chunks(BATCH) {
            let batch: Vec<&Comment> = batch.iter().collect();
            for (comment, (text, links)) in batch.iter().zip(texts(&batch, address.as_deref())) {
                let author = comment.author.as_deref();
                let score = comment.score;
                let facts = Facts { author, text: &text, links: &links, score, host: host.as_deref() };
                result.note(rules, &rules.hits(facts), &|| example(article, comment, &text), comment.mark);
            }
        }
    }
    Ok(result)
}

impl TestResult {
    /// Counts the rules that match a comment; mute rules have no effect on a comment that a follow rule matches.
    fn note(&mut self, rules: &Rules, hits: &[usize], example: &dyn Fn() -> Example, mark: CommentStatus) {
        let verb = |at: usize| rules.0.get(at).map(Rule::verb);
        let followed = hits.iter().any(|&at| verb(at) == Some(Verb::Follow));
        for &at in hits.iter().filter(|&&at| !followed || verb(at) == Some(Verb::Follow)) {
            let Some(matches) = self.rules.get_mut(at) else { continue };
            matches.hits += 1;
            if matches.examples.len() < EXAMPLES {
                matches.examples.push(example());
            }
            if mark == CommentStatus::Kept {
                matches.kept += 1;
                if matches.kept_comments.len() < MAX_KEPT {
                    matches.kept_comments.push(example());
                }
            }
        }
    }
}

/// Returns the rule that applies to each comment of a thread; an empty list if there are no rules.
pub(super) fn matching_rules(rules: &Rules, opened: &Opened) -> Vec<Option<String>> {
    let address = opened.article.row.url.as_deref();
    let host = address.and_then(host_of);
    if rules.is_empty() {
        return Vec::new();
    }
    let comments: Vec<&Comment> = opened.thread.nodes().map(|node| node.comment).collect();
    let mut all = Vec::with_capacity(comments.len());
    for batch in comments.chunks(BATCH) {
        for (comment, (text, links)) in batch.iter().zip(texts(batch, address)) {
            let (author, score) = (comment.author.as_deref(), comment.score);
            let hits = rules.hits(Facts { author, text: &text, links: &links, score, host: host.as_deref() });
            all.push(rules.deciding_rule(&hits).map(ToString::to_string));
        }
    }
    all
}

/// Returns the text and links of comments, which are empty for a comment that can't be converted in time.
fn texts(comments: &[&Comment], article: Option<&str>) -> Vec<(String, Vec<String>)> {
    let sources: Vec<(String, Option<String>)> = comments
        .iter()
        .map(|comment| (comment.html.0.clone(), comment.url.as_deref().or(article).map(str::to_owned)))
        .collect();
    let convert = |sources: Vec<(String, Option<String>)>| {
        page::run_with_deadline(page::LIMIT, move || {
            let text = |(html, base): &(String, Option<String>)| page::plain_with_links(html, base.as_deref());
            sources.iter().map(text).collect::<Vec<_>>()
        })
    };
    convert(sources.clone()).unwrap_or_else(|| {
        let one = |source| convert(vec![source]).and_then(|mut texts| texts.pop()).unwrap_or_default();
        sources.into_iter().map(one).collect()
    })
}

fn example(article: ArticleId, comment: &Comment, text: &str) -> Example {
    let words: Vec<&str> = text.split_whitespace().take(WORDS + 1).collect();
    let more = if words.len() > WORDS { "…" } else { "" };
    let text = words.iter().take(WORDS).copied().collect::<Vec<_>>().join(" ") + more;
    Example { article, comment: comment.id.to_string(), author: comment.author.clone(), text }
}

/// Prints what the rules for comments match, then what those for articles match; without the former if there are none.
fn print_all(app: &App, result: &TestResult, out: &mut Out) -> anyhow::Result<()> {
    if !result.rules.is_empty() || result.articles.is_none() {
        print(result, out)?;
    }
    if let Some(articles) = &result.articles {
        if !result.rules.is_empty() {
            out.line("")?;
        }
        article_rules::print(articles, app.clock(), out)?;
    }
    Ok(())
}

fn print(result: &TestResult, out: &mut Out) -> anyhow::Result<()> {
    out.line(&format!("{} in {}", pluralize(result.comments, "comment"), pluralize(result.threads, "thread")))?;
    for (number, rule) in (1..).zip(&result.rules) {
        let kept = if rule.kept > 0 { format!(", {} OF THEM KEPT", rule.kept) } else { String::new() };
        out.line("")?;
        out.line(&format!("{number:>4}  {}: {}{kept}", rule.rule, pluralize(rule.hits, "comment")))?;
        for kept in &rule.kept_comments {
            out.line(&format!("   !! KEPT  {}", example_line(kept)))?;
        }
        let is_new = |example: &&Example| {
            let is_same = |kept: &Example| (kept.article, &kept.comment) == (example.article, &example.comment);
            !rule.kept_comments.iter().any(is_same)
        };
        let mut shown = rule.kept_comments.len();
        for example in rule.examples.iter().filter(is_new) {
            out.line(&format!("      {}", example_line(example)))?;
            shown += 1;
        }
        if rule.hits > shown {
            out.line(&format!("      and {} more", rule.hits - shown))?;
        }
    }
    Ok(())
}

fn example_line(example: &Example) -> String {
    let author = example.author.as_deref().unwrap_or("anonymous");
    let mut text: String = example.text.chars().take(PRINTED).collect();
    if text.len() < example.text.len() {
        text = text.trim_end_matches(['…', ' ']).to_owned() + "…";
    }
    format!("article {} #{} {author}: {text}", example.article.0, example.comment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_comments_are_named_and_followed_ones_are_not_muted() {
        let rule = |verb, word: &str| Rule::new(verb, Matcher::Word(word.to_owned()), None).unwrap();
        let rules = Rules(vec![rule(Verb::Mute, "tea"), rule(Verb::Follow, "milk"), rule(Verb::Mute, "a")]);
        let none = RuleMatches::default;
        let mut result = TestResult { rules: vec![none(), none(), none()], ..TestResult::default() };
        for (text, mark) in [
            ("tea", CommentStatus::Unseen),
            ("a tea", CommentStatus::Kept),
            ("a tea with milk", CommentStatus::Kept),
            ("a", CommentStatus::Done),
            ("a b", CommentStatus::Seen),
            ("a c", CommentStatus::Seen),
        ] {
            let comment = Comment { id: text.into(), ..Comment::default() };
            let found = rules.hits(Facts { text, ..Facts::default() });
            result.note(&rules, &found, &|| example(ArticleId(7), &comment, text), mark);
        }
        let shown: Vec<(usize, usize, usize)> =
            result.rules.iter().map(|rule| (rule.hits, rule.kept, rule.examples.len())).collect();
        assert_eq!(shown, [(2, 1, 2), (1, 1, 1), (4, 1, 3)]);
        assert_eq!(result.rules[0].kept_comments[0].comment, "a tea");
    }

    #[test]
    fn examples_are_short() {
        let text = "word \n".repeat(1000);
        let example = example(ArticleId(7), &Comment { id: "1".into(), ..Comment::default() }, &text);
        assert_eq!(example.text.split(' ').count(), WORDS);
        assert_eq!(example_line(&example), format!("article 7 #1 anonymous: {}…", "word ".repeat(12).trim_end()));
    }
}
