//! Paints lines that have been set: what marks look like, the order of text from right to left, what was searched
//! for, labels on links, and where the links are for the terminal.
//!
//! Which lines are in view is left to `reader` and `comments`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::{bidi, cells};
use crate::app::Model;
use crate::app::overlay::stack::Overlay;
use crate::app::reader::hints::label;
use crate::domain::{Line, Span, TextStyle};
use crate::settings::{Role, Theme};

/// Cells of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) struct Placed {
    /// An index into the page's links.
    pub(in crate::ui) link: usize,
    pub(in crate::ui) x: u16,
    pub(in crate::ui) y: u16,
}

/// The label of a link in view.
struct Label {
    line: usize,
    span: usize,
    text: String,
}

/// Paints the lines of one frame.
pub(in crate::ui) struct Painter<'a> {
    model: &'a Model,
    theme: &'a Theme,
    labels: Vec<Label>,
    typed: usize,
    /// The line of the match that was jumped to.
    found: Option<usize>,
    /// Where links were painted.
    pub(in crate::ui) placed: Vec<Placed>,
}

/// A character on its way to a cell.
struct Glyph<'a> {
    text: &'a str,
    columns: u16,
    span: usize,
    style: Style,
}

impl<'a> Painter<'a> {
    /// For one frame.
    pub(in crate::ui) fn new(model: &'a Model, theme: &'a Theme) -> Self {
        let mut painter =
            Self { model, theme, labels: Vec::new(), typed: 0, found: model.reader.found_line(), placed: Vec::new() };
        if let Some(Overlay::Hints(hints)) = model.overlays.last() {
            painter.typed = hints.typed.len();
            let labels = hints.spots.iter().enumerate().map(|(at, spot)| (spot, label(at, hints.spots.len())));
            painter.labels = labels
                .filter(|(_, text)| text.starts_with(&hints.typed))
                .map(|(spot, text)| Label { line: spot.line, span: spot.span, text })
                .collect();
        }
        painter
    }

    /// Paints a line; `at` is its place in the scroll.
    pub(in crate::ui) fn line(&mut self, row: Rect, at: usize, line: &Line, base: Style, buf: &mut Buffer) {
        let mut glyphs = self.glyphs(line, base);
        self.highlight(at, &mut glyphs);
        let total = glyphs.iter().map(|glyph| glyph.columns).fold(0, u16::saturating_add);
        let order = if self.model.options.bidi { bidi::order(&glyphs_of(&glyphs), line.rtl) } else { None };
        // Paragraphs from right to left stand flush at the right.
        let mut x = if line.rtl && order.is_some() { row.right().saturating_sub(total).max(row.x) } else { row.x };
        let mut starts: Vec<(usize, u16)> = Vec::new();
        for place in 0..glyphs.len() {
            let (index, mirrored) =
                order.as_ref().and_then(|order| order.get(place).copied()).unwrap_or((place, false));
            let Some(glyph) = glyphs.get(index) else { continue };
            if glyph.columns == 0 || x + glyph.columns > row.right() {
                continue;
            }
            let text = if mirrored { bidi::mirror(glyph.text) } else { glyph.text };
            set(buf, (x, row.y), text, glyph);
            if let Some(link) = line.spans.get(glyph.span).and_then(|span| span.link) {
                self.placed.push(Placed { link, x, y: row.y });
            }
            if starts.iter().all(|(span, _)| *span != glyph.span) {
                starts.push((glyph.span, x));
            }
            x += glyph.columns;
        }
        self.label(row, at, &starts, buf);
    }

