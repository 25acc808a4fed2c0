//! Help, footer and `docs/keys.md`, all made from the registry and the keymap.

use std::fmt::Write as _;

use super::{ACTIONS, Action, ActionSpec, Category, Context, Keymap, write_keys};

const SIGNS_TITLE: &str = "Signs in the comments";
/// The signs in the tree of comments, and what they mean.
const SIGNS: [(&str, &str); 9] = [
    ("●", "not seen yet"),
    ("✓", "done"),
    ("★", "kept"),
    ("▾", "has answers, and they are shown"),
    ("▸", "folded"),
    ("•", "has no answers"),
    ("‹35›", "how deep it stands, where that is more than is shown"),
    ("+6", "so many answers are folded away; 2 left: not seen yet"),
    ("#12", "its id, by which it is named where it is repeated"),
];

/// One line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpRow {
    /// A section's heading.
    Heading(&'static str),
    /// Keys, the action's id, what it does.
    Action {
        /// Every key that starts it, separated by spaces.
        keys: String,
        /// Its name in `keymap.toml`.
        id: &'static str,
        /// What it does.
        description: &'static str,
    },
    /// A sign on the screen, and what it means.
    Sign(&'static str, &'static str),
}

/// The whole help: every action by section, with its keys wherever they hold.
#[must_use]
pub fn help(keymap: &Keymap) -> Vec<HelpRow> {
    let mut rows = Vec::new();
    for category in Category::ALL {
        rows.push(HelpRow::Heading(category.title()));
        for spec in ACTIONS.iter().filter(|spec| spec.category == category) {
            rows.push(HelpRow::Action { keys: all_keys(keymap, spec), id: spec.id, description: spec.description });
        }
        if category == Category::Comments {
            rows.push(HelpRow::Heading(SIGNS_TITLE));
            rows.extend(SIGNS.map(|(sign, meaning)| HelpRow::Sign(sign, meaning)));
        }
    }
    rows
}

/// The line at which the help for a place begins.
#[must_use]
pub fn help_start(lines: &[HelpLine], context: Context) -> usize {
    let category = match context {
        Context::Global | Context::Welcome => Category::Moving,
        Context::Feeds => Category::Feeds,
        Context::Articles => Category::Articles,
        Context::Reader => Category::Reading,
        Context::Comments => Category::Comments,
        Context::Writing => Category::Writing,
    };
    lines.iter().position(|line| line.is_heading && line.text == category.title()).unwrap_or(0)
}

/// One line of the help as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpLine {
    /// Whether `text` is a section's heading.
    pub is_heading: bool,
    /// Keys, at the left.
    pub keys: String,
    /// What they do.
    pub text: String,
}

/// The help in lines of `width` columns; `keys` of them are for the keys. Nothing is cut: what is long goes on below.
#[must_use]
pub fn help_lines(keymap: &Keymap, width: u16) -> (u16, Vec<HelpLine>) {
    let keys_width = if width >= 60 { 24 } else { width / 3 };
    let wrap = |text: &str, columns: u16| -> Vec<String> {
        textwrap::wrap(text, usize::from(columns.max(4))).into_iter().map(std::borrow::Cow::into_owned).collect()
    };
    let mut lines = Vec::new();
    for row in help(keymap) {
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
            HelpRow::Sign(sign, meaning) => put(sign, meaning),
        }
    }
    (keys_width, lines)
}

/// Keys and what they do, for the line at the bottom: those of `wanted` that have a key here.
#[must_use]
pub fn footer(keymap: &Keymap, context: Context, wanted: &[Action]) -> Vec<(String, &'static str)> {
    wanted
        .iter()
        .filter_map(|action| {
            let keys = keymap.keys_for(context, *action);
            // There is nothing behind the feeds to go back to.
            let leaves = matches!(context, Context::Feeds | Context::Welcome) && *action == Action::Back;
            let what = if leaves { Action::Quit.spec().short } else { action.spec().short };
            Some((write_keys(keys.first()?), what))
        })
        .collect()
}

/// `docs/keys.md`.
#[must_use]
pub fn keys_markdown(keymap: &Keymap) -> String {
    let mut out = String::from(
        "# Keys\n\nMade from the action registry; `tidings` shows the same with `?`. To change them, put lines like\n\
         `\"x\" = \"action\"` under `[global]`, `[feeds]`, `[articles]`, `[reader]`, `[comments]`, \
         `[welcome]` or `[writing]` in `keymap.toml`.\n",
    );
    for row in help(keymap) {
        match row {
            HelpRow::Heading(title) if title == SIGNS_TITLE => {
                let _ = write!(out, "\n## {title}\n\n| sign | what it means |\n| --- | --- |\n");
            }
            HelpRow::Sign(sign, meaning) => {
                let _ = writeln!(out, "| `{sign}` | {meaning} |");
            }
            HelpRow::Heading(title) => {
                let _ = write!(out, "\n## {title}\n\n| keys | action | what it does |\n| --- | --- | --- |\n");
            }
            HelpRow::Action { keys, id, description } => {
                let keys: Vec<String> = keys.split(' ').map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
                let _ = writeln!(out, "| {} | `{id}` | {description} |", keys.join(" "));
            }
        }
    }
    out
}

fn all_keys(keymap: &Keymap, spec: &ActionSpec) -> String {
    let mut keys: Vec<String> = Vec::new();
    for binding in keymap.bindings().iter().filter(|binding| binding.action == spec.action) {
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

    #[test]
    fn help_holds_every_action_once() {
        let rows = help(&Keymap::with_user("").unwrap());
        let actions = rows.iter().filter(|row| matches!(row, HelpRow::Action { .. })).count();
        assert_eq!(actions, ACTIONS.len());
    }

    #[test]
    fn the_footer_follows_the_users_keys() {
        let map = Keymap::with_user("[global]\n\"u\" = \"none\"\n\"ctrl-r\" = \"undo\"\n").unwrap();
        assert_eq!(footer(&map, Context::Feeds, &[Action::Undo]), [("ctrl-r".to_owned(), "undo")]);
    }
}
