//! `tidings comments`: prints a thread as a tree.

use super::App;
use super::json;
use super::out::{Out, print_stderr};
use super::render::render;
use super::{repeats, rules};
use crate::app::document::Opened;
use crate::app::thread::heading;
use crate::domain::{ClockFormat, Comment, CommentStatus, Moderation, Thread, Warning, pluralize};
use crate::sync::refresh_thread;

/// Levels of replies that are indented; deeper comments show their depth as a number.
const LEVELS: u32 = 12;

/// The options of `tidings comments`.
pub(super) struct Options {
    /// Whether to fetch the comments first.
    pub(super) refresh: bool,
    /// Whether to print the repeats instead of the thread.
    pub(super) repeats: bool,
    pub(super) json: bool,
}

pub(super) fn run(app: &App, name: &str, options: &Options, out: &mut Out) -> anyhow::Result<()> {
    let article = app.article(name)?;
    if options.refresh {
        let fetched = app.online(async |context| Ok(refresh_thread(context, article, false).await?));
        // An error of the fetch must not hide the stored comments.
        if let Err(error) = fetched {
            match app.library.store.thread(article)? {
                Some(stored) if !stored.comments.is_empty() => {
                    print_stderr(&format!("showing the comments of an earlier fetch: {error:#}"));
                }
                _ => return Err(error),
            }
        }
    }
    let Some(opened) = app.library.opened(article)? else { return Ok(()) };
    if options.repeats {
        return repeats::run(app, &opened, options.json, out);
    }
    if options.json {
        return out.json(&json::Comments::stored(&opened));
    }
    print(app, &opened, 72, out)
}

/// Prints a stored thread as text.
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
        heading.push("; use --refresh to fetch the comments".to_owned());
    }
    out.line(&heading.concat())?;
    for line in heading::lines(opened) {
        out.line(&line)?;
    }
    let rules = rules::matching_rules(&app.settings.rules, opened);
    let notes = |(place, comment): (usize, &Comment)| {
        let author = opened.is_by_author(comment).then(|| "author".to_owned());
        let rule = rules.get(place).cloned().flatten();
        author.into_iter().chain(self::notes(comment)).chain(rule).collect()
    };
    print_tree(&opened.thread, &[], &notes, (app.clock(), width), out)
}

/// Prints an inspected thread as text.
pub(super) fn print_inspected(
    source: &str,
    (thread, warnings): (&Thread, &[Warning]),
    (clock, width): (ClockFormat, usize),
    out: &mut Out,
) -> anyhow::Result<()> {
    out.line(&format!("{}, by {source}", pluralize(thread.len(), "comment")))?;
    print_tree(thread, warnings, &|(_, comment)| notes(comment).collect(), (clock, width), out)
}

/// Lists what the user should know of a comment: its state at the source and the user's mark.
fn notes(comment: &Comment) -> impl Iterator<Item = String> + use<> {
    let state = match comment.state {
        Moderation::Visible => None,
        Moderation::Pending => Some("awaiting moderation"),
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
    notes: &dyn Fn((usize, &Comment)) -> Vec<String>,
    (clock, width): (ClockFormat, usize),
    out: &mut Out,
) -> anyhow::Result<()> {
    for warning in warnings {
        out.line(&format!("({warning})"))?;
    }
    for (place, node) in thread.nodes().enumerate() {
        let comment = node.comment;
        let lead = "  ".repeat(node.depth.min(LEVELS) as usize);
        let author = comment.author.as_deref().unwrap_or("anonymous");
        let date = comment.published.map(|time| format!(", {}", clock.date_time(time))).unwrap_or_default();
        let depth = if node.depth > LEVELS { format!(" <{}>", node.depth) } else { String::new() };
        out.line("")?;
        let byline = [vec![format!("{author}{date}")], notes((place, comment))].concat().join(", ");
        out.line(&format!("{lead}* {byline}  #{}{depth}", comment.id))?;
        let room = width.saturating_sub(lead.len() + 2).max(16);
        for line in render(&comment.html.0, comment.url.as_deref(), room).lines {
            out.line(format!("{lead}  {}", line.text()).trim_end())?;
        }
    }
    Ok(())
}