    fn glyphs<'l>(&self, line: &'l Line, base: Style) -> Vec<Glyph<'l>> {
        // Where colours tell what changed, brackets need not.
        let bare = self.theme.tells_changes() && !self.model.options.ascii;
        let spans = line.spans.iter().enumerate();
        spans
            .filter(|(_, span)| !bare || !span.marks.contains(TextStyle::BRACKET))
            .flat_map(|(at, span)| {
                let style = look(self.theme, span, base);
                let glyph = move |text| Glyph { text, columns: cells::width(text), span: at, style };
                span.text.graphemes(true).map(glyph)
            })
            .collect()
    }

    /// Marks what was searched for, glyph by glyph, so that wide characters stay whole.
    fn highlight(&self, at: usize, glyphs: &mut [Glyph<'_>]) {
        let Some(find) = &self.model.reader.find else { return };
        if find.words.is_empty() {
            return;
        }
        let is_current = self.found == Some(at);
        let style = self.theme.style(if is_current { Role::MatchCurrent } else { Role::Match });
        let lower: Vec<String> = glyphs.iter().map(|glyph| glyph.text.to_lowercase()).collect();
        let text = lower.concat();
        for (start, found) in text.match_indices(find.words.as_str()) {
            let mut offset = 0;
            for (glyph, lower) in glyphs.iter_mut().zip(&lower) {
                if offset >= start && offset < start + found.len() {
                    glyph.style = glyph.style.patch(style);
                }
                offset += lower.len();
            }
        }
    }

    fn label(&self, row: Rect, at: usize, starts: &[(usize, u16)], buf: &mut Buffer) {
        for label in self.labels.iter().filter(|label| label.line == at) {
            let Some((_, x)) = starts.iter().find(|(span, _)| *span == label.span) else { continue };
            let area = Rect { x: *x, width: row.right().saturating_sub(*x), ..row };
            let (typed, rest) = label.text.split_at_checked(self.typed).unwrap_or(("", &label.text));
            let area = cells::put(buf, area, typed, self.theme.style(Role::Match));
            cells::put(buf, area, rest, self.theme.style(Role::MatchCurrent));
        }
    }
}

fn glyphs_of<'a>(glyphs: &[Glyph<'a>]) -> Vec<&'a str> {
    glyphs.iter().map(|glyph| glyph.text).collect()
}

fn set(buf: &mut Buffer, (x, y): (u16, u16), text: &str, glyph: &Glyph<'_>) {
    if let Some(cell) = buf.cell_mut((x, y)) {
        cell.set_symbol(text).set_style(glyph.style);
    }
    for behind in x + 1..x + glyph.columns {
        if let Some(cell) = buf.cell_mut((behind, y)) {
            cell.set_symbol(" ").set_style(glyph.style);
        }
    }
}

/// What marks look like, over the style of the text around them.
fn look(theme: &Theme, span: &Span, base: Style) -> Style {
    let mut style = base;
    let marks = span.marks;
    for (mark, role) in [
        (TextStyle::QUOTE, Role::Quote),
        (TextStyle::HEADING, Role::Heading),
        (TextStyle::CODE, Role::Code),
        (TextStyle::KEYWORD, Role::SyntaxKeyword),
        (TextStyle::STRING, Role::SyntaxString),
        (TextStyle::COMMENT, Role::SyntaxComment),
        (TextStyle::NUMBER, Role::SyntaxNumber),
        (TextStyle::TYPE, Role::SyntaxType),
        (TextStyle::FUNCTION, Role::SyntaxFunction),
        (TextStyle::INSERTED, Role::Inserted),
        (TextStyle::DELETED, Role::Deleted),
    ] {
        if marks.contains(mark) {
            style = style.patch(theme.style(role));
        }
    }
    if (span.link.is_some() || span.jump.is_some()) && !marks.contains(TextStyle::FAINT) {
        style = style.patch(theme.style(Role::Link));
    }
    for (mark, modifier) in [
        (TextStyle::STRONG, Modifier::BOLD),
        (TextStyle::EMPHASIS, Modifier::ITALIC),
        (TextStyle::STRIKE, Modifier::CROSSED_OUT),
        (TextStyle::DELETED, Modifier::CROSSED_OUT),
    ] {
        if marks.contains(mark) {
            style = style.add_modifier(modifier);
        }
    }
    if marks.contains(TextStyle::FAINT) { style.patch(theme.style(Role::Faint)) } else { style }
}
