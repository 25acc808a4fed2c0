//! Marks links for the terminal, which then can open them: OSC 8 around every cell of a link.
//!
//! Each cell opens and closes its own sequence, so that a frame that sends only some cells leaves none open. A shared
//! id makes the cells one link. The `url` crate wrote the addresses, so they are plain ASCII.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};

use super::cells::width;
use super::text::LinkCell;

/// The longest address, in bytes: it is repeated in every cell.
const MAX_LENGTH: usize = 400;

/// Marks the cells of links. This must be the last change to a frame: the cells are not plain text afterwards.
pub(in crate::ui) fn mark(cells: &[LinkCell], links: &[String], buf: &mut Buffer) {
    for LinkCell { link, x, y } in cells {
        let Some(url) = links.get(*link).filter(|url| is_plain(url)) else { continue };
        let Some(cell) = buf.cell_mut((*x, *y)) else { continue };
        let symbol = cell.symbol().to_owned();
        let Some(width) = NonZeroU16::new(width(&symbol)) else { continue };
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
        let cell = |link, x| LinkCell { link, x, y: 0 };
        mark(&[cell(0, 0), cell(1, 1), cell(9, 1)], &links, &mut buf);
        let symbol = |x| buf.cell((x, 0)).unwrap().symbol().to_owned();
        assert_eq!(symbol(0), "\x1b]8;id=0;https://a.example/\x1b\\ \x1b]8;;\x1b\\");
        assert_eq!(symbol(1), " ");
    }
}
