//! Defines prompts: a line that the user types, and its purpose.

use crate::app::feeds::FeedPart;
use crate::app::line_edit::LineEdit;
use crate::domain::Text;
use crate::domain::query::Completion;
use crate::input::Key;

/// The purpose of a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptKind {
    /// A feed's or a page's address.
    AddFeed,
    /// The path of a file with feeds.
    ImportFile,
    /// Words to find in the text.
    Find,
    /// A query over all articles.
    Search,
    /// A query within the list of articles.
    FilterArticles,
    /// Words within the list of feeds.
    FilterFeeds,
    /// A part of a feed's entry.
    Feed(FeedPart),
    /// Words within the help.
    SearchHelp,
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
    /// Tags of an article to add and remove.
    Tag,
    /// The query of a new rule for articles.
    ArticleRule,
    /// The name of a file.
    Save,
    /// The name of a new smart feed.
    KeepSearch,
    /// The query of a smart feed.
    SmartQuery,
    /// Another name of a smart feed.
    SmartName,
    /// The folder of a smart feed; none if the line is empty.
    SmartFolder,
}

impl PromptKind {
    /// Every kind.
    pub const ALL: [Self; 24] = [
        Self::AddFeed,
        Self::ImportFile,
        Self::Find,
        Self::Search,
        Self::FilterArticles,
        Self::FilterFeeds,
        Self::SearchHelp,
        Self::Feed(FeedPart::Title),
        Self::Feed(FeedPart::Folder),
        Self::Feed(FeedPart::Tags),
        Self::Feed(FeedPart::Interval),
        Self::Feed(FeedPart::Note),
        Self::Link,
        Self::Filter,
        Self::MuteWord,
        Self::FollowWord,
        Self::Skim,
        Self::Tag,
        Self::ArticleRule,
        Self::Save,
        Self::KeepSearch,
        Self::SmartQuery,
        Self::SmartName,
        Self::SmartFolder,
    ];

    /// Returns the label in front of the line. It is short, because the line needs the room.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::AddFeed => "Add feed: ",
            Self::ImportFile => "Import file: ",
            Self::Find => "Find: ",
            Self::Search => "Search: ",
            Self::FilterArticles | Self::FilterFeeds | Self::Filter => "Filter: ",
            Self::Feed(FeedPart::Title) => "Title: ",
            Self::SearchHelp => "Search keys: ",
            Self::Link => "Open link: ",
            Self::MuteWord => "Mute word: ",
            Self::FollowWord => "Follow word: ",
            Self::Skim | Self::Feed(FeedPart::Interval) => "Minutes: ",
            Self::Tag | Self::Feed(FeedPart::Tags) => "Tags: ",
            Self::ArticleRule => "Rule for: ",
            Self::Save => "Save as: ",
            Self::KeepSearch => "Smart feed: ",
            Self::SmartQuery => "Query: ",
            Self::SmartName => "Name: ",
            Self::SmartFolder | Self::Feed(FeedPart::Folder) => "Folder: ",
            Self::Feed(_) => "Note: ",
        }
    }

    /// Returns a hint for the line below the prompt: what the user may type.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::AddFeed => "address of a feed or a site",
            Self::ImportFile => "path of an OPML file, or of newsboat’s urls or cache.db",
            Self::Find => "words in this text",
            Self::Search | Self::SmartQuery => "words or a query, in all articles",
            Self::FilterArticles => "words or a query, in this list only",
            Self::FilterFeeds => "words of titles and addresses",
            Self::Feed(FeedPart::Title) => "your title; empty for the feed’s own",
            Self::Feed(FeedPart::Tags) => "tags with spaces between them; empty for none",
            Self::Feed(FeedPart::Interval) => "minutes between two fetches; empty for as often as it changes",
            Self::SearchHelp => "words of an action, or its key",
            Self::Link => "number of a link",
            Self::Filter => "@name, :new, :kept or words",
            Self::MuteWord | Self::FollowWord => "a word in comments",
            Self::Save => "a name that ends with .md, .html, .txt or .json",
            Self::Skim => "skim: best comments for N minutes",
            Self::Tag => "+tag to add, -tag to remove",
            Self::ArticleRule => "a query that new articles match",
            Self::KeepSearch | Self::SmartName => "a name in the list of feeds",
            Self::SmartFolder | Self::Feed(FeedPart::Folder) => {
                "a folder, News/World for one in another; empty for none"
            }
            Self::Feed(_) => "a note to yourself",
        }
    }
}

