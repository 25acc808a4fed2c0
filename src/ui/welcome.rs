//! Paints the welcome page, which the reader shows while there is no feed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::cells;
use super::paint::pane::rect;
use crate::app::Model;
use crate::app::welcome::page::{WelcomeLine, welcome_area, welcome_lines};
use crate::domain::Subscription;
use crate::domain::host::host_of;
use crate::input::{Action, Context, write_keys};
use crate::settings::{Role, Theme};

/// The columns for keys.
const KEYS: u16 = 8;
/// The width in columns from which a feed's row has its folder and its host.
const WITH_HOST: u16 = 64;
/// The columns for a feed's folder.
const FOLDER: u16 = 24;
/// The columns for a feed's host.
const HOST: u16 = 26;

pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let page = rect(welcome_area(model.size)).intersection(area);
    for (y, line) in (0..page.height).zip(welcome_lines(model)) {
        let row = cells::row(page, y);
        match line {
            WelcomeLine::Gap => {}
            WelcomeLine::Title(text) => {
                cells::put(buf, row, text, theme.style(Role::Headline));
            }
            WelcomeLine::Say(text) => {
                cells::put(buf, row, &cells::cut(text, row.width), theme.style(Role::Text));
            }
            WelcomeLine::Do(action, text) => draw_action(model, theme, row, (action, &text), buf),
            WelcomeLine::Starter(at) => {
                let Some((feed, chosen)) = model.welcome.starters.get(at) else { continue };
                draw_feed(theme, row, feed, *chosen, buf);
                if at == model.welcome.cursor {
                    buf.set_style(row, theme.style(Role::Selection));
                }
            }
        }
    }
}

/// Paints an action's first key and what the action does.
fn draw_action(model: &Model, theme: &Theme, row: Rect, (action, text): (Action, &str), buf: &mut Buffer) {
    let keys = model.keymap.keys_for(Context::Welcome, action);
    let key = keys.first().map(|keys| write_keys(keys)).unwrap_or_default();
    cells::put(buf, row, &cells::cut(&key, KEYS - 1), theme.style(Role::FooterKey));
    let skip = KEYS.min(row.width);
    let rest = Rect { x: row.x + skip, width: row.width - skip, ..row };
    cells::put(buf, rest, &cells::cut(text, rest.width), theme.style(Role::Text));
}

fn draw_feed(theme: &Theme, row: Rect, feed: &Subscription, chosen: bool, buf: &mut Buffer) {
    let faint = theme.style(Role::Faint);
    let mark = if chosen { "[x] " } else { "[ ] " };
    let mut rest = cells::put(buf, row, mark, theme.style(if chosen { Role::New } else { Role::Faint }));
    let column = |text: &str, columns: u16| {
        let text = cells::cut(text, columns);
        let pad = usize::from(columns.saturating_sub(cells::width(&text)));
        format!("  {text}{}", " ".repeat(pad))
    };
    if row.width >= WITH_HOST {
        let host = host_of(&feed.url).unwrap_or_default();
        rest = cells::put_right(buf, rest, &column(host.strip_prefix("www.").unwrap_or(&host), HOST), faint);
        rest = cells::put_right(buf, rest, &column(feed.folder.as_deref().unwrap_or_default(), FOLDER - 2), faint);
    }
    let title = feed.title.as_deref().unwrap_or(&feed.url);
    let role = if chosen { Role::Unread } else { Role::Read };
    cells::put(buf, rest, &cells::cut(title, rest.width), theme.style(role));
}
