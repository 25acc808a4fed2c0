//! A story: the articles of several outlets about one event, as lists, commands and the screen show it.
//!
//! Grouping is left to `stories`, storage to `store`.

use serde::Serialize;

use super::{ArticleId, ArticleRow, Text, Time};

/// Id of a story. No later story gets the id of an earlier one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct StoryId(pub i64);

/// A story.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Its id.
    pub id: StoryId,
    /// Title of the article that has most in common with the others.
    pub title: Text,
    /// The articles, earliest first.
    pub members: Vec<StoryMember>,
    /// Names of the outlets, in the order of their first articles.
    pub outlets: Vec<Text>,
}

/// An article of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryMember {
    /// The row of the article.
    pub row: ArticleRow,
    /// Name of its outlet.
    pub outlet: Text,
    /// The earlier article of the story that has nearly the same text.
    pub copy_of: Option<ArticleId>,
    /// Sentences that no other article of the story has a counterpart of; empty until the texts are compared.
    pub own: Vec<Text>,
}

impl Story {
    /// Returns when the first and the last article were published.
    #[must_use]
    pub fn span(&self) -> Option<(Time, Time)> {
        Some((self.members.first()?.row.published, self.members.last()?.row.published))
    }

    /// Returns the names of all outlets but that of an article.
    #[must_use]
    pub fn others(&self, article: ArticleId) -> Vec<Text> {
        let own = self.members.iter().find(|member| member.row.id == article).map(|member| &member.outlet);
        self.outlets.iter().filter(|outlet| Some(*outlet) != own).cloned().collect()
    }
}