/// The state of an open prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Its purpose.
    pub kind: PromptKind,
    /// The line.
    pub line: LineEdit,
    /// Whether the line has a suggested text, which the first typed character replaces.
    is_offered: bool,
    /// The index of the earlier line that is shown, from 0 for the latest.
    back: Option<usize>,
    /// The completions of a term, until the next edit.
    completed: Option<Completed>,
    /// What is wrong with the submitted line, until the next edit.
    pub fault: Option<Fault>,
}

/// The completions of the term before the cursor, and the index of the one that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Completed {
    found: Completion,
    at: usize,
}

/// What is wrong with a submitted line, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The message.
    pub message: Text,
    /// Columns of the line in front of the faulty part.
    pub before: usize,
    /// Columns of the faulty part.
    pub columns: usize,
}

impl Prompt {
    /// Creates a prompt with a suggested text.
    #[must_use]
    pub fn new(kind: PromptKind, offered: impl Into<String>) -> Self {
        let line = LineEdit::new(offered);
        let is_offered = !line.before.is_empty() && kind != PromptKind::Link;
        Self { kind, is_offered, line, back: None, completed: None, fault: None }
    }

    /// Creates a prompt with a text that the user typed earlier and may correct.
    #[must_use]
    pub fn with_text(kind: PromptKind, text: impl Into<String>) -> Self {
        Self { kind, line: LineEdit::new(text), is_offered: false, back: None, completed: None, fault: None }
    }

    /// Returns the whole line.
    #[must_use]
    pub fn text(&self) -> String {
        self.line.text()
    }

    /// Edits the line by a key. A character replaces a suggested text.
    pub fn edit(&mut self, key: Key) {
        self.completed = None;
        self.fault = None;
        if std::mem::take(&mut self.is_offered) && key.typed().is_some() {
            self.line = LineEdit::default();
        }
        if let Some(typed) = key.typed() {
            return self.insert(&typed.to_string());
        }
        self.line.edit(key);
    }

    /// Inserts text at the cursor. A prompt for a link's number accepts only digits.
    pub fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.is_offered) {
            self.line = LineEdit::default();
        }
        let fits = |c: &char| self.kind != PromptKind::Link || c.is_ascii_digit();
        let text: String = text.chars().filter(fits).collect();
        self.line.insert(&text);
    }

    /// Completes the term before the cursor; if it is a completion already, shows the next or the previous one.
    pub(super) fn complete(&mut self, is_next: bool, find: impl FnOnce(&str) -> Completion) {
        let (found, at) = match self.completed.take() {
            Some(Completed { found, at }) => {
                let count = found.choices.len().max(1);
                (found, (at + if is_next { 1 } else { count - 1 }) % count)
            }
            None => (find(&self.line.before), 0),
        };
        let Some(choice) = found.choices.get(at) else { return };
        self.is_offered = false;
        self.fault = None;
        self.line.before = format!("{}{choice}", found.before);
        self.completed = Some(Completed { found, at });
    }

    /// Returns the completions from the one that is shown on.
    #[must_use]
    pub fn completions(&self) -> &[String] {
        self.completed.as_ref().and_then(|known| known.found.choices.get(known.at..)).unwrap_or_default()
    }

    /// Shows the next older or newer line of `earlier`, which has the latest line first.
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
        self.completed = None;
        self.fault = None;
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
    fn typing_replaces_a_suggested_text_and_editing_keeps_it() {
        let mut prompt = Prompt::new(PromptKind::Skim, "5");
        press(&mut prompt, "5");
        assert_eq!(prompt.text(), "5", "typing replaces the suggested text");
        let mut prompt = Prompt::new(PromptKind::Skim, "5");
        press(&mut prompt, "end 0");
        assert_eq!(prompt.text(), "50");
        let mut prompt = Prompt::with_text(PromptKind::Skim, "5");
        press(&mut prompt, "5");
        assert_eq!(prompt.text(), "55");
    }

    #[test]
    fn tab_cycles_through_completions_until_the_next_edit() {
        let mut prompt = Prompt::new(PromptKind::Search, "");
        press(&mut prompt, "x space f");
        let find = |_: &str| Completion { before: "x ".into(), choices: vec!["feed:".into(), "folder:".into()] };
        for (is_next, shown) in [(true, "x feed:"), (true, "x folder:"), (true, "x feed:"), (false, "x folder:")] {
            prompt.complete(is_next, find);
            assert_eq!(prompt.text(), shown);
        }
        assert_eq!(prompt.completions(), ["folder:"]);
        press(&mut prompt, "a");
        assert!(prompt.completions().is_empty());
        prompt.complete(true, |line| Completion { before: line.into(), choices: Vec::new() });
        assert_eq!(prompt.text(), "x folder:a", "without completions the line stays");
    }

    #[test]
    fn up_and_down_recall_earlier_lines() {
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
