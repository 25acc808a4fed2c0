//! The second look: groups recent articles anew, all at once, which merges and splits stories.
//!
//! An article is placed with what was known when it arrived. The review knows more articles and better frequencies, and
//! its result depends little on the order of arrival. Only stories near the new articles are looked at.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::agglomerate::merge;
use super::group::{Group, LEAST_SCORE};
use super::grouper::{Grouper, Item};
use crate::domain::{ArticleId, StoryId};

/// The part of the least score from which a story is looked at again: near it, others may have changed the balance.
const NEAR: f32 = 0.6;

/// An article that moved to another story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The article.
    pub article: ArticleId,
    /// Its story from now on.
    pub story: StoryId,
}

impl Grouper {
    /// Looks again at the stories near the articles that were added since the last review, and returns the articles
    /// that change their story, by id.
    pub fn review(&mut self) -> Vec<Moved> {
        let region = self.region();
        let groups = self.regroup(&region);
        let named = self.name(groups);
        self.assign(&region, named)
    }

    /// Returns the articles of the stories near the new articles, earliest first.
    fn region(&mut self) -> Vec<u32> {
        let fresh = std::mem::take(&mut self.fresh);
        let mut stories: BTreeSet<StoryId> = BTreeSet::new();
        for index in fresh {
            let Some(item) = self.item(index) else { continue };
            let group = Group::of(index, &item.article, &item.vector);
            let of = |other: &u32| self.item(*other).map(|other| other.story);
            let near: BTreeSet<StoryId> = item.neighbours.iter().chain(&item.copy_of).filter_map(of).collect();
            let is_near =
                |story: &StoryId| self.groups.get(story).is_some_and(|near| near.score(&group) >= NEAR * LEAST_SCORE);
            stories.extend(near.into_iter().filter(is_near));
            stories.insert(item.story);
        }
        let mut region: Vec<u32> =
            (0..).zip(&self.items).filter(|(_, item)| stories.contains(&item.story)).map(|(index, _)| index).collect();
        region.sort_by_key(|index| self.items.get(*index as usize).map(Item::order));
        region
    }

    /// Clusters the articles of a region that are no copies.
    fn regroup(&self, region: &[u32]) -> Vec<Group> {
        let originals = region.iter().filter_map(|index| Some((*index, self.items.get(*index as usize)?)));
        let originals: Vec<_> = originals.filter(|(_, item)| item.copy_of.is_none()).collect();
        // Entries of a series have no place, and so no links.
        let places = originals.iter().enumerate().filter(|(_, (_, item))| !self.is_of_series(&item.article));
        let places: HashMap<u32, usize> = places.map(|(at, (index, _))| (*index, at)).collect();
        let mut links: Vec<Vec<usize>> = vec![Vec::new(); originals.len()];
        for (index, item) in &originals {
            let Some(&at) = places.get(index) else { continue };
            for &other in item.neighbours.iter().filter_map(|other| places.get(other)) {
                for (from, to) in [(at, other), (other, at)] {
                    if let Some(links) = links.get_mut(from) {
                        links.push(to);
                    }
                }
            }
        }
        for links in &mut links {
            links.sort_unstable();
            links.dedup();
        }
        let groups = originals.iter().map(|(index, item)| Group::of(*index, &item.article, &item.vector)).collect();
        merge(groups, links, LEAST_SCORE)
    }

    /// Gives each group the id of the story that it shares most articles with; what is split off gets a new id.
    fn name(&mut self, groups: Vec<Group>) -> Vec<(StoryId, Group)> {
        let mut shares: Vec<(usize, StoryId, usize)> = Vec::new();
        for (at, group) in groups.iter().enumerate() {
            let mut counts: BTreeMap<StoryId, usize> = BTreeMap::new();
            for item in group.members.iter().filter_map(|index| self.items.get(*index as usize)) {
                *counts.entry(item.story).or_default() += 1;
            }
            shares.extend(counts.into_iter().map(|(story, count)| (count, story, at)));
        }
        shares.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut names: Vec<Option<StoryId>> = vec![None; groups.len()];
        let mut used: BTreeSet<StoryId> = BTreeSet::new();
        for (_, story, at) in shares {
            if let Some(name) = names.get_mut(at).filter(|name| name.is_none())
                && used.insert(story)
            {
                *name = Some(story);
            }
        }
        names.into_iter().zip(groups).map(|(name, group)| (name.unwrap_or_else(|| self.new_story()), group)).collect()
    }

    /// Puts the articles of a region, with their copies, into the named groups.
    fn assign(&mut self, region: &[u32], named: Vec<(StoryId, Group)>) -> Vec<Moved> {
        let mut stories: HashMap<u32, StoryId> = HashMap::new();
        for index in region {
            if let Some(item) = self.items.get(*index as usize) {
                self.groups.remove(&item.story);
            }
        }
        for (story, mut group) in named {
            stories.extend(group.members.iter().map(|index| (*index, story)));
            group.members.sort_unstable();
            self.groups.insert(story, group);
        }
        let mut moved = Vec::new();
        for index in region {
            let Some(item) = self.items.get(*index as usize) else { continue };
            let story = match item.copy_of {
                Some(original) => {
                    stories.get(&original).copied().or_else(|| Some(self.items.get(original as usize)?.story))
                }
                None => stories.get(index).copied(),
            };
            if let Some(story) = story
                && let Some(item) = self.items.get_mut(*index as usize)
                && item.story != story
            {
                item.story = story;
                moved.push(Moved { article: item.article.id, story });
            }
        }
        moved.sort_unstable_by_key(|moved| moved.article);
        moved
    }
}
