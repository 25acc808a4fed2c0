//! The help, the footer and `docs/keys.md`, all generated from the action registry and the keymap.

use std::fmt::Write as _;

use super::{ACTIONS, Action, Category, Context, Keymap, write_keys};
use crate::domain::line_breaks::wrapping;

const SYMBOLS_TITLE: &str = "Symbols in comments";
/// The heading of the symbols of the player.
const PLAYER_TITLE: &str = "Symbols of the player";
/// The symbols of the player's bar, and their meanings.
const PLAYER: [(&str, &str); 6] = [
    ("▶", "playing"),
    ("‖", "paused"),
    ("…", "waiting for the voice or the network"),
    ("~4:20", "length, as far as it can be guessed"),
    ("1.2x 80%", "speed and volume, if not the usual ones"),
    ("zz", "the sleep timer is set"),
];
/// The symbols beside comments, and their meanings.
const SYMBOLS: [(&str, &str); 9] = [
    ("●", "new"),
    ("✓", "done"),
    ("★", "kept"),
    ("▾", "has replies, shown"),
    ("▸", "folded"),
    ("•", "has no replies"),
    ("‹35›", "level, if deeper than the indent shows"),
    ("+6", "number of folded replies, and how many of them are new"),
    ("#12", "number of the comment, as in “repeats #12”"),
];

/// One row of the help, before it is wrapped to a width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpRow<'a> {
    /// Heading of a section.
    Heading(&'static str),
    /// An action with its keys.
    Action {
        /// Keys that start the action in any context, separated by spaces.
        keys: String,
        /// Name of the action in `keymap.toml`, or of the command in `commands.toml`.
        id: &'a str,
        /// One line on what the action does.
        description: &'a str,
    },
    /// A symbol on the screen, and its meaning.
    Symbol(&'static str, &'static str),
}

/// Makes the help: every action by section, with its keys in all contexts.
#[must_use]
pub fn help(keymap: &Keymap) -> Vec<HelpRow<'_>> {
    let mut rows = Vec::new();
    for category in Category::ALL {
        if category == Category::Commands {
            rows.extend(user_commands(keymap));
            continue;
        }
        rows.push(HelpRow::Heading(category.title()));
        for spec in ACTIONS.iter().filter(|spec| spec.category == category) {
            rows.push(HelpRow::Action {
                keys: all_keys(keymap, spec.action),
                id: spec.id,
                description: spec.description,
            });
        }
        if category == Category::Comments {
            rows.push(HelpRow::Heading(SYMBOLS_TITLE));
            rows.extend(SYMBOLS.map(|(symbol, meaning)| HelpRow::Symbol(symbol, meaning)));
        }
        if category == Category::Listening {
            rows.push(HelpRow::Heading(PLAYER_TITLE));
            rows.extend(PLAYER.map(|(symbol, meaning)| HelpRow::Symbol(symbol, meaning)));
        }
    }
    rows
}

/// Makes the help for a user who is in `context`: the section of that context first, and only rows with all of these
/// words, in any case. Sections without rows are left out.
#[must_use]
pub fn help_for<'a>(keymap: &'a Keymap, context: Context, words: &str) -> Vec<HelpRow<'a>> {
    let first = match context {
        Context::Global => Category::Moving,
        Context::Welcome => Category::FirstRun,
        Context::Feeds => Category::Feeds,
        Context::Articles => Category::Articles,
        Context::Reader => Category::Reading,
        Context::Comments => Category::Comments,
        Context::Writing => Category::Writing,
    };
    let words: Vec<String> = words.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let is_found = |row: &HelpRow<'_>| {
        let text = match row {
            HelpRow::Heading(_) => return true,
            HelpRow::Action { keys, id, description } => format!("{keys} {id} {description}"),
            HelpRow::Symbol(symbol, meaning) => format!("{symbol} {meaning}"),
        };
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut sections: Vec<Vec<HelpRow<'_>>> = Vec::new();
    for row in help(keymap).into_iter().filter(is_found) {
        match (&row, sections.last_mut()) {
            (HelpRow::Heading(_), _) | (_, None) => sections.push(vec![row]),
            (_, Some(section)) => section.push(row),
        }
    }
    sections.retain(|section| section.len() > 1);
    // The symbols in comments belong to the comments.
    let symbols = (first == Category::Comments).then_some(SYMBOLS_TITLE);
    sections.sort_by_key(|section| match section.first() {
        Some(HelpRow::Heading(title)) => (*title != first.title(), Some(*title) != symbols),
        _ => (true, true),
    });
    sections.into_iter().flatten().collect()
}

/// One line of the help, wrapped to the width of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpLine {
    /// Whether `text` is the heading of a section.
    pub is_heading: bool,
    /// Left column: keys or a symbol.
    pub keys: String,
    /// Right column: a description or a heading.
    pub text: String,
}

/// Wraps rows of the help to `width` columns, and returns the width of the key column with the lines. Cuts nothing off.
#[must_use]
pub fn help_lines(rows: Vec<HelpRow<'_>>, width: u16) -> (u16, Vec<HelpLine>) {
    let keys_width = if width >= 60 { 24 } else { width / 3 };
    let wrap = |text: &str, columns: u16| -> Vec<String> {
        textwrap::wrap(text, wrapping(usize::from(columns.max(4))))
            .into_iter()
            .map(std::borrow::Cow::into_owned)
            .collect()
    };
    let mut lines = Vec::new();
    for row in rows {
        let mut put = |keys: &str, text: &str| {
            let keys = wrap(keys, keys_width.saturating_sub(2));
            let text = wrap(text, width.saturating_sub(keys_width));
            for i in 0..keys.len().max(text.len()) {
                let part = |parts: &[String]| parts.get(i).cloned().unwrap_or_default();
                lines.push(HelpLine { is_heading: false, keys: part(&keys), text: part(&text) });
            }
        };
        match row {
            HelpRow::Heading(title) => {
                lines.push(HelpLine { is_heading: true, keys: String::new(), text: title.to_owned() });
            }
            HelpRow::Action { keys, description, .. } => put(&keys, description),
            HelpRow::Symbol(symbol, meaning) => put(symbol, meaning),
        }
    }
    (keys_width, lines)
}

