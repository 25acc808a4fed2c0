//! `tidings comments --repeats`: lists repeated text in a thread and under other articles, with the similarity.
//!
//! `domain::repeats` decides what is a repeat, `sync` which comments are compared.

use serde::Serialize;

use super::App;
use super::out::{Out, print_stderr};
use super::render::plain;
use crate::app::document::Opened;
use crate::domain::repeats::{Found, Repeat, format_likeness};
use crate::domain::{ArticleId, Comment, Text, Warning, pluralize};
use crate::store::CrossThread;
use crate::sync;

/// Most words of a comment that are printed.
const WORDS: usize = 14;

pub(super) fn run(app: &App, opened: &Opened, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let store = &app.library.store;
    // The end of a sync makes sketches of new comments; here that is done for a sync that has not ended yet.
    sync::sketch_all(store, || true)?;
    let found = sync::repeated_within(&opened.thread);
    let (elsewhere, warnings) = sync::repeated_elsewhere(store, opened.article.row.id)?;
    if as_json {
        return out.json(&Repeats::new(opened, &found, &elsewhere, &warnings));
    }
    for warning in &warnings {
        print_stderr(&warning.to_string());
    }
    print(opened, &found, out)?;
    print_elsewhere(&elsewhere, out)
}

fn print(opened: &Opened, found: &Found, out: &mut Out) -> anyhow::Result<()> {
    let repeats: usize = found.clusters.iter().map(|cluster| cluster.size() - 1).sum();
    let comments = pluralize(opened.thread.len(), "comment");
    out.line(&match repeats {
        0 => format!("{comments}, no repeated text"),
        n => format!("{comments}, {n} of them with repeated text, in {}", pluralize(found.clusters.len(), "cluster")),
    })?;
    for cluster in &found.clusters {
        let Some(first) = comment(opened, cluster.first) else { continue };
        out.line("")?;
        out.line(&format!("{}, {} in all: {}", id_and_author(first), cluster.size(), excerpt(first)))?;
        for (place, repeat) in cluster.repeats() {
            let Some(comment) = comment(opened, place) else { continue };
            let what = if repeat.part { "repeats a paragraph of" } else { "repeats" };
            out.line(&format!(
                "  {} {what} #{} ({})",
                id_and_author(comment),
                first.id,
                format_likeness(repeat.likeness)
            ))?;
        }
    }
    for (at, (place, Repeat { of, likeness, .. })) in found.similar.iter().enumerate() {
        let (Some(comment), Some(of)) = (comment(opened, *place), comment(opened, *of)) else { continue };
        if at == 0 {
            out.line("")?;
        }
        out.line(&format!("{} is similar to #{} ({})", id_and_author(comment), of.id, format_likeness(*likeness)))?;
    }
    Ok(())
}

fn print_elsewhere(elsewhere: &[CrossThread], out: &mut Out) -> anyhow::Result<()> {
    if elsewhere.is_empty() {
        return out.line("no repeated text in other threads").map_err(Into::into);
    }
    out.line("")?;
    out.line("in other threads")?;
    for CrossThread { id, article, article_title, other_id, other_author, likeness, .. } in elsewhere {
        let author = other_author.as_deref().unwrap_or("anonymous");
        out.line(&format!(
            "  #{id} and #{other_id} {author} ({}) under {}, {article_title}",
            format_likeness(*likeness),
            article.0
        ))?;
    }
    Ok(())
}

fn comment(opened: &Opened, place: u32) -> Option<&Comment> {
    opened.thread.get(place as usize).map(|node| node.comment)
}

fn id_and_author(comment: &Comment) -> String {
    format!("#{} {}", comment.id, comment.author.as_deref().unwrap_or("anonymous"))
}

fn excerpt(comment: &Comment) -> String {
    let text = Text::line(&plain(&comment.html.0));
    let words: Vec<&str> = text.split(' ').take(WORDS).collect();
    let more = if text.split(' ').nth(WORDS).is_some() { "…" } else { "" };
    format!("{}{more}", words.join(" "))
}

#[derive(Serialize)]
struct Repeats<'a> {
    article: ArticleId,
    clusters: Vec<Cluster<'a>>,
    similar: Vec<Similar<'a>>,
    elsewhere: Vec<Other<'a>>,
    warnings: &'a [Warning],
}

#[derive(Serialize)]
struct Cluster<'a> {
    first: &'a str,
    members: Vec<Member<'a>>,
}

#[derive(Serialize)]
struct Member<'a> {
    id: &'a str,
    likeness: f64,
    /// Whether only a paragraph is repeated.
    part: bool,
}

#[derive(Serialize)]
struct Similar<'a> {
    id: &'a str,
    of: &'a str,
    likeness: f64,
}

/// A comment with the same text under another article.
#[derive(Serialize)]
struct Other<'a> {
    id: &'a str,
    article: ArticleId,
    title: &'a Text,
    comment: &'a str,
    author: Option<&'a Text>,
    likeness: f64,
}

impl<'a> Repeats<'a> {
    fn new(opened: &'a Opened, found: &Found, elsewhere: &'a [CrossThread], warnings: &'a [Warning]) -> Self {
        let id = |place: u32| comment(opened, place).map_or("", |comment| comment.id.as_str());
        let member = |(place, repeat): (u32, Repeat)| Member {
            id: id(place),
            likeness: rounded(repeat.likeness),
            part: repeat.part,
        };
        Self {
            article: opened.article.row.id,
            clusters: found
                .clusters
                .iter()
                .map(|cluster| Cluster { first: id(cluster.first), members: cluster.repeats().map(member).collect() })
                .collect(),
            similar: found
                .similar
                .iter()
                .map(|(place, r)| Similar { id: id(*place), of: id(r.of), likeness: rounded(r.likeness) })
                .collect(),
            elsewhere: elsewhere
                .iter()
                .map(|other| Other {
                    id: &other.id,
                    article: other.article,
                    title: &other.article_title,
                    comment: &other.other_id,
                    author: other.other_author.as_ref(),
                    likeness: rounded(other.likeness),
                })
                .collect(),
            warnings,
        }
    }
}

/// Rounds to four digits, because an `f32` shows noise in an `f64`.
fn rounded(likeness: f32) -> f64 {
    (f64::from(likeness) * 10_000.0).round() / 10_000.0
}
