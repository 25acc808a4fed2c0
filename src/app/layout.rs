//! Works out which panes a screen of a given size shows, and where.
//!
//! Wide screens show all three panes, medium ones the two lists or the text, and narrow ones the pane with the keys.

/// One of the three panes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    /// Feeds, folders and tags.
    #[default]
    Feeds,
    /// The list of articles.
    Articles,
    /// The text and its comments.
    Reader,
}

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Area {
    /// Columns from the left edge of the screen.
    pub x: u16,
    /// Rows from the top of the screen.
    pub y: u16,
    /// Width in columns.
    pub width: u16,
    /// Height in rows.
    pub height: u16,
}

impl Area {
    /// Returns whether a cell lies inside.
    #[must_use]
    pub fn contains(self, x: u16, y: u16) -> bool {
        x >= self.x && y >= self.y && x - self.x < self.width && y - self.y < self.height
    }

    /// Returns the area below a pane's title.
    #[must_use]
    pub fn body(self) -> Self {
        Self { y: self.y + self.height.min(1), height: self.height.saturating_sub(1), ..self }
    }
}

/// The areas of the screen. A hidden pane is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Panes {
    /// Feeds, folders and tags.
    pub feeds: Option<Area>,
    /// The list of articles.
    pub articles: Option<Area>,
    /// The text and its comments.
    pub reader: Option<Area>,
    /// Messages and progress.
    pub status: Area,
    /// The keys that work in the focused pane.
    pub footer: Area,
}

/// The fewest columns for all three panes.
const THREE: u16 = 100;
/// The fewest columns for both lists.
const TWO: u16 = 60;
/// The fewest rows for a list of articles above the text.
const SPLIT_ROWS: u16 = 18;

/// Returns the columns and rows inside the help's frame.
#[must_use]
pub fn help_size((width, height): (u16, u16)) -> (u16, u16) {
    (width.min(96).saturating_sub(4), height.saturating_sub(4))
}

/// The areas of the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaletteAreas {
    /// The whole palette, with its border.
    pub frame: Area,
    /// The line that the user types.
    pub field: Area,
    /// The rows below the line.
    pub list: Area,
}

/// Returns the areas of the palette on a screen of this size. The footer stays in view.
#[must_use]
pub fn palette_areas((width, height): (u16, u16)) -> PaletteAreas {
    let room = height.saturating_sub(if height > 4 { 2 } else { 0 });
    let columns = if width < 64 { width } else { (width - 8).min(96) };
    let rows = if room < 16 { room } else { (room - 3).min(20) };
    let x = (width - columns) / 2;
    let y = if room < 16 { 0 } else { (room - rows).min(2) };
    let frame = Area { x, y, width: columns, height: rows };
    // A very small palette has no border.
    let inside =
        if columns < 4 || rows < 3 { frame } else { Area { x: x + 2, y: y + 1, width: columns - 4, height: rows - 2 } };
    let field = Area { height: inside.height.min(1), ..inside };
    // If there is room, a rule separates the line from the rows.
    let above = if rows < 8 { 1 } else { 2 };
    let list = Area { y: inside.y + inside.height.min(above), height: inside.height.saturating_sub(above), ..inside };
    PaletteAreas { frame, field, list }
}

/// Returns the areas of an overlay with a list of `count` rows: with its border, and its inside.
#[must_use]
pub fn list_areas((width, height): (u16, u16), most_columns: u16, count: usize) -> (Area, Area) {
    let columns = width.saturating_sub(4).min(most_columns);
    let rows = u16::try_from(count).unwrap_or(u16::MAX).saturating_add(2).min(height.saturating_sub(2)).min(height);
    let frame = Area { x: (width - columns) / 2, y: (height - rows) / 2, width: columns, height: rows };
    // A very small overlay has no border.
    if columns < 4 || rows < 3 {
        return (frame, frame);
    }
    (frame, Area { x: frame.x + 2, y: frame.y + 1, width: columns - 4, height: rows - 2 })
}

/// Returns the first row to show of a list with `rows` rows in view, so that the row at `cursor` is in view.
#[must_use]
pub fn first_shown(cursor: usize, rows: u16) -> usize {
    (cursor + 1).saturating_sub(usize::from(rows))
}

/// Returns the areas of the panes on a screen of this size.
#[must_use]
pub fn panes((width, height): (u16, u16), focus: Pane, zen: bool) -> Panes {
    let lines = height.saturating_sub(1).min(2);
    let main = Area { x: 0, y: 0, width, height: height - lines };
    let line = |y| Area { x: 0, y, width, height: 1 };
    let mut panes = Panes::default();
    if lines == 2 {
        panes.status = line(height - 2);
    }
    if lines > 0 {
        panes.footer = line(height - 1);
    }
    if zen || (focus == Pane::Reader && (width < THREE || main.height < SPLIT_ROWS)) {
        panes.reader = Some(main);
    } else if width >= TWO {
        let left = if width >= THREE { (width / 4).clamp(24, 34) } else { width * 3 / 10 };
        let right = Area { x: left + 1, width: width - left - 1, ..main };
        panes.feeds = Some(Area { width: left, ..main });
        if width >= THREE && main.height >= SPLIT_ROWS {
            let above = (main.height / 3).max(6);
            panes.articles = Some(Area { height: above, ..right });
            panes.reader = Some(Area { y: above, height: main.height - above, ..right });
        } else {
            panes.articles = Some(right);
        }
    } else {
        match focus {
            Pane::Feeds => panes.feeds = Some(main),
            Pane::Articles => panes.articles = Some(main),
            Pane::Reader => panes.reader = Some(main),
        }
    }
    panes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_shows_the_focused_pane() {
        for width in 0..240 {
            for height in 0..80 {
                for focus in [Pane::Feeds, Pane::Articles, Pane::Reader] {
                    let panes = panes((width, height), focus, false);
                    let shown = match focus {
                        Pane::Feeds => panes.feeds,
                        Pane::Articles => panes.articles,
                        Pane::Reader => panes.reader,
                    };
                    assert!(shown.is_some(), "{width}x{height} {focus:?}");
                    for area in [panes.feeds, panes.articles, panes.reader].into_iter().flatten() {
                        assert!(area.x + area.width <= width && area.y + area.height <= height);
                    }
                }
            }
        }
    }
}
