//! The grouper: holds the recent articles with their stories, and places each new one.
//!
//! Comparing and placing is left to `place`, the second look at recent stories to `review`, and what is shown of a story
//! to `summary`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::article::{OutletId, StoryArticle};
use super::copies::Originals;
use super::frequencies::Frequencies;
use super::group::Group;
use super::postings::Postings;
use super::summary;
use super::vector::Vector;
use crate::domain::{ArticleId, StoryId};

/// Where an article was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The article.
    pub article: ArticleId,
    /// Its story; every article has one, often alone.
    pub story: StoryId,
    /// Whether the story began with it.
    pub began: bool,
}

/// Recent articles and their stories.
#[derive(Debug, Default)]
pub struct Grouper {
    pub(super) items: Vec<Item>,
    by_article: HashMap<ArticleId, u32>,
    pub(super) frequencies: Frequencies,
    pub(super) postings: Postings,
    pub(super) originals: Originals,
    /// The articles of each outlet and template of a title, without copies.
    pub(super) series: HashMap<(OutletId, u32), Vec<u32>>,
    /// The group of each story, without copies.
    pub(super) groups: BTreeMap<StoryId, Group>,
    next_story: StoryId,
    /// Articles added since the last review.
    pub(super) fresh: Vec<u32>,
    /// The step of the frequencies when all vectors were made.
    pub(super) step: u32,
}

/// An article as it is held.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) article: StoryArticle,
    pub(super) story: StoryId,
    pub(super) vector: Arc<Vector>,
    /// The article that this one is a copy of; that one is no copy.
    pub(super) copy_of: Option<u32>,
    /// The articles most like it among those known when it was compared.
    pub(super) neighbours: Box<[u32]>,
}

impl Item {
    /// Returns the key by which articles are ordered.
    pub(super) fn order(&self) -> (i64, ArticleId) {
        (self.article.published.timestamp(), self.article.id)
    }
}

impl Grouper {
    /// Makes a grouper of stored articles with their stories, in any order.
    ///
    /// `next_story` is an id above that of every story that the store has ever had.
    #[must_use]
    pub fn load(rows: impl IntoIterator<Item = (StoryArticle, StoryId)>, next_story: StoryId) -> Self {
        let mut grouper = Self { next_story, ..Self::default() };
        for (article, story) in rows {
            grouper.next_story = grouper.next_story.max(StoryId(story.0.saturating_add(1)));
            grouper.push(article, story);
        }
        grouper.weigh(grouper.items.len());
        grouper
    }

    /// Adds new articles and returns where each was placed, earliest first. Articles that are held already are skipped.
    ///
    /// All terms are counted before the first article is placed, so the articles of one sync should come in one call.
    pub fn add(&mut self, mut articles: Vec<StoryArticle>) -> Vec<Placed> {
        articles.sort_by_key(|article| (article.published, article.id));
        let held = self.items.len();
        let added: Vec<u32> =
            articles.into_iter().filter_map(|article| self.push(article, StoryId(i64::MIN))).collect();
        if self.frequencies.step() != self.step {
            self.weigh(held);
            self.fresh = (0..).take(held).collect();
        }
        let mut placed = Vec::with_capacity(added.len());
        for index in added {
            self.compare(index);
            placed.extend(self.place(index));
            self.fresh.push(index);
        }
        placed
    }

    /// Returns an article's story.
    #[must_use]
    pub fn story_of(&self, article: ArticleId) -> Option<StoryId> {
        self.item(*self.by_article.get(&article)?).map(|item| item.story)
    }

    /// Returns the article of a story that has most in common with the others; `None` if no article of it is held.
    #[must_use]
    pub fn best(&self, story: StoryId) -> Option<ArticleId> {
        let members = &self.groups.get(&story)?.members;
        let mut articles: Vec<&StoryArticle> =
            members.iter().filter_map(|index| self.item(*index)).map(|item| &item.article).collect();
        articles.sort_by_key(|article| (article.published, article.id));
        summary::best(&articles, &[])
    }

    /// Returns the number of articles held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns whether no article is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns the id that the next story will get. The caller stores it for [`Grouper::load`].
    #[must_use]
    pub fn next_story(&self) -> StoryId {
        self.next_story
    }

    pub(super) fn new_story(&mut self) -> StoryId {
        let story = self.next_story;
        self.next_story = StoryId(story.0.saturating_add(1));
        story
    }

    pub(super) fn item(&self, index: u32) -> Option<&Item> {
        self.items.get(index as usize)
    }

    /// Holds and counts an article, and returns its index; `None` if it is held already.
    fn push(&mut self, article: StoryArticle, story: StoryId) -> Option<u32> {
        let index = u32::try_from(self.items.len()).ok()?;
        if self.by_article.contains_key(&article.id) {
            return None;
        }
        self.by_article.insert(article.id, index);
        self.frequencies.count(&article.features.terms, article.outlet);
        self.items.push(Item { article, story, vector: Arc::new([]), copy_of: None, neighbours: Box::default() });
        Some(index)
    }
}

#[cfg(test)]
mod tests;
