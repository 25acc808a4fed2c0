//! Holds the result of a thread's analysis: word counts, rules that match, and repeated text.
//!
//! `runtime` does the analysis, and `analysed` shows its result.

use std::collections::BTreeMap;

use crate::domain::repeats::{Cluster, format_likeness};
use crate::domain::triage::{Reason, Rule};
use crate::domain::{ArticleId, Text};

/// A note on a comment that the analysis has made.
#[derive(Debug, Clone, PartialEq)]
pub enum Annotation {
    /// A rule mutes it: the rule.
    Muted(Text),
    /// A rule follows it: the rule.
    Followed(Text),
    /// It repeats the text of an earlier comment.
    Repeat {
        /// The place of the first comment with this text.
        of: usize,
        /// The id of that comment.
        id: Text,
        /// The Jaccard index of the two texts.
        likeness: f32,
        /// The number of comments with this text.
        all: usize,
        /// Whether only a paragraph is the same.
        part: bool,
    },
    /// It is new although the user has marked its parent done: the reason.
    Back(Reason),
}

impl Annotation {
    /// Returns whether it folds its comment.
    #[must_use]
    pub fn folds(&self) -> bool {
        matches!(self, Self::Muted(_) | Self::Repeat { part: false, .. })
    }

    /// Returns the text for the comment's header.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Muted(rule) | Self::Followed(rule) => rule.to_string(),
            Self::Repeat { id, likeness, all, part: false, .. } => {
                format!("repeats #{id} ({}), {all} in all", format_likeness(*likeness))
            }
            Self::Repeat { id, likeness, .. } => {
                format!("repeats a paragraph of #{id} ({})", format_likeness(*likeness))
            }
            Self::Back(reason) => format!("back: {reason}"),
        }
    }
}

/// A comment under another article with the same text.
#[derive(Debug, Clone, PartialEq)]
pub struct RepeatElsewhere {
    /// The place of the comment in this thread.
    pub place: usize,
    /// The other article.
    pub article: ArticleId,
    /// The other article's title.
    pub title: Text,
    /// The author of the other comment; `None` if it is anonymous.
    pub author: Option<Text>,
    /// The Jaccard index of the two texts.
    pub likeness: f32,
}

/// The result of a thread's analysis.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ThreadAnalysis {
    /// The number of words of each comment, by place.
    pub words: Vec<u32>,
    /// The annotated comments, by place.
    pub annotations: BTreeMap<usize, Annotation>,
    /// The user's rules at the time of the analysis.
    pub rules: Vec<Rule>,
    /// The rules that match a comment, by place, as indices into `rules`.
    pub hits: BTreeMap<usize, Vec<usize>>,
    /// Groups of comments with the same text.
    pub clusters: Vec<Cluster>,
    /// Comments under other articles with the same text, ordered by place.
    pub elsewhere: Vec<RepeatElsewhere>,
}

impl ThreadAnalysis {
    /// Returns the annotation of a comment.
    #[must_use]
    pub fn annotation(&self, i: usize) -> Option<&Annotation> {
        self.annotations.get(&i)
    }

    /// Returns all rules that match a comment, also those that another rule overrides.
    pub fn rules_on(&self, i: usize) -> impl Iterator<Item = &Rule> {
        self.hits.get(&i).into_iter().flatten().filter_map(|at| self.rules.get(*at))
    }

    /// Returns the comments under other articles with the text of a comment.
    #[must_use]
    pub fn elsewhere(&self, i: usize) -> &[RepeatElsewhere] {
        let from = self.elsewhere.partition_point(|there| there.place < i);
        let to = self.elsewhere.partition_point(|there| there.place <= i);
        self.elsewhere.get(from..to).unwrap_or_default()
    }

    /// Returns whether a comment is folded automatically.
    #[must_use]
    pub fn folds(&self, i: usize) -> bool {
        self.annotation(i).is_some_and(Annotation::folds)
    }
}
