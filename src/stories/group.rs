//! A group of articles under comparison, and the score by which groups are merged.
//!
//! The score lies between two customary ones: the mean cosine of all pairs, which falls as a group grows wider, and the
//! cosine of the centroids, which rises as a group grows larger. It is their geometric mean, and falls with the time
//! between the groups.

use std::sync::Arc;

use super::article::{OutletId, StoryArticle};
use super::series::Series;
use super::vector::{Vector, add, float, norm, overlap};

/// The least score of one story. From 0.11 to 0.15, the F1 of the labelled news is within a hundredth; precision rises.
pub(super) const LEAST_SCORE: f32 = 0.125;
/// Seconds between two groups beyond which they are never one story.
pub(super) const WINDOW: i64 = 10 * DAY;
const DAY: i64 = 86_400;
/// Days after which a follow-up needs twice the likeness.
const DECAY: f32 = 8.0;
/// The factor for groups of the same single outlet. An outlet seldom reports an event twice, but its articles resemble
/// one another by their form.
const ONE_OUTLET: f32 = 0.8;
/// The part of the strongest shared term that does not count: one name in common is no event in common.
const STRONGEST: f32 = 0.5;
/// The factor for two groups that are stories without each other. Merging them wrongly is the worst error, and they tell
/// more of themselves than single articles: two events of one person or team have the person's name in common.
const TWO_STORIES: f32 = 0.7;
/// The fewest terms that two groups must share.
const LEAST_SHARED: u32 = 3;
/// Terms of a group's sum that are kept, the heaviest.
const MAX_TERMS: usize = 256;
/// Titles of a group that are kept to recognise a series.
const MAX_TITLES: usize = 64;

/// One or more articles as one.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Indices of the articles. Copies are not among them.
    pub(super) members: Vec<u32>,
    /// The sum of the members' vectors.
    sum: Arc<Vector>,
    norm: f32,
    /// Times of the first and the last article, in seconds.
    first: i64,
    last: i64,
    /// The outlet, if all members are of one.
    outlet: Option<OutletId>,
    /// The outlet and title of each member: sorted.
    titles: Vec<(OutletId, Series)>,
}

impl Group {
    /// Makes a group of one article; `member` is its index, `vector` its terms.
    pub(super) fn of(member: u32, article: &StoryArticle, vector: &Arc<Vector>) -> Self {
        let published = article.published.timestamp();
        Self {
            members: vec![member],
            sum: Arc::clone(vector),
            norm: norm(vector),
            first: published,
            last: published,
            outlet: Some(article.outlet),
            titles: article.features.series.into_iter().map(|series| (article.outlet, series)).collect(),
        }
    }

    /// Adds the members of another group.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.members.extend(&other.members);
        self.sum = add(&self.sum, &other.sum, MAX_TERMS).into();
        self.norm = norm(&self.sum);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.outlet = self.outlet.filter(|outlet| other.outlet == Some(*outlet));
        self.titles.extend(&other.titles);
        self.titles.sort_unstable();
        self.titles.dedup();
        self.titles.truncate(MAX_TITLES);
    }

    /// Returns how much two groups resemble one story, from 0 to 1.
    pub(super) fn score(&self, other: &Self) -> f32 {
        let gap = (other.first - self.last).max(self.first - other.last).max(0);
        if gap > WINDOW || self.is_series_with(other) {
            return 0.0;
        }
        let overlap = overlap(&self.sum, &other.sum);
        if overlap.shared < LEAST_SHARED {
            return 0.0;
        }
        let dot = overlap.dot - STRONGEST * overlap.most;
        let pairs = float(self.count()) * float(other.count());
        let likeness = dot / (pairs * self.norm * other.norm).sqrt();
        let days = float(u32::try_from(gap / 60).unwrap_or(u32::MAX)) / (24.0 * 60.0);
        let one_outlet = if self.outlet.is_some() && self.outlet == other.outlet { ONE_OUTLET } else { 1.0 };
        let two_stories = if self.count().min(other.count()) > 1 { TWO_STORIES } else { 1.0 };
        likeness * one_outlet * two_stories / (1.0 + days / DECAY)
    }

    fn count(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }

    /// Returns whether an article of each is of one series.
    fn is_series_with(&self, other: &Self) -> bool {
        let key = |title: &(OutletId, Series)| (title.0, title.1.template);
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (self.titles.get(i).map(key), other.titles.get(j).map(key)) {
            if a == b {
                return true;
            }
            i += usize::from(a < b);
            j += usize::from(b < a);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::super::features::Features;
    use super::*;
    use crate::domain::ArticleId;

    const QUAKE: &str = "A strong earthquake struck Tarvos on the island of Sele";

    fn group(title: &str, outlet: i64, day: i64, vector: &[(u32, f32)]) -> Group {
        let published = Utc.with_ymd_and_hms(2031, 3, 1, 0, 0, 0).unwrap() + Duration::days(day);
        let article = StoryArticle {
            id: ArticleId(1),
            outlet: OutletId(outlet),
            published,
            features: Features::of(title, "", Some("en")),
        };
        Group::of(0, &article, &Arc::from(vector))
    }

    #[test]
    fn time_outlet_and_series_lower_the_score() {
        let vector: Vec<(u32, f32)> = (0..4).map(|term| (term, 0.5)).collect();
        let base = group(QUAKE, 1, 0, &vector);
        let full = 1.0 - STRONGEST / 4.0;
        for (title, outlet, day, want) in [
            ("Quake on Sele", 2, 0, full),
            ("Quake on Sele", 1, 0, full * ONE_OUTLET),
            ("Quake on Sele", 2, 8, full / 2.0),
            ("Quake on Sele", 2, -8, full / 2.0),
            ("Quake on Sele", 2, 11, 0.0),
            (QUAKE, 2, 0, full),
            (QUAKE, 1, 0, 0.0),
        ] {
            let score = base.score(&group(title, outlet, day, &vector));
            assert!((score - want).abs() < 1e-4, "{title} {outlet} {day}: {score}");
        }
        assert!(base.score(&group("Two shared terms", 2, 0, &[(0, 0.5), (1, 0.5), (9, 0.5), (8, 0.5)])).abs() < 1e-6);
    }

    #[test]
    fn groups_grow() {
        let mut a = group("One", 1, 0, &[(0, 0.8), (1, 0.6)]);
        a.absorb(&group("Two", 2, 3, &[(1, 0.6), (2, 0.8)]));
        assert_eq!((a.count(), a.outlet, (a.last - a.first) / DAY, a.titles.len()), (2, None, 3, 2));
        assert_eq!(&*a.sum, [(0, 0.8), (1, 1.2), (2, 0.8)]);
    }
}
