//! The tree: its heading, a comment's header, its text with the lines that show what answers what.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::cells;
use super::paint::text::Painter;
use crate::app::Model;
use crate::app::document::Opened;
use crate::app::layout::Pane;
use crate::app::reader::state::Reader;
use crate::app::thread::heading::wrapped;
use crate::app::thread::indent::indent;
use crate::domain::thread::Node;
use crate::domain::triage::Order;
use crate::domain::{Comment, CommentStatus, Moderation, pluralize};
use crate::input::Action;
use crate::settings::{Role, Theme};

/// A line of the heading: count, what is to be said of each source, rule, nothing.
pub(super) fn heading(model: &Model, theme: &Theme, row: Rect, inside: usize, buf: &mut Buffer) {
    let reader = &model.reader;
    let Some(opened) = &reader.opened else { return };
    let told = wrapped(opened, reader.page.width);
    if inside == 0 {
        let (count, remark) = count(model, opened);
        let mut rest = cells::put(buf, row, &count, theme.style(Role::Headline));
        let left = reader.thread.triage.left();
        let new: usize = opened.tallies.iter().map(|tally| tally.new).sum();
        let counted = [(left, "new"), (new, "recent")].into_iter().filter(|(count, _)| *count > 0);
        let counted: Vec<String> = counted.map(|(count, what)| format!("{count} {what}")).collect();
        if counted.is_empty() && !opened.thread.is_empty() {
            rest = cells::put(buf, rest, "  none new", theme.style(Role::Faint));
        } else if !counted.is_empty() {
            rest = cells::put(buf, rest, &format!("  {}", counted.join(", ")), theme.style(Role::New));
        }
        if opened.order != Order::Thread && !opened.thread.is_empty() {
            rest = cells::put(buf, rest, &format!("  by {}", opened.order.as_str()), theme.style(Role::Info));
        }
        let limit = reader
            .thread
            .triage
            .filter()
            .map(|limited| format!("  filter: {} ({})", limited.name, limited.matches.len()));
        rest = cells::put(buf, rest, &limit.unwrap_or_default(), theme.style(Role::Info));
        let remark = cells::cut(&remark, rest.width.saturating_sub(2));
        cells::put(buf, rest, &format!("  {remark}"), theme.style(Role::Faint));
    } else if let Some(line) = told.get(inside - 1) {
        cells::put(buf, row, &cells::cut(line, row.width), theme.style(Role::Faint));
    } else if inside == told.len() + 1 {
        cells::horizontal(buf, row, theme.style(Role::Border));
    }
}

/// What the heading says that is not to be forgotten below it: how many are left, in which order, which of them.
pub(super) fn state(reader: &Reader) -> Vec<String> {
    let left = reader.thread.triage.left();
    let order = reader.opened.as_ref().map(|opened| opened.order).filter(|order| *order != Order::Thread);
    let left = (left > 0).then(|| format!("{left} new"));
    let order = order.map(|order| format!("by {}", order.as_str()));
    let limit = reader.thread.triage.filter().map(|limited| format!("filter: {}", limited.name));
    [left, order, limit].into_iter().flatten().collect()
}

/// "17 Comments", and what to do where none are loaded.
fn count(model: &Model, opened: &Opened) -> (String, String) {
    let loaded = opened.tallies.iter().map(|tally| tally.loaded).sum::<usize>();
    let stated = opened.article.row.comments.stated.map_or(0, |n| n as usize);
    let all = stated.max(loaded);
    let count = match all {
        0 => "Comments".to_owned(),
        1 => "1 Comment".to_owned(),
        n => format!("{n} Comments"),
    };
    let remark = match loaded {
        0 if all > 0 || opened.summaries.iter().all(|thread| thread.failure.is_some()) => {
            format!("Not loaded. {}: fetch comments", model.key(Action::RefreshComments))
        }
        0 => "none".to_owned(),
        _ => String::new(),
    };
    (count, remark)
}

