//! Rules for new articles: a query, and what happens to an article that it matches.
//!
//! `settings` reads them from `rules.toml`, `store` applies them, and `sync` decides when. Rules for comments are
//! `triage`'s.

use std::fmt;

use super::clock_format::Zone;
use super::query::{Condition, Measure, Query, QueryError};
use super::{ArticleId, Text, Time};

/// The most rules for articles in one file.
pub const MAX_RULES: usize = 500;

/// A rule for new articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleRule {
    /// The name that the user gave it, else its query.
    pub name: Text,
    /// The query as the user wrote it.
    pub text: String,
    /// The query, whose last word is whole.
    pub query: Query,
    /// What happens to an article that the query matches; at least one action.
    pub actions: Vec<RuleAction>,
}

/// What a rule does to an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleAction {
    /// Hides it from every list, unless a query asks for hidden articles.
    Hide,
    /// Marks it read.
    Read,
    /// Stars it.
    Star,
    /// Gives it a tag.
    Tag(Text),
    /// Adds a number to its score.
    Score(i32),
    /// Makes it stand out in lists.
    Highlight,
    /// Fetches its full text.
    FullText,
    /// Fetches its comments.
    Comments,
    /// Downloads its recording.
    Audio,
    /// Notifies the user.
    Notify,
    /// Runs the command with this name.
    Run(String),
    /// Hides it because it repeats an article of another feed. No rule of the user has this action.
    HideDuplicate(ArticleId),
}

/// What a rule has done to an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleEffect {
    /// The article.
    pub article: ArticleId,
    /// Name of the rule.
    pub rule: Text,
    /// The change.
    pub action: RuleAction,
}

impl ArticleRule {
    /// Makes a rule; without a name it is called by its query.
    pub fn new(name: Option<&str>, text: &str, actions: Vec<RuleAction>) -> Result<Self, QueryError> {
        let query = Query::parse(text)?.with_whole_words();
        let text = text.trim().to_owned();
        Ok(Self { name: Text::line(name.unwrap_or(&text)), text, query, actions })
    }

    /// Makes the same rule with dates in the time zone `zone`, and with ages counted from `now`.
    #[must_use]
    pub fn at(mut self, zone: Zone, now: Time) -> Self {
        if let Ok(query) = Query::parse_at(&self.text, zone, now) {
            self.query = query.with_whole_words();
        }
        self
    }

    /// Returns whether the rule compares scores. It then sees the scores that the other rules gave.
    #[must_use]
    pub fn reads_score(&self) -> bool {
        self.query.has(|condition| matches!(condition, Condition::Number(Measure::Score, ..)))
    }

    /// Returns whether the query has words, which only the search index can find in a text.
    #[must_use]
    pub fn needs_index(&self) -> bool {
        self.query.has(|condition| {
            matches!(
                condition,
                Condition::Text(_)
                    | Condition::Title(_)
                    | Condition::Author(_)
                    | Condition::Has(super::query::Part::Pictures)
                    | Condition::Number(Measure::Words, ..)
            )
        })
    }

    /// Writes the actions for people, in the order of the file.
    #[must_use]
    pub fn what(&self) -> String {
        self.actions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for ArticleRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what(), Text::line(&self.text))?;
        if self.name.as_str() == self.text { Ok(()) } else { write!(f, " ({})", self.name) }
    }
}

impl RuleAction {
    /// The keys of the actions in `rules.toml`.
    pub const KEYS: &[&str] =
        &["hide", "read", "star", "tag", "score", "highlight", "full_text", "comments", "audio", "notify", "run"];

    /// Returns the action of a key that has no value but `true`.
    #[must_use]
    pub fn of_switch(key: &str) -> Option<Self> {
        let switches = [
            Self::Hide,
            Self::Read,
            Self::Star,
            Self::Highlight,
            Self::FullText,
            Self::Comments,
            Self::Audio,
            Self::Notify,
        ];
        switches.into_iter().find(|action| action.key() == key)
    }