/// Pairs each of `wanted` that is bound in `context` with its first key, for the line at the bottom of the screen.
#[must_use]
pub fn footer(keymap: &Keymap, context: Context, wanted: &[Action]) -> Vec<(String, &'static str)> {
    wanted
        .iter()
        .filter_map(|action| {
            let keys = keymap.keys_for(context, *action);
            // The feeds are the first pane: going back from them quits.
            let is_quit = matches!(context, Context::Feeds | Context::Welcome) && *action == Action::Back;
            let label = if is_quit { Action::Quit.spec().short } else { action.spec().short };
            Some((write_keys(keys.first()?), label))
        })
        .collect()
}

/// Writes the text of `docs/keys.md`.
#[must_use]
pub fn keys_markdown(keymap: &Keymap) -> String {
    let mut out = String::from(
        "# Keys\n\nGenerated from the action registry. Press `?` in tidings for the same list. \
         To change a key, add a line\n\
         `\"x\" = \"action\"` to the section `[global]`, `[feeds]`, `[articles]`, `[reader]`, `[comments]`, \
         `[welcome]` or `[writing]` of `keymap.toml`.\n",
    );
    for row in help(keymap) {
        match row {
            HelpRow::Heading(title) if title == SYMBOLS_TITLE => {
                let _ = write!(out, "\n## {title}\n\n| symbol | meaning |\n| --- | --- |\n");
            }
            HelpRow::Symbol(symbol, meaning) => {
                let _ = writeln!(out, "| `{symbol}` | {meaning} |");
            }
            HelpRow::Heading(title) => {
                let _ = write!(out, "\n## {title}\n\n| keys | action | description |\n| --- | --- | --- |\n");
            }
            HelpRow::Action { keys, id, description } => {
                let keys: Vec<String> = keys.split(' ').map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
                let _ = writeln!(out, "| {} | `{id}` | {description} |", keys.join(" "));
            }
        }
    }
    out
}

/// Lists the commands of the user below a heading; nothing if there are none.
fn user_commands(keymap: &Keymap) -> Vec<HelpRow<'_>> {
    let mut rows: Vec<HelpRow<'_>> = keymap
        .commands()
        .map(|(action, command)| HelpRow::Action {
            keys: all_keys(keymap, action),
            id: &command.name,
            description: &command.description,
        })
        .collect();
    if !rows.is_empty() {
        rows.insert(0, HelpRow::Heading(Category::Commands.title()));
    }
    rows
}

fn all_keys(keymap: &Keymap, action: Action) -> String {
    let mut keys: Vec<String> = Vec::new();
    for binding in keymap.bindings().iter().filter(|binding| binding.action == action) {
        let written = write_keys(&binding.keys);
        if !keys.contains(&written) {
            keys.push(written);
        }
    }
    keys.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::UserCommand;

    #[test]
    fn help_lists_every_action_once() {
        let keymap = Keymap::with_user("").unwrap();
        let rows = help(&keymap);
        let actions = rows.iter().filter(|row| matches!(row, HelpRow::Action { .. })).count();
        assert_eq!(actions, ACTIONS.len());
        assert!(!rows.contains(&HelpRow::Heading(Category::Commands.title())), "the user has no commands");
    }

    #[test]
    fn the_help_begins_with_the_users_place_and_is_searched_by_words() {
        let keymap = Keymap::with_user("").unwrap();
        let first = |context| help_for(&keymap, context, "").into_iter().next();
        assert_eq!(first(Context::Feeds), Some(HelpRow::Heading(Category::Feeds.title())));
        assert_eq!(first(Context::Comments), Some(HelpRow::Heading(Category::Comments.title())));
        assert_eq!(help_for(&keymap, Context::Global, "").len(), help(&keymap).len());
        let found = help_for(&keymap, Context::Global, "STAR unstar");
        assert!(
            matches!(found.as_slice(), [HelpRow::Heading(_), HelpRow::Action { id: "toggle-star", .. }]),
            "{found:?}"
        );
        assert_eq!(help_for(&keymap, Context::Global, "no such words"), []);
    }

    #[test]
    fn help_lists_the_commands_of_the_user_with_their_keys() {
        let mut keymap = Keymap::with_user("").unwrap();
        let command = UserCommand { name: "mpv".into(), description: "play it".into() };
        keymap.add_command(command, Some("; m")).unwrap();
        let rows = help(&keymap);
        let at = rows.iter().position(|row| *row == HelpRow::Heading(Category::Commands.title())).unwrap();
        assert_eq!(rows[at + 1], HelpRow::Action { keys: ";m".into(), id: "mpv", description: "play it" });
    }

    #[test]
    fn the_footer_shows_the_keys_of_the_users_keymap() {
        let map = Keymap::with_user("[global]\n\"u\" = \"none\"\n\"ctrl-r\" = \"undo\"\n").unwrap();
        assert_eq!(footer(&map, Context::Feeds, &[Action::Undo]), [("ctrl-r".to_owned(), "undo")]);
    }
}
