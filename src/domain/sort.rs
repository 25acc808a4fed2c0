//! The orders of a list of articles. Sorting is left to `store`.

use serde::Deserialize;

/// The order of a list of articles. Of two articles that are equal by it, the newer one comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// By title, from A to Z.
    Title,
    /// By the title of the feed, from A to Z.
    Feed,
    /// The highest score first.
    Score,
    /// The one with the most words first.
    Longest,
    /// The one with the fewest words first.
    Shortest,
    /// The one with the most comments first.
    Comments,
    /// In no order, but always in the same.
    Random,
}

impl Sort {
    /// Every order, in the order of [`Self::NAMES`].
    pub const ALL: [Self; 9] = [
        Self::Newest,
        Self::Oldest,
        Self::Title,
        Self::Feed,
        Self::Score,
        Self::Longest,
        Self::Shortest,
        Self::Comments,
        Self::Random,
    ];
    /// The names in `config.toml` and on the command line.
    pub const NAMES: &[&str] =
        &["newest", "oldest", "title", "feed", "score", "longest", "shortest", "comments", "random"];

    /// Returns the order's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.get(self as usize).copied().unwrap_or_default()
    }

    /// Returns the order with a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }

    /// Describes the order for a menu.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Newest => "newest first",
            Self::Oldest => "oldest first",
            Self::Title => "title",
            Self::Feed => "feed",
            Self::Score => "highest score first",
            Self::Longest => "longest first",
            Self::Shortest => "shortest first",
            Self::Comments => "most comments first",
            Self::Random => "random",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_orders_belong_together() {
        assert_eq!(Sort::ALL.len(), Sort::NAMES.len());
        for sort in Sort::ALL {
            assert_eq!(Sort::of(sort.name()), Some(sort));
            assert_eq!(sort.name(), format!("{sort:?}").to_lowercase());
        }
        assert_eq!(Sort::of("Newest"), None);
    }
}
