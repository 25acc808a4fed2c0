//! An article as the rest of the room sees it.

use super::features::Features;
use super::sketch::are_alike;
use crate::domain::article::Fnv;
use crate::domain::{ArticleId, Time};

/// Tells outlets apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutletId(pub i64);

impl OutletId {
    /// Returns the id of an outlet by its name, which is a host.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut hash = Fnv::default();
        hash.write(name.as_bytes());
        Self(hash.0.cast_signed())
    }
}

/// An article to group.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryArticle {
    /// Row id; of two articles of the same time, the lower id is the earlier one.
    pub id: ArticleId,
    /// The outlet.
    pub outlet: OutletId,
    /// When it was published, or fetched if the feed does not say.
    pub published: Time,
    /// Made of its title and lead.
    pub features: Features,
}

impl StoryArticle {
    /// Returns the outlet and the template of the title; `None` if the title has no words.
    pub(super) fn template(&self) -> Option<(OutletId, u32)> {
        self.features.series.map(|series| (self.outlet, series.template))
    }

    /// Returns whether two articles have nearly the same text; entries of a series have not.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        let same_outlet = self.outlet == other.outlet;
        let titles = self.features.series.zip(other.features.series);
        let is_series = titles.is_some_and(|(a, b)| a.template == b.template && a.title != b.title);
        !(is_series && same_outlet) && are_alike(&self.features.sketch, &other.features.sketch, same_outlet)
    }
}
