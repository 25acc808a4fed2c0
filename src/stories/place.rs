//! Places an article: compares it with those that resemble it, and puts it into the story that it fits best.

use std::sync::Arc;

use super::article::StoryArticle;
use super::copies::Originals;
use super::group::{Group, LEAST_SCORE, WINDOW};
use super::grouper::{Grouper, Item, Placed};
use super::postings::Postings;
use super::series::Series;
use super::vector::Vector;
use crate::domain::StoryId;

/// Articles that are compared with a new one.
const MAX_NEIGHBOURS: usize = 24;
/// The least cosine of articles that are compared further.
const LEAST_COSINE: f32 = 0.08;
/// Articles of one outlet with one template of the title that make a series.
const SERIES: usize = 3;

impl Grouper {
    /// Makes the vectors, postings and groups of the first `held` articles anew, earliest article first.
    pub(super) fn weigh(&mut self, held: usize) {
        self.step = self.frequencies.step();
        (self.postings, self.originals) = (Postings::default(), Originals::default());
        self.groups.clear();
        self.series.clear();
        let mut order: Vec<u32> = (0..).take(held).collect();
        order.sort_by_key(|index| self.item(*index).map(Item::order));
        for index in order {
            self.compare(index);
            self.link(index);
        }
    }

    /// Makes an article's vector, and finds the linked articles most like it and the one that it is a copy of.
    pub(super) fn compare(&mut self, index: u32) {
        let Some(item) = self.items.get(index as usize) else { return };
        let vector: Arc<Vector> = self.frequencies.vector(&item.article.features.terms, item.article.outlet).into();
        let best = self.postings.best(&vector, MAX_NEIGHBOURS, LEAST_COSINE);
        let is_near = |other: &u32| {
            self.item(*other).is_some_and(|other| other.order().0.abs_diff(item.order().0) <= WINDOW.unsigned_abs())
        };
        let is_copy = |other: &u32| self.item(*other).is_some_and(|other| item.article.is_copy_of(&other.article));
        let same = self.originals.candidates(&item.article.features.sketch);
        let copy_of = same.into_iter().find(|other| is_near(other) && is_copy(other));
        let neighbours = best.into_iter().filter(is_near).collect();
        if let Some(item) = self.items.get_mut(index as usize) {
            (item.vector, item.copy_of, item.neighbours) = (vector, copy_of, neighbours);
        }
    }

    /// Puts a compared article into the story that it fits best, or into a new one.
    pub(super) fn place(&mut self, index: u32) -> Option<Placed> {
        let joined = self.best_story(index);
        let story = joined.unwrap_or_else(|| self.new_story());
        let item = self.items.get_mut(index as usize)?;
        item.story = story;
        let placed = Placed { article: item.article.id, story, began: joined.is_none() };
        self.link(index);
        Some(placed)
    }

    /// Makes an article with a story findable by later ones. Copies are found by the article that they copy.
    fn link(&mut self, index: u32) {
        let Some(item) = self.items.get(index as usize).filter(|item| item.copy_of.is_none()) else { return };
        self.postings.add(index, &item.vector);
        self.originals.add(index, &item.article.features.sketch);
        let group = Group::of(index, &item.article, &item.vector);
        self.groups.entry(item.story).and_modify(|story| story.absorb(&group)).or_insert(group);
        if let Some(template) = item.article.template() {
            let entries = self.series.entry(template).or_default();
            entries.push(index);
            if entries.len() == SERIES {
                // The first entries may have joined a story.
                self.fresh.extend(entries.iter());
            }
        }
    }

    /// Returns whether an article is a live blog or of an established series; neither joins a story.
    pub(super) fn is_of_series(&self, article: &StoryArticle) -> bool {
        let entries = article.template().and_then(|template| self.series.get(&template));
        article.features.series.is_some_and(Series::is_live_blog)
            || entries.is_some_and(|entries| entries.len() >= SERIES)
    }

    /// Returns the story that a compared article fits.
    fn best_story(&self, index: u32) -> Option<StoryId> {
        let item = self.item(index)?;
        let story_of = |other: &u32| self.item(*other).map(|other| other.story);
        if let Some(original) = &item.copy_of {
            return story_of(original);
        }
        if self.is_of_series(&item.article) {
            return None;
        }
        let group = Group::of(index, &item.article, &item.vector);
        let mut stories: Vec<StoryId> = item.neighbours.iter().filter_map(story_of).collect();
        stories.sort_unstable();
        stories.dedup();
        let scored = stories.into_iter().filter_map(|story| Some((self.groups.get(&story)?.score(&group), story)));
        let fitting = scored.filter(|(score, _)| *score >= LEAST_SCORE);
        fitting.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, story)| story)
    }
}
