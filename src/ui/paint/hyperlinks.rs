//! Links that the terminal itself can open: OSC 8 around every cell of a link.
//!
//! Each cell opens and closes its own, so that no later difference between two frames can leave one open; a shared
//! id makes them one link. Addresses were parsed and written anew by the `url` crate: they are plain ASCII.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};

use super::cells;
use super::text::Placed;

/// Longer addresses cost more than they give: they are repeated in every cell.
const MAX_LENGTH: usize = 400;

/// Marks the cells of links. The last thing done to a frame: what it writes is not text any more.
pub(in crate::ui) fn mark(placed: &[Placed], links: &[String], buf: &mut Buffer) {
    for Placed { link, x, y } in placed {
        let Some(url) = links.get(*link).filter(|url| is_plain(url)) else { continue };
        let Some(cell) = buf.cell_mut((*x, *y)) else { continue };
        let symbol = cell.symbol().to_owned();
        let Some(width) = NonZeroU16::new(cells::width(&symbol)) else { continue };
        cell.set_symbol(&format!("\x1b]8;id={link};{url}\x1b\\{symbol}\x1b]8;;\x1b\\"));
        cell.set_diff_option(CellDiffOption::ForcedWidth(width));
    }
}

fn is_plain(url: &str) -> bool {
    url.len() <= MAX_LENGTH && url.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn only_plain_addresses_reach_the_terminal() {
        let links = ["https://a.example/".to_owned(), "https://a.example/\x1b]0;x\x07".to_owned()];
        let mut buf = Buffer::empty(Rect::new(0, 0, 2, 1));
        let placed = [Placed { link: 0, x: 0, y: 0 }, Placed { link: 1, x: 1, y: 0 }, Placed { link: 9, x: 1, y: 0 }];
        mark(&placed, &links, &mut buf);
        let symbol = |x| buf.cell((x, 0)).unwrap().symbol().to_owned();
        assert_eq!(symbol(0), "\x1b]8;id=0;https://a.example/\x1b\\ \x1b]8;;\x1b\\");
        assert_eq!(symbol(1), " ");
    }
}
