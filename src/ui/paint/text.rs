//! Paints lines that have been laid out: styles, right-to-left order, matches of the search, and labels on links.
//!
//! It records the cells of links for the terminal. `reader` and `thread` decide which lines are in view.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{bidi, cells};
use crate::app::Model;
use crate::app::overlay::stack::Overlay;
use crate::app::reader::hints::label;
use crate::domain::{Line, Span, TextStyle};
use crate::settings::{Role, Theme};

/// A cell of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) struct LinkCell {
    /// Index into the page's links.
    pub(in crate::ui) link: usize,
    pub(in crate::ui) x: u16,
    pub(in crate::ui) y: u16,
}

/// A label to type on a link in view.
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
    /// Line of the current match.
    found: Option<usize>,
    /// Cells of links that were painted.
    pub(in crate::ui) link_cells: Vec<LinkCell>,
}

/// A grapheme with its style, before it has a cell.
struct Glyph<'a> {
    text: &'a str,
    columns: u16,
    span: usize,
    style: Style,
}

impl<'a> Painter<'a> {
    /// Makes the painter of one frame, with the labels that the letters typed so far leave.
    pub(in crate::ui) fn new(model: &'a Model, theme: &'a Theme) -> Self {
        let mut painter = Self {
            model,
            theme,
            labels: Vec::new(),
            typed: 0,
            found: model.reader.found_line(),
            link_cells: Vec::new(),
        };
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

    /// Paints a line; `at` is its index in the scroll.
    pub(in crate::ui) fn line(&mut self, row: Rect, at: usize, line: &Line, base: Style, buf: &mut Buffer) {
        let mut glyphs = self.glyphs(line, base);
        self.highlight(at, &mut glyphs);
        let total = glyphs.iter().map(|glyph| glyph.columns).fold(0, u16::saturating_add);
        let order = if self.model.options.bidi { bidi::order(&glyphs_of(&glyphs), line.rtl) } else { None };
        // Right-to-left paragraphs are aligned at the right.
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
            put_glyph(buf, (x, row.y), text, glyph);
            if let Some(link) = line.spans.get(glyph.span).and_then(|span| span.link) {
                self.link_cells.push(LinkCell { link, x, y: row.y });
            }
            if starts.iter().all(|(span, _)| *span != glyph.span) {
                starts.push((glyph.span, x));
            }
            x += glyph.columns;
        }
        self.draw_labels(row, at, &starts, buf);
    }

    fn glyphs<'l>(&self, line: &'l Line, base: Style) -> Vec<Glyph<'l>> {
        // Brackets around changes are only for themes without colours for them, and for ASCII screens.
        let hides_brackets = self.theme.tells_changes() && !self.model.options.ascii;
        let spans = line.spans.iter().enumerate();
        spans
            .filter(|(_, span)| !hides_brackets || !span.marks.contains(TextStyle::BRACKET))
            .flat_map(|(at, span)| {
                let style = span_style(self.theme, span, base);
                cells::graphemes(&span.text).map(move |(text, columns)| Glyph { text, columns, span: at, style })
            })
            .collect()
    }

    /// Highlights the matches of the search, glyph by glyph, so that wide characters stay whole.
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

    /// Paints the labels of a line over the starts of their links.
    fn draw_labels(&self, row: Rect, at: usize, starts: &[(usize, u16)], buf: &mut Buffer) {
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

fn put_glyph(buf: &mut Buffer, (x, y): (u16, u16), text: &str, glyph: &Glyph<'_>) {
    if let Some(cell) = buf.cell_mut((x, y)) {
        cell.set_symbol(text).set_style(glyph.style);
    }
    for behind in x + 1..x + glyph.columns {
        if let Some(cell) = buf.cell_mut((behind, y)) {
            cell.set_symbol(" ").set_style(glyph.style);
        }
    }
}

/// Returns the style of a span, over the style of the text around it.
fn span_style(theme: &Theme, span: &Span, base: Style) -> Style {
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
