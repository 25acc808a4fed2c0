//! Paints a comment's header: marks, author, and facts about the comment; for a folded one, its first words.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::document::Opened;
use crate::app::thread::indent::indent;
use crate::domain::thread::Node;
use crate::domain::{Comment, CommentStatus, Line, Moderation, pluralize};
use crate::settings::{Role, Theme};
use crate::ui::paint::cells;

/// Columns after the author that a long name leaves to the facts.
const FACT_COLUMNS: u16 = 8;
/// The fewest columns for the text of a folded comment: less than a word or two says nothing.
const MIN_TEXT: u16 = 8;

/// Paints the header of the comment at `index`.
pub(super) fn header(model: &Model, theme: &Theme, row: Rect, (index, node): (usize, Node<'_>), buf: &mut Buffer) {
    let Some(opened) = &model.reader.opened else { return };
    let rest = marks(model, theme, row, (index, node), buf);
    let room = rest.width.saturating_sub(FACT_COLUMNS);
    let rest = match &node.comment.author {
        Some(author) => cells::put(buf, rest, &cells::cut(author, room), theme.style(Role::Author)),
        None => cells::put(buf, rest, "anonymous", theme.style(Role::Unsigned)),
    };
    let mut facts = facts(model, opened, (index, node.comment));
    // The reason of a fold matters more than the age, and more than other facts.
    if model.reader.thread.triage.analysis.folds(index) {
        for least in [Weight::Age, Weight::Light] {
            if columns(&facts) > rest.width {
                facts.retain(|fact| fact.weight != least);
            }
        }
    }
    let Some(rest) = draw_facts(theme, rest, &facts, buf) else { return };
    if model.reader.thread.folds.is_folded(index) && rest.width >= MIN_TEXT {
        let lines = model.reader.thread.bodies.lines(index).into_iter().flatten().take(3);
        let text = lines.map(Line::text).collect::<Vec<_>>().join(" ");
        let rest = cells::put(buf, rest, "  ", theme.style(Role::Faint));
        cells::put(buf, rest, &cells::cut(text.trim(), rest.width), theme.style(Role::Faint));
    }
}

/// Paints the marks before the author: fold, status, and the depth where the indent no longer shows it.
fn marks(model: &Model, theme: &Theme, row: Rect, (index, node): (usize, Node<'_>), buf: &mut Buffer) -> Rect {
    let reader = &model.reader;
    let faint = theme.style(Role::Faint);
    let fold = match (reader.thread.folds.is_folded(index), node.descendants) {
        (true, _) => "▸ ",
        (false, 0) => "• ",
        (false, _) => "▾ ",
    };
    let rest = cells::put(buf, row, fold, faint);
    let rest = match reader.thread.triage.mark(index) {
        CommentStatus::Unseen if node.comment.is_removed() => rest,
        CommentStatus::Unseen => cells::put(buf, rest, "● ", theme.style(Role::Unread)),
        CommentStatus::Kept => cells::put(buf, rest, "★ ", theme.style(Role::Starred)),
        CommentStatus::Done => cells::put(buf, rest, "✓ ", faint),
        CommentStatus::Seen => rest,
    };
    let is_clamped = indent(node.depth, reader.page.width) < indent(node.depth, u16::MAX);
    if is_clamped { cells::put(buf, rest, &format!("‹{}› ", node.depth), faint) } else { rest }
}

/// What a fact gives way to if the header is too narrow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// To the reason of a fold, before all others.
    Age,
    /// To the reason of a fold.
    Light,
    /// To nothing.
    Full,
}

/// A fact about the comment, behind the author.
struct Fact {
    text: String,
    role: Role,
    weight: Weight,
}

fn columns(facts: &[Fact]) -> u16 {
    facts.iter().map(|fact| cells::width(&fact.text)).fold(0, u16::saturating_add)
}

/// Paints the facts; returns the rest of the row, or `None` if one had to be cut.
fn draw_facts(theme: &Theme, mut rest: Rect, facts: &[Fact], buf: &mut Buffer) -> Option<Rect> {
    let is_cut = columns(facts) > rest.width;
    for fact in facts {
        let style = theme.style(fact.role);
        if is_cut && cells::width(&fact.text) >= rest.width {
            cells::put(buf, rest, &cells::cut(&format!("{}…", fact.text), rest.width), style);
            return None;
        }
        rest = cells::put(buf, rest, &fact.text, style);
    }
    Some(rest)
}

/// Returns the facts about a comment in their order.
fn facts(model: &Model, opened: &Opened, (index, comment): (usize, &Comment)) -> Vec<Fact> {
    let mut facts = source_facts(model, opened, (index, comment));
    let (reader, analysis) = (&model.reader, &model.reader.thread.triage.analysis);
    let mut add = |role, weight, text: &str| facts.push(Fact { text: format!(" · {text}"), role, weight });
    if let Some((_, state)) = comment.reply {
        add(Role::Info, Weight::Full, &format!("yours, {}", state.label()));
    }
    if comment.edited {
        let text = if reader.thread.changes.contains(&index) { "changes" } else { "edited" };
        add(Role::Info, Weight::Light, text);
    }
    if let Some(annotation) = analysis.annotation(index) {
        add(Role::Info, Weight::Full, &annotation.label());
    }
    // The annotations of comments that repeat this one name it by its id.
    if analysis.clusters.iter().any(|cluster| cluster.first as usize == index) {
        add(Role::Info, Weight::Light, &format!("#{}", comment.id));
    }
    let elsewhere = analysis.elsewhere(index).len();
    if elsewhere > 0 {
        add(Role::Info, Weight::Full, &format!("also under {}", pluralize(elsewhere, "other article")));
    }
    if comment.new {
        add(Role::New, Weight::Full, "recent");
    }
    let replies = opened.thread.get(index).map_or(0, |node| node.descendants as usize);
    if reader.thread.folds.is_folded(index) && replies > 0 {
        let mut count = |role, text| facts.push(Fact { text, role, weight: Weight::Full });
        count(Role::Count, format!("  +{replies}"));
        let unseen = reader.thread.triage.unseen_in(index + 1, index + 1 + replies);
        if unseen > 0 {
            count(Role::New, format!(", {unseen} new"));
        }
    }
    facts
}

/// Returns the facts that the source states: roles of the author, time, score, moderation.
fn source_facts(model: &Model, opened: &Opened, (index, comment): (usize, &Comment)) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    let mut add = |weight, text: &str| facts.push(Fact { text: format!(" · {text}"), role: Role::Faint, weight });
    if opened.is_by_author(comment) {
        add(Weight::Light, "author");
    }
    if opened.thread.is_by_root(index) {
        add(Weight::Light, "OP");
    }
    if let Some(then) = comment.published {
        add(Weight::Age, &cells::age_and_day(then, model.now, model.options.clock));
    }
    if let Some(score) = comment.score {
        add(Weight::Light, &format!("{score} {}", if score == 1 { "point" } else { "points" }));
    }
    match comment.state {
        Moderation::Visible => {}
        // The state of the user's reply says it already.
        Moderation::Pending if comment.reply.is_some() => {}
        Moderation::Pending => add(Weight::Full, "awaiting moderation"),
        Moderation::Removed => add(Weight::Full, "removed"),
    }
    facts
}
