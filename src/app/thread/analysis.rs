//! What the analysis of a thread has found: words, what the rules say, repeated text.
//!
//! The work is `runtime`'s; what follows for the screen is in `analysed`.

use std::collections::BTreeMap;

use crate::domain::repeats::{Cluster, shown};
use crate::domain::triage::{Reason, Rule};
use crate::domain::{ArticleId, Text};

/// Why something is to be said of a comment by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Annotation {
    /// A rule folds it.
    Muted(Text),
    /// A rule likes it.
    Followed(Text),
    /// It says what another said before.
    Repeat {
        /// The place of the first to say it.
        of: usize,
        /// That comment's id.
        id: Text,
        /// The Jaccard index of the two.
        likeness: f32,
        /// How many say it.
        all: usize,
        /// Only a paragraph of it.
        part: bool,
    },
    /// It is below what is done, and back all the same.
    Back(Reason),
}

impl Annotation {
    /// Whether the comment is folded for it.
    #[must_use]
    pub fn folds(&self) -> bool {
        matches!(self, Self::Muted(_) | Self::Repeat { part: false, .. })
    }

    /// In the comment's own line.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Muted(rule) | Self::Followed(rule) => rule.to_string(),
            Self::Repeat { id, likeness, all, part: false, .. } => {
                format!("same text as #{id} ({}), {all} in all", shown(*likeness))
            }
            Self::Repeat { id, likeness, .. } => format!("same paragraph as #{id} ({})", shown(*likeness)),
            Self::Back(reason) => format!("back: {reason}"),
        }
    }
}

/// A comment under another article that says the same.
#[derive(Debug, Clone, PartialEq)]
pub struct RepeatElsewhere {
    /// The comment here.
    pub place: usize,
    /// The article there.
    pub article: ArticleId,
    /// Its title.
    pub title: Text,
    /// Who said it there.
    pub author: Option<Text>,
    /// The Jaccard index of the two.
    pub likeness: f32,
}

/// What is known of a thread.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ThreadAnalysis {
    /// Words of each comment, by place.
    pub words: Vec<u32>,
    /// What is to be said of some.
    pub annotations: BTreeMap<usize, Annotation>,
    /// The user's rules, as they were when the thread was looked at.
    pub rules: Vec<Rule>,
    /// Which of them hit a comment, by place.
    pub hits: BTreeMap<usize, Vec<usize>>,
    /// Repeated text.
    pub clusters: Vec<Cluster>,
    /// The same text under other articles, by place.
    pub elsewhere: Vec<RepeatElsewhere>,
}

impl ThreadAnalysis {
    /// What is to be said of a comment.
    #[must_use]
    pub fn annotation(&self, i: usize) -> Option<&Annotation> {
        self.annotations.get(&i)
    }

    /// The rules that hit a comment, whatever others say.
    pub fn rules_on(&self, i: usize) -> impl Iterator<Item = &Rule> {
        self.hits.get(&i).into_iter().flatten().filter_map(|at| self.rules.get(*at))
    }

    /// Who says the same under other articles.
    #[must_use]
    pub fn elsewhere(&self, i: usize) -> &[RepeatElsewhere] {
        let from = self.elsewhere.partition_point(|there| there.place < i);
        let to = self.elsewhere.partition_point(|there| there.place <= i);
        self.elsewhere.get(from..to).unwrap_or_default()
    }

    /// Whether a comment is folded by itself.
    #[must_use]
    pub fn folds(&self, i: usize) -> bool {
        self.annotation(i).is_some_and(Annotation::folds)
    }
}