/// A line of a comment: its header, its text, or the gap behind it.
pub(super) fn line(
    model: &Model,
    theme: &Theme,
    row: Rect,
    (place, start, inside): (usize, usize, usize),
    (painter, buf): (&mut Painter<'_>, &mut Buffer),
) {
    let reader = &model.reader;
    let Some(opened) = &reader.opened else { return };
    let Some(node) = opened.thread.get(place) else { return };
    let selected = reader.thread.selected == Some(place) && model.focus == Pane::Reader;
    let left = indent(node.depth, reader.page.width).min(row.width);
    let text = reader.thread.bodies.lines(place);
    let is_gap = inside > reader.thread.bodies.height(place) as usize;
    // Behind the last answer the lines of the levels that end here end too.
    let next = reader.scroll.map.next(Some(place)).and_then(|next| opened.thread.get(next));
    let next = next.map_or(0, |next| indent(next.depth, reader.page.width));
    let levels = if is_gap { next.min(left) } else { left };
    for x in (0..levels).step_by(2) {
        cells::put(buf, Rect { x: row.x + x, width: 1, ..row }, "│", theme.style(Role::Guide));
    }
    let rest = Rect { x: row.x + left, width: row.width - left, ..row };
    if inside == 0 {
        header(model, theme, rest, (place, node), buf);
        if selected {
            buf.set_style(rest, theme.style(Role::Selection));
        }
    } else if let Some(line) = text.and_then(|text| text.get(inside - 1)) {
        let rest = Rect { x: rest.x + rest.width.min(2), width: rest.width.saturating_sub(2), ..rest };
        if selected {
            let bar = Rect { x: row.x + left, width: 1, ..row };
            cells::put(buf, bar, "▌", theme.style(Role::TitleFocused));
        }
        painter.line(rest, start + inside, line, theme.style(Role::Text), buf);
    }
}

fn header(model: &Model, theme: &Theme, row: Rect, (place, node): (usize, Node<'_>), buf: &mut Buffer) {
    let reader = &model.reader;
    let comment = node.comment;
    let Some(opened) = &reader.opened else { return };
    let folded = reader.thread.folds.is_folded(place);
    let faint = theme.style(Role::Faint);
    let mark = match (folded, node.descendants) {
        (true, _) => "▸ ",
        (false, 0) => "• ",
        (false, _) => "▾ ",
    };
    let mut rest = cells::put(buf, row, mark, faint);
    rest = match reader.thread.triage.mark(place) {
        CommentStatus::Unseen if comment.is_removed() => rest,
        CommentStatus::Unseen => cells::put(buf, rest, "● ", theme.style(Role::Unread)),
        CommentStatus::Kept => cells::put(buf, rest, "★ ", theme.style(Role::Starred)),
        CommentStatus::Done => cells::put(buf, rest, "✓ ", faint),
        CommentStatus::Seen => rest,
    };
    let clamped = indent(node.depth, reader.page.width) < indent(node.depth, u16::MAX);
    if clamped {
        rest = cells::put(buf, rest, &format!("‹{}› ", node.depth), faint);
    }
    let room = rest.width.saturating_sub(8);
    rest = match &comment.author {
        Some(author) => cells::put(buf, rest, &cells::cut(author, room), theme.style(Role::Author)),
        None => cells::put(buf, rest, "anonymous", theme.style(Role::Unsigned)),
    };
    let mut facts = facts(model, opened, (place, comment));
    let needs = |facts: &[Fact]| facts.iter().map(|fact| cells::width(&fact.text)).fold(0, u16::saturating_add);
    // Why it is folded matters more than when it came, and than who that is.
    if reader.thread.triage.study.folds(place) {
        for least in [Weight::Age, Weight::Light] {
            if needs(&facts) > rest.width {
                facts.retain(|fact| fact.weight != least);
            }
        }
    }
    let is_cut = needs(&facts) > rest.width;
    for fact in &facts {
        let style = theme.style(fact.role);
        if is_cut && cells::width(&fact.text) >= rest.width {
            cells::put(buf, rest, &cells::cut(&format!("{}…", fact.text), rest.width), style);
            return;
        }
        rest = cells::put(buf, rest, &fact.text, style);
    }
    // A word or two are worth having, half a one is not.
    if folded && rest.width >= 8 {
        let words: Vec<String> =
            reader.thread.bodies.lines(place).into_iter().flatten().take(3).map(crate::domain::Line::text).collect();
        rest = cells::put(buf, rest, "  ", faint);
        cells::put(buf, rest, &cells::cut(words.join(" ").trim(), rest.width), faint);
    }
}

/// What a fact gives way to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// To the reason of a fold, first of all.
    Age,
    /// To the reason of a fold.
    Light,
    /// To nothing.
    Full,
}

/// Something that a comment's header says behind the name.
struct Fact {
    text: String,
    role: Role,
    weight: Weight,
}

/// What a comment's header says behind the name, in its order.
fn facts(model: &Model, opened: &Opened, (place, comment): (usize, &Comment)) -> Vec<Fact> {
    let (reader, study) = (&model.reader, &model.reader.thread.triage.study);
    let mut facts: Vec<Fact> = Vec::new();
    let mut say = |role, weight, text: &str| facts.push(Fact { text: format!(" · {text}"), role, weight });
    if opened.is_by_author(comment) {
        say(Role::Faint, Weight::Light, "author");
    }
    if opened.thread.is_by_root(place) {
        say(Role::Faint, Weight::Light, "thread starter");
    }
    if let Some(then) = comment.published {
        say(Role::Faint, Weight::Age, &cells::age_and_day(then, model.now, model.options.clock));
    }
    if let Some(score) = comment.score {
        say(Role::Faint, Weight::Light, &format!("{score} {}", if score == 1 { "point" } else { "points" }));
    }
    match comment.state {
        Moderation::Visible => {}
        Moderation::Pending if comment.reply.is_some() => {}
        Moderation::Pending => say(Role::Faint, Weight::Full, "awaiting moderation"),
        Moderation::Removed => say(Role::Faint, Weight::Full, "removed"),
    }
    if let Some((_, state)) = comment.reply {
        say(Role::Info, Weight::Full, &format!("yours, {}", state.told()));
    }
    if comment.edited {
        let shown = if reader.thread.changes.contains(&place) { "changes" } else { "edited" };
        say(Role::Info, Weight::Light, shown);
    }
    if let Some(why) = study.why(place) {
        say(Role::Info, Weight::Full, &why.told());
    }
    // What repeats it names it by its id.
    if study.clusters.iter().any(|cluster| cluster.first as usize == place) {
        say(Role::Info, Weight::Light, &format!("#{}", comment.id));
    }
    let elsewhere = study.elsewhere(place).len();
    if elsewhere > 0 {
        say(Role::Info, Weight::Full, &format!("also under {}", pluralize(elsewhere, "other article")));
    }
    if comment.new {
        say(Role::New, Weight::Full, "recent");
    }
    let answers = opened.thread.get(place).map_or(0, |node| node.descendants as usize);
    if reader.thread.folds.is_folded(place) && answers > 0 {
        let mut count = |role, text| facts.push(Fact { text, role, weight: Weight::Full });
        count(Role::Count, format!("  +{answers}"));
        let left = reader.thread.triage.left_in(place + 1, place + 1 + answers);
        if left > 0 {
            count(Role::New, format!(", {left} new"));
        }
    }
    facts
}
