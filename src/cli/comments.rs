//! `tidings comments`: a thread as a tree.

use super::App;
use super::json;
use super::out::{Out, complain};
use super::render::{plain, render};
use super::{repeats, rules};
use crate::app::{Opened, told};
use crate::domain::{ClockFormat, Comment, CommentStatus, Moderation, Thread, Warning, pluralize};
use crate::sync::refresh_thread;

/// Levels that are moved to the right; below them the depth is only told.
const LEVELS: u32 = 12;

/// What is to be done with a thread.
pub(super) struct Asked {
    /// Fetch it first.
    pub(super) refresh: bool,
    /// Print what is repeated in it, not the thread.
    pub(super) repeats: bool,
    pub(super) json: bool,
}

pub(super) fn run(app: &App, name: &str, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let article = app.article(name)?;
    if asked.refresh {
        let fetched = app.online(async |context| Ok(refresh_thread(context, article, false).await?));
        // What was loaded before is still there to be read.
        if let Err(error) = fetched {
            match app.library.store.thread(article)? {
                Some(stored) if !stored.comments.is_empty() => {
                    complain(&format!("showing what was loaded before: {error:#}"));
                }
                _ => return Err(error),
            }
        }
    }
    let Some(opened) = app.library.opened(article)? else { return Ok(()) };
    if asked.repeats {
        return repeats::run(app, &opened, asked.json, out);
    }
    if asked.json {
        return out.json(&json::Comments::stored(&opened));
    }
    print(app, &opened, 72, out)
}

/// A stored thread, for people.
pub(super) fn print(app: &App, opened: &Opened, width: usize, out: &mut Out) -> anyhow::Result<()> {
    let counts = opened.article.row.comments;
    let mut heading = vec![pluralize(opened.thread.len(), "comment")];
    if let Some(stated) = counts.stated.filter(|stated| *stated as usize != opened.thread.len()) {
        heading.push(format!(" of {stated}"));
    }
    let source = opened.source();
    if !source.is_empty() {
        heading.push(format!(", by {source}"));
    } else if counts.stated.is_some_and(|stated| stated > 0) {
        heading.push("; --refresh fetches them".to_owned());
    }
    out.line(&heading.concat())?;
    for line in told::lines(opened) {
        out.line(&line)?;
    }
    let rules = rules::told(&app.settings.rules, opened);
    let more = |(place, comment): (usize, &Comment)| {
        let author = opened.is_by_author(comment).then(|| "author".to_owned());
        let rule = rules.get(place).cloned().flatten();
        author.into_iter().chain(facts(comment)).chain(rule).collect()
    };
    print_tree(&opened.thread, &[], &more, (app.clock(), width), out)
}

/// A document that was only looked at, for people.
pub(super) fn print_inspected(
    source: &str,
    (thread, warnings): (&Thread, &[Warning]),
    (clock, width): (ClockFormat, usize),
    out: &mut Out,
) -> anyhow::Result<()> {
    out.line(&format!("{}, by {source}", pluralize(thread.len(), "comment")))?;
    print_tree(thread, warnings, &|(_, comment)| facts(comment).collect(), (clock, width), out)
}

/// What has become of a comment, and how far the reader is with it.
fn facts(comment: &Comment) -> impl Iterator<Item = String> + use<> {
    let state = match comment.state {
        Moderation::Visible => None,
        Moderation::Pending => Some("waits for moderation"),
        Moderation::Removed => Some("removed"),
    };
    let mark = match comment.mark {
        CommentStatus::Kept => Some("kept"),
        CommentStatus::Done => Some("done"),
        CommentStatus::Seen | CommentStatus::Unseen => None,
    };
    [state, comment.edited.then_some("edited"), mark].into_iter().flatten().map(str::to_owned)
}

fn print_tree(
    thread: &Thread,
    warnings: &[Warning],
    facts: &dyn Fn((usize, &Comment)) -> Vec<String>,
    (clock, width): (ClockFormat, usize),
    out: &mut Out,
) -> anyhow::Result<()> {
    for warning in warnings {
        out.line(&format!("({warning})"))?;
    }
    for (place, node) in thread.nodes().enumerate() {
        let comment = node.comment;
        let lead = "  ".repeat(node.depth.min(LEVELS) as usize);
        let author = comment.author.as_deref().unwrap_or("unsigned");
        let date = comment.published.map(|time| format!(", {}", clock.date_time(time))).unwrap_or_default();
        let depth = if node.depth > LEVELS { format!(" <{}>", node.depth) } else { String::new() };
        out.line("")?;
        let said = [vec![format!("{author}{date}")], facts((place, comment))].concat().join(", ");
        out.line(&format!("{lead}* {said}  #{}{depth}", comment.id))?;
        let room = width.saturating_sub(lead.len() + 2).max(16);
        for line in render(&comment.html.0, comment.url.as_deref(), room).lines {
            out.line(format!("{lead}  {}", line.text()).trim_end())?;
        }
    }
    Ok(())
}

/// A thread as nested lists of HTML; the comments' own HTML stands as it came.
pub(super) fn print_html(thread: &Thread, out: &mut Out) -> anyhow::Result<()> {
    let mut open = 0;
    for node in thread.nodes() {
        while open > node.depth + 1 {
            out.line("</ul>")?;
            open -= 1;
        }
        while open < node.depth + 1 {
            out.line("<ul>")?;
            open += 1;
        }
        let author = node.comment.author.as_deref().unwrap_or("unsigned").replace('&', "&amp;").replace('<', "&lt;");
        out.line(&format!("<li><b>{author}</b>\n{}</li>", node.comment.html.0))?;
    }
    for _ in 0..open {
        out.line("</ul>")?;
    }
    Ok(())
}

/// A thread as nested lists of Markdown.
pub(super) fn print_markdown(thread: &Thread, out: &mut Out) -> anyhow::Result<()> {
    out.line(&format!("## {}\n", pluralize(thread.len(), "comment")))?;
    for node in thread.nodes() {
        let lead = "  ".repeat(node.depth.min(LEVELS) as usize);
        out.line(&format!("{lead}- **{}**\n", node.comment.author.as_deref().unwrap_or("unsigned")))?;
        for line in plain(&node.comment.html.0).lines() {
            out.line(format!("{lead}  {line}").trim_end())?;
        }
        out.line("")?;
    }
    Ok(())
}
