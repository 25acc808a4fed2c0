//! What lies over the panes: one stack, the top one has the keys.

use super::{Hints, Menu, MenuAct, Palette};
use crate::input::{Code, Key};

/// Columns of the list of links, and of feeds to pick from, at most.
pub const LINK_COLUMNS: u16 = 100;
/// See [`LINK_COLUMNS`].
pub const FEED_COLUMNS: u16 = 90;

/// One overlay.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The keys and what they do, from this row on.
    Help(usize),
    /// What was said, from this row on, newest first.
    Messages(usize),
    /// A line to type.
    Prompt(Prompt),
    /// A list to choose from.
    Menu(Menu),
    /// A comment that is looked at without going there: its place, and the first line in view.
    Peek(usize, usize),
    /// Labels on the links in view.
    Hints(Hints),
    /// The links of the text; this one is selected.
    Links(usize),
    /// Every action, list and article.
    Palette(Box<Palette>),
}

impl Overlay {
    /// The comments have moved: says whether there is still something to show.
    pub(super) fn follow(&mut self, now: &dyn Fn(usize) -> Option<usize>) -> bool {
        match self {
            Self::Peek(place, _) => now(*place).map(|moved| *place = moved).is_some(),
            Self::Menu(menu) => {
                menu.rows.retain_mut(|row| match &mut row.act {
                    MenuAct::GoTo(place) | MenuAct::Release(place) => now(*place).map(|moved| *place = moved).is_some(),
                    _ => true,
                });
                menu.cursor = menu.cursor.min(menu.rows.len().saturating_sub(1));
                !menu.rows.is_empty()
            }
            _ => true,
        }
    }
}

/// What a typed line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptKind {
    /// A feed's or a page's address.
    AddFeed,
    /// Words to find in the text.
    Find,
    /// A query over everything.
    Search,
    /// The number of a link.
    Link,
    /// Letters of what the palette offers.
    Palette,
    /// What the comments are limited to.
    Limit,
    /// A word to mute.
    MuteWord,
    /// A word to follow.
    FollowWord,
    /// Minutes to skim.
    Skim,
}

impl PromptKind {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::AddFeed,
        Self::Find,
        Self::Search,
        Self::Link,
        Self::Palette,
        Self::Limit,
        Self::MuteWord,
        Self::FollowWord,
        Self::Skim,
    ];
}

/// A line being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// What for.
    pub kind: PromptKind,
    /// Before the cursor.
    pub before: String,
    /// Behind it.
    pub after: String,
}

/// Longer input is nobody's typing.
const MAX_CHARS: usize = 2_000;

impl Prompt {
    /// A prompt with something in it already.
    #[must_use]
    pub fn new(kind: PromptKind, text: impl Into<String>) -> Self {
        Self { kind, before: text.into(), after: String::new() }
    }

    /// The whole line.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// What stands in front of it: short, as what is typed needs the room.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self.kind {
            PromptKind::AddFeed => "Add feed or page: ",
            PromptKind::Find => "Find: ",
            PromptKind::Search => "Search: ",
            PromptKind::Link => "Open link: ",
            PromptKind::Palette => "› ",
            PromptKind::Limit => "Only: ",
            PromptKind::MuteWord => "Mute word: ",
            PromptKind::FollowWord => "Follow word: ",
            PromptKind::Skim => "Minutes: ",
        }
    }

    /// What may be typed, for the line below.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.kind {
            PromptKind::AddFeed => "a feed's or a page's address",
            PromptKind::Find => "words of this text",
            PromptKind::Search => "words of articles",
            PromptKind::Link => "the number of a link",
            PromptKind::Palette => "letters of what is wanted",
            PromptKind::Limit => "@name, :unseen, :kept or words",
            PromptKind::MuteWord | PromptKind::FollowWord => "a word in comments",
            PromptKind::Skim => "time there is for the comments",
        }
    }

    /// Edits the line as shells do: arrows, home, end, ctrl-a, -e, -u, -k, -w.
    pub fn edit(&mut self, key: Key) {
        match (key.code, key.ctrl) {
            (Code::Backspace, _) | (Code::Char('h'), true) => drop(self.before.pop()),
            (Code::Delete, _) | (Code::Char('d'), true) => drop(take_first(&mut self.after)),
            (Code::Left, _) | (Code::Char('b'), true) => {
                if let Some(c) = self.before.pop() {
                    self.after.insert(0, c);
                }
            }
            (Code::Right, _) | (Code::Char('f'), true) => self.before.extend(take_first(&mut self.after)),
            (Code::Home, _) | (Code::Char('a'), true) => {
                self.after = std::mem::take(&mut self.before) + &self.after;
            }
            (Code::End, _) | (Code::Char('e'), true) => self.before.push_str(&std::mem::take(&mut self.after)),
            (Code::Char('u'), true) => self.before.clear(),
            (Code::Char('k'), true) => self.after.clear(),
            (Code::Char('w'), true) => {
                let kept = self.before.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.before.truncate(kept);
            }
            _ => self.insert(&key.typed().map(String::from).unwrap_or_default()),
        }
    }

    /// Puts text at the cursor, as one line.
    pub fn insert(&mut self, text: &str) {
        let fits = |c: &char| !c.is_control() && (self.kind != PromptKind::Link || c.is_ascii_digit());
        let clean: String = text.chars().filter(fits).collect();
        if self.before.len() + self.after.len() + clean.len() <= MAX_CHARS {
            self.before.push_str(&clean);
        }
    }
}

fn take_first(text: &mut String) -> Option<char> {
    (!text.is_empty()).then(|| text.remove(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_edited_as_in_a_shell() {
        let mut prompt = Prompt::new(PromptKind::Search, "rust is");
        for key in ["ctrl-w", "x", "left", "y", "ctrl-a", "delete", "end", "é", "backspace"] {
            prompt.edit(key.parse().unwrap());
        }
        assert_eq!((prompt.before.as_str(), prompt.after.as_str()), ("ust yx", ""));
        prompt.insert("a\nb\u{1b}");
        assert_eq!(prompt.text(), "ust yxab");
    }
}
