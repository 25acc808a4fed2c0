//! What was found out about a thread off the screen's thread: words, what the rules say, repeated text.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::Model;
use crate::app::asks::reader_height;
use crate::domain::repeats::{Cluster, shown};
use crate::domain::triage::{Reason, Rule};
use crate::domain::{ArticleId, CommentStatus, Text};

/// Why something is to be said of a comment by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
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

impl Why {
    /// Whether the comment is folded for it.
    #[must_use]
    pub fn folds(&self) -> bool {
        matches!(self, Self::Muted(_) | Self::Repeat { part: false, .. })
    }

    /// In the comment's own line.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Muted(rule) | Self::Followed(rule) => rule.to_string(),
            Self::Repeat { id, likeness, all, part: false, .. } => {
                format!("repeats #{id} ({}), {all} in all", shown(*likeness))
            }
            Self::Repeat { id, likeness, .. } => format!("shares a paragraph with #{id} ({})", shown(*likeness)),
            Self::Back(reason) => format!("back: {reason}"),
        }
    }
}

/// A comment under another article that says the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Elsewhere {
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
pub struct Study {
    /// Words of each comment, by place.
    pub words: Vec<u32>,
    /// What is to be said of some.
    pub whys: BTreeMap<usize, Why>,
    /// The user's rules, as they were when the thread was looked at.
    pub rules: Vec<Rule>,
    /// Which of them hit a comment, by place.
    pub hits: BTreeMap<usize, Vec<usize>>,
    /// Repeated text.
    pub clusters: Vec<Cluster>,
    /// The same text under other articles, by place.
    pub elsewhere: Vec<Elsewhere>,
}

impl Study {
    /// What is to be said of a comment.
    #[must_use]
    pub fn why(&self, i: usize) -> Option<&Why> {
        self.whys.get(&i)
    }

    /// The rules that hit a comment, whatever others say.
    pub fn rules_on(&self, i: usize) -> impl Iterator<Item = &Rule> {
        self.hits.get(&i).into_iter().flatten().filter_map(|at| self.rules.get(*at))
    }

    /// Who says the same under other articles.
    #[must_use]
    pub fn elsewhere(&self, i: usize) -> &[Elsewhere] {
        let from = self.elsewhere.partition_point(|there| there.place < i);
        let to = self.elsewhere.partition_point(|there| there.place <= i);
        self.elsewhere.get(from..to).unwrap_or_default()
    }

    /// Whether a comment is folded by itself.
    #[must_use]
    pub fn folds(&self, i: usize) -> bool {
        self.why(i).is_some_and(Why::folds)
    }
}

/// Takes a study in: folds what it folds, except what is looked at, kept or released. Nothing moves.
pub(in crate::app) fn take(model: &mut Model, study: Arc<Study>) {
    let height = reader_height(model);
    model.reader.hold(height, |reader| {
        let (triage, selected) = (&mut reader.triage, reader.selected);
        let known = triage.study.clone();
        let is_wanted = |i: usize| {
            triage.mark(i) == CommentStatus::Kept
                || triage.released.contains(&i)
                || selected == Some(i)
                || known.folds(i)
        };
        let fold: Vec<usize> = study.whys.keys().copied().filter(|i| study.folds(*i) && !is_wanted(*i)).collect();
        // What an earlier study folded and this one does not is open again.
        let unfold = known.whys.keys().copied().filter(|i| known.folds(*i) && !study.folds(*i));
        // What a limit shows stays in view.
        let folds = triage.unlimited(&mut reader.folds);
        unfold.for_each(|i| folds.unfold(i));
        for i in fold {
            folds.fold(i);
        }
        // So does whatever is selected.
        if let Some((i, opened)) = selected.zip(reader.opened.clone()) {
            reader.folds.reveal(&opened.thread, i);
        }
        reader.triage.learn(study);
        reader.rebuild();
        true
    });
}
