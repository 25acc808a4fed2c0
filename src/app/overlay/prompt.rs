//! A prompt: a line that the user types, and what it is for.

use crate::app::line_edit::LineEdit;
use crate::input::Key;

/// What a typed line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptKind {
    /// A feed's or a page's address.
    AddFeed,
    /// Words to find in the text.
    Find,
    /// A query over all articles.
    Search,
    /// The number of a link.
    Link,
    /// A filter for the comments.
    Filter,
    /// A word to mute.
    MuteWord,
    /// A word to follow.
    FollowWord,
    /// Minutes to skim.
    Skim,
}

impl PromptKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::AddFeed,
        Self::Find,
        Self::Search,
        Self::Link,
        Self::Filter,
        Self::MuteWord,
        Self::FollowWord,
        Self::Skim,
    ];

    /// What stands in front of the line: short, because the line needs the room.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::AddFeed => "Add feed: ",
            Self::Find => "Find: ",
            Self::Search => "Search: ",
            Self::Link => "Open link: ",
            Self::Filter => "Filter: ",
            Self::MuteWord => "Mute word: ",
            Self::FollowWord => "Follow word: ",
            Self::Skim => "Minutes: ",
        }
    }

    /// What may be typed, for the line below.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::AddFeed => "address of a feed or a site",
            Self::Find => "words in this text",
            Self::Search => "words or a query, in all articles",
            Self::Link => "number of a link",
            Self::Filter => "@name, :new, :kept or words",
            Self::MuteWord | Self::FollowWord => "a word in comments",
            Self::Skim => "skim: best comments for N minutes",
        }
    }
}

/// A prompt while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// What for.
    pub kind: PromptKind,
    /// What is typed.
    pub line: LineEdit,
    /// The text is only offered: the first character replaces it.
    is_offered: bool,
    /// Which of the earlier lines is shown, counted back from the latest.
    back: Option<usize>,
}

impl Prompt {
    /// A prompt that offers a text.
    #[must_use]
    pub fn new(kind: PromptKind, offered: impl Into<String>) -> Self {
        let line = LineEdit::new(offered);
        Self { kind, is_offered: !line.before.is_empty() && kind != PromptKind::Link, line, back: None }
    }

    /// A prompt with a text that the user has typed before and may mend.
    #[must_use]
    pub fn with_text(kind: PromptKind, text: impl Into<String>) -> Self {
        Self { kind, line: LineEdit::new(text), is_offered: false, back: None }
    }

    /// The whole line.
    #[must_use]
    pub fn text(&self) -> String {
        self.line.text()
    }

    /// Edits the line. A character replaces a text that is only offered.
    pub fn edit(&mut self, key: Key) {
        if std::mem::take(&mut self.is_offered) && key.typed().is_some() {
            self.line = LineEdit::default();
        }
        if let Some(typed) = key.typed() {
            return self.insert(&typed.to_string());
        }
        self.line.edit(key);
    }

    /// Inserts text at the cursor; a link's number takes digits only.
    pub fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.is_offered) {
            self.line = LineEdit::default();
        }
        let fits = |c: &char| self.kind != PromptKind::Link || c.is_ascii_digit();
        let text: String = text.chars().filter(fits).collect();
        self.line.insert(&text);
    }

    /// Shows the line before the one that is shown, of `earlier` (the latest first), or the one behind it.
    pub(super) fn recall(&mut self, earlier: &[String], is_older: bool) {
        let next = match (self.back, is_older) {
            (None, true) => Some(0),
            (Some(at), true) => Some((at + 1).min(earlier.len().saturating_sub(1))),
            (Some(at), false) => at.checked_sub(1),
            (None, false) => return,
        };
        let Some(text) = next.map_or(Some(""), |at| earlier.get(at).map(String::as_str)) else { return };
        self.line = LineEdit::new(text);
        self.is_offered = false;
        self.back = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(prompt: &mut Prompt, keys: &str) {
        keys.split(' ').for_each(|key| prompt.edit(key.parse().unwrap()));
    }

    #[test]
    fn typing_replaces_an_offered_text_and_editing_keeps_it() {
        let mut prompt = Prompt::new(PromptKind::Skim, "5");
        press(&mut prompt, "5");
        assert_eq!(prompt.text(), "5", "typing replaces what is offered");
        let mut prompt = Prompt::new(PromptKind::Skim, "5");
        press(&mut prompt, "end 0");
        assert_eq!(prompt.text(), "50");
        let mut prompt = Prompt::with_text(PromptKind::Skim, "5");
        press(&mut prompt, "5");
        assert_eq!(prompt.text(), "55");
    }

    #[test]
    fn earlier_lines_come_back() {
        let earlier = ["newest".to_owned(), "oldest".to_owned()];
        let mut prompt = Prompt::new(PromptKind::Search, "");
        for (is_older, shown) in
            [(true, "newest"), (true, "oldest"), (true, "oldest"), (false, "newest"), (false, ""), (false, "")]
        {
            prompt.recall(&earlier, is_older);
            assert_eq!(prompt.text(), shown);
        }
        prompt.recall(&[], true);
        assert_eq!(prompt.text(), "");
    }
}
