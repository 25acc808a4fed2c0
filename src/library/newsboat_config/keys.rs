//! Converts newsboat's keys: `bind-key` and `unbind-key` become lines of `keymap.toml`.

use crate::input::{Action, Context, Keymap, parse_keys};

/// newsboat's operations and our actions. The sections are those in which the action has a meaning; an empty list is all.
const OPERATIONS: &[(&str, &str, &[&str])] = &[
    ("open", "open", &["feeds", "articles"]),
    ("quit", "back", &[]),
    ("hard-quit", "quit", &[]),
    ("reload", "sync", &[]),
    ("reload-all", "sync-all", &[]),
    ("mark-feed-read", "mark-all-read", &["feeds", "articles"]),
    ("next-unread", "next-unread", &[]),
    ("prev-unread", "previous-unread", &[]),
    ("next", "next-article", &["articles", "reader"]),
    ("prev", "previous-article", &["articles", "reader"]),
    ("next-unread-feed", "next-unread-feed", &[]),
    ("prev-unread-feed", "previous-unread-feed", &[]),
    ("open-in-browser", "open-in-browser", &[]),
    ("toggle-article-read", "toggle-read", &["articles", "reader"]),
    ("edit-flags", "toggle-star", &["articles", "reader"]),
    ("toggle-show-read-feeds", "hide-read-feeds", &["feeds"]),
    ("show-urls", "links", &["reader"]),
    ("goto-url", "open-link", &["reader"]),
    ("help", "help", &[]),
    ("open-search", "search", &[]),
    ("set-filter", "filter-list", &["feeds", "articles"]),
    ("cmdline", "palette", &[]),
    ("redraw", "redraw", &[]),
    ("up", "up", &[]),
    ("down", "down", &[]),
    ("pageup", "page-up", &[]),
    ("pagedown", "page-down", &[]),
    ("halfpageup", "half-page-up", &[]),
    ("halfpagedown", "half-page-down", &[]),
    ("home", "top", &[]),
    ("end", "bottom", &[]),
    ("switch-focus", "next-pane", &[]),
    ("enqueue", "download", &[]),
];
/// newsboat's dialogs and our sections.
const DIALOGS: &[(&str, &str)] =
    &[("feedlist", "feeds"), ("articlelist", "articles"), ("searchresultslist", "articles"), ("article", "reader")];
/// The panes, whose own keys come before those of all panes.
const PANES: [&str; 3] = ["feeds", "articles", "reader"];

/// Lines for `keymap.toml`: section, key and action.
#[derive(Default)]
pub(super) struct Keys(Vec<(&'static str, String, &'static str)>);

impl Keys {
    pub(super) fn bind(&mut self, key: &str, operation: &str, dialog: Option<&str>) -> Result<String, String> {
        let Some((_, action, sections)) = OPERATIONS.iter().find(|(name, _, _)| *name == operation) else {
            return Err(format!("tidings has no counterpart of {operation}"));
        };
        let key = spelled(key)?;
        let mut wanted: Vec<&'static str> = match (dialog, *sections) {
            (None | Some("all"), []) => {
                let own = PANES.into_iter().filter(|pane| is_bound(pane, &key));
                std::iter::once("global").chain(own).collect()
            }
            (None | Some("all"), sections) => sections.to_vec(),
            (Some(dialog), sections) => {
                let section = DIALOGS.iter().find(|(name, _)| *name == dialog).map(|(_, section)| *section);
                section.into_iter().filter(|section| sections.is_empty() || sections.contains(section)).collect()
            }
        };
        wanted.retain(|section| is_valid(section, &key, action));
        self.set(&wanted, &key, action).ok_or_else(|| format!("{operation} has no counterpart in this dialog"))
    }

    pub(super) fn unbind(&mut self, key: &str, dialog: Option<&str>) -> Result<String, String> {
        if key == "-a" {
            return Err("tidings keeps its default keys".to_owned());
        }
        let key = spelled(key)?;
        let section = dialog.and_then(|dialog| DIALOGS.iter().find(|(name, _)| *name == dialog));
        let wanted: Vec<&'static str> = match (dialog, section) {
            (None | Some("all"), _) => std::iter::once("global").chain(PANES).collect(),
            (_, Some((_, section))) => vec![*section],
            _ => Vec::new(),
        };
        let wanted: Vec<&'static str> = wanted.into_iter().filter(|section| is_bound(section, &key)).collect();
        self.set(&wanted, &key, "none").ok_or_else(|| format!("{key} is not bound in tidings"))
    }

    /// Sets a key in sections, and describes it; `None` without a section.
    fn set(&mut self, sections: &[&'static str], key: &str, action: &'static str) -> Option<String> {
        for section in sections {
            self.0.retain(|(of, bound, _)| of != section || bound != key);
            self.0.push((section, key.to_owned(), action));
        }
        (!sections.is_empty()).then(|| format!("[{}] {key} = {action}", sections.join("], [")))
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for section in ["global", "feeds", "articles", "reader"] {
            let lines: Vec<&(&str, String, &str)> = self.0.iter().filter(|(of, _, _)| *of == section).collect();
            if !lines.is_empty() {
                text.extend(["[", section, "]\n"]);
                text.extend(lines.iter().map(|(_, key, action)| line(key, action)));
            }
        }
        text
    }
}

fn line(key: &str, action: &str) -> String {
    format!("{} = \"{action}\"\n", toml_edit::Value::from(key))
}

/// Spells a key of newsboat's as `keymap.toml` does.
fn spelled(key: &str) -> Result<String, String> {
    let name = match key {
        "PPAGE" | "PAGEUP" => "pageup".to_owned(),
        "NPAGE" | "PAGEDOWN" => "pagedown".to_owned(),
        "SPACE" | "ENTER" | "TAB" | "ESC" | "BACKSPACE" | "UP" | "DOWN" | "LEFT" | "RIGHT" | "HOME" | "END"
        | "DELETE" => key.to_lowercase(),
        _ if key.len() > 1 && key.strip_prefix('F').is_some_and(|number| number.parse::<u8>().is_ok()) => {
            key.to_lowercase()
        }
        _ => match key.strip_prefix('^').filter(|rest| !rest.is_empty()) {
            Some(letter) => format!("ctrl-{}", letter.to_lowercase()),
            None => key.to_owned(),
        },
    };
    let is_one = parse_keys(&name).is_ok_and(|keys| keys.len() == 1);
    if is_one { Ok(name) } else { Err(format!("unknown key {key}")) }
}

/// Returns whether the default keymap binds a key in exactly this section.
fn is_bound(section: &str, key: &str) -> bool {
    let (Ok(keymap), Ok(keys)) = (Keymap::with_user(""), parse_keys(key)) else { return false };
    keymap.bindings().iter().any(|binding| binding.context == context(section) && binding.keys == keys)
}

fn context(section: &str) -> Context {
    match section {
        "feeds" => Context::Feeds,
        "articles" => Context::Articles,
        "reader" => Context::Reader,
        _ => Context::Global,
    }
}

/// Returns whether tidings accepts a line of the keymap.
fn is_valid(section: &str, key: &str, action: &str) -> bool {
    Action::from_id(action).is_some() && Keymap::with_user(&format!("[{section}]\n{}", line(key, action))).is_ok()
}