    /// Returns the key in `rules.toml`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Hide => "hide",
            Self::Read => "read",
            Self::Star => "star",
            Self::Tag(_) => "tag",
            Self::Score(_) => "score",
            Self::Highlight => "highlight",
            Self::FullText => "full_text",
            Self::Comments => "comments",
            Self::Audio => "audio",
            Self::Notify => "notify",
            Self::Run(_) => "run",
            Self::HideDuplicate(_) => "hide_duplicate",
        }
    }

    /// Returns the value beside the key; empty for a switch.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Tag(tag) => tag.to_string(),
            Self::Score(score) => score.to_string(),
            Self::Run(command) => command.clone(),
            Self::HideDuplicate(original) => original.0.to_string(),
            _ => String::new(),
        }
    }

    /// Makes an action of its key and value; `None` if this version of tidings knows no such action.
    #[must_use]
    pub fn of_parts(key: &str, value: &str) -> Option<Self> {
        match key {
            "tag" => Some(Self::Tag(Text::line(value))),
            "score" => value.parse().ok().map(Self::Score),
            "run" => Some(Self::Run(value.to_owned())),
            "hide_duplicate" => value.parse().ok().map(|id| Self::HideDuplicate(ArticleId(id))),
            _ => Self::of_switch(key),
        }
    }
}

impl fmt::Display for RuleAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hide | Self::HideDuplicate(_) => f.write_str("hide"),
            Self::Read => f.write_str("mark read"),
            Self::Star => f.write_str("star"),
            Self::Tag(tag) => write!(f, "tag {tag}"),
            Self::Score(score) => write!(f, "score {score:+}"),
            Self::Highlight => f.write_str("highlight"),
            Self::FullText => f.write_str("fetch full text"),
            Self::Comments => f.write_str("fetch comments"),
            Self::Audio => f.write_str("download audio"),
            Self::Notify => f.write_str("notify"),
            Self::Run(command) => write!(f, "run {command}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_written_with_what_it_does_and_its_name() {
        let actions = vec![RuleAction::Hide, RuleAction::Tag(Text::line("x")), RuleAction::Score(-3)];
        let rule = ArticleRule::new(None, " title:cup ", actions.clone()).unwrap();
        assert_eq!(rule.to_string(), "hide, tag x, score -3: title:cup");
        let rule = ArticleRule::new(Some("Sport"), "title:cup", actions).unwrap();
        assert_eq!(rule.to_string(), "hide, tag x, score -3: title:cup (Sport)");
    }

    #[test]
    fn what_a_query_needs_is_known() {
        for (query, needs_index, reads_score) in [
            ("is:unread", false, false),
            ("feed:a -tag:b", false, false),
            ("title:/cup/", false, false),
            ("feed:a -(tag:b OR word)", true, false),
            ("-score<5", false, true),
            ("words>5", true, false),
            ("", false, false),
        ] {
            let rule = ArticleRule::new(None, query, Vec::new()).unwrap();
            assert_eq!((rule.needs_index(), rule.reads_score()), (needs_index, reads_score), "{query}");
        }
    }

    /// A rule is not half typed, so `cat` must not hide an article about a category.
    #[test]
    fn the_last_word_is_whole() {
        let rule = ArticleRule::new(None, "a (b OR -(c cat))", Vec::new()).unwrap();
        let is_prefix = |condition: &Condition| matches!(condition, Condition::Text(phrase) if phrase.prefix);
        assert!(!rule.query.has(is_prefix));
        let zone = crate::domain::clock_format::utc;
        assert!(!rule.at(zone, Time::default()).query.has(is_prefix));
    }

    #[test]
    fn actions_survive_their_parts() {
        let all = RuleAction::KEYS.iter().map(|key| RuleAction::of_parts(key, "5").unwrap());
        for action in all {
            assert_eq!(RuleAction::of_parts(action.key(), &action.value()), Some(action));
        }
        assert_eq!(RuleAction::of_parts("delete", ""), None);
    }
}
