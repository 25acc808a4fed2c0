//! The query language: `rust -"press release" (feed:lwn OR tag:kernel) is:unread age<3d`.
//!
//! A query is a tree of conditions on an article. `parse` reads one, `print` writes one, `terms` knows the single
//! conditions, `reference` describes them, `complete` finishes a half-typed one. Matching is left to `store`.

mod complete;
mod errors;
mod parse;
mod print;
mod reference;
mod snippet;
mod terms;
mod values;

pub use complete::{Completion, Known, complete};
pub use errors::{Fault, QueryError};
pub use parse::{MAX_CHARS, MAX_DEPTH, MAX_TERMS};
pub use reference::queries_markdown;
pub use snippet::snippet;
pub use terms::compile;
pub use values::{Comparison, Measure, Part, State, age, date};

use super::Time;

/// A parsed query. An empty one matches every article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The conditions.
    pub expr: Expr,
    /// The moment that `age` counts from; `None` for the moment at which the store runs the query.
    pub now: Option<Time>,
}

/// A tree of conditions. [`Expr::all`] and [`Expr::any`] make trees without needless levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// Every part holds. Without parts it holds for every article.
    And(Vec<Expr>),
    /// At least one part holds.
    Or(Vec<Expr>),
    /// The part does not hold.
    Not(Box<Expr>),
    /// The condition holds.
    Is(Condition),
}

/// A condition on an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Anywhere in title, author or text.
    Text(Phrase),
    /// `title:`
    Title(Phrase),
    /// `author:`
    Author(Phrase),
    /// `title:/…/`: a regular expression, any case, which [`compile`] accepts.
    TitlePattern(String),
    /// `author:/…/`: like [`Self::TitlePattern`]. An anonymous article has an empty author.
    AuthorPattern(String),
    /// `feed:`: part of the feed's title or address, any case.
    Feed(String),
    /// `folder:`: the folder's path or one above it, any case.
    Folder(String),
    /// `tag:`: the whole tag of the feed or of the article, any case.
    Tag(String),
    /// `is:`
    Is(State),
    /// `has:`
    Has(Part),
    /// `after:`: published at this moment or later.
    After(Time),
    /// `before:`: published earlier than this moment.
    Before(Time),
    /// `age<3d`: minutes since the article was published. It is never compared with [`Comparison::Equal`].
    Age(Comparison, i64),
    /// `words>800`
    Number(Measure, Comparison, i64),
}

/// Consecutive words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words, separated by single spaces.
    pub text: String,
    /// Whether the last word matches as a prefix. It is set for a query's last bare word, which may be half typed.
    pub prefix: bool,
}

impl Default for Expr {
    fn default() -> Self {
        Self::And(Vec::new())
    }
}

impl Expr {
    /// Makes the tree that holds if all parts hold.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::And(inner) => inner,
            other => vec![other],
        });
        let mut flat: Vec<Self> = flat.collect();
        match (flat.pop(), flat.is_empty()) {
            (Some(only), true) => only,
            (last, _) => Self::And(flat.into_iter().chain(last).collect()),
        }
    }

    /// Makes the tree that holds if one of the parts holds; there must be one.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::Or(inner) => inner,
            other => vec![other],
        });
        let mut flat: Vec<Self> = flat.collect();
        match (flat.pop(), flat.is_empty()) {
            (Some(only), true) => only,
            (last, _) => Self::Or(flat.into_iter().chain(last).collect()),
        }
    }

    /// Makes whole words of prefixes.
    fn end_words(&mut self) {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter_mut().for_each(Self::end_words),
            Self::Not(part) => part.end_words(),
            Self::Is(Condition::Text(phrase) | Condition::Title(phrase) | Condition::Author(phrase)) => {
                phrase.prefix = false;
            }
            Self::Is(_) => {}
        }
    }

    /// Returns whether a condition passes a test. The depth of a query is limited.
    fn has(&self, test: &impl Fn(&Condition) -> bool) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.has(test)),
            Self::Not(part) => part.has(test),
            Self::Is(condition) => test(condition),
        }
    }

    /// Lists the conditions that a matching article may meet: those that nothing negates.
    fn wanted<'a>(&'a self, found: &mut Vec<&'a Condition>) {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.wanted(found)),
            Self::Not(_) => {}
            Self::Is(condition) => found.push(condition),
        }
    }
}

impl Query {
    /// Returns whether the query has no conditions and so matches every article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expr == Expr::default()
    }

    /// Makes the query that an article matches if it matches both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { expr: Expr::all(vec![self.expr, other.expr]), now: self.now.or(other.now) }
    }

    /// Makes the query in which every word is whole, for one that is not being typed.
    #[must_use]
    pub fn with_whole_words(mut self) -> Self {
        self.expr.end_words();
        self
    }

    /// Returns whether a condition of the query, negated or not, passes a test.
    #[must_use]
    pub fn has(&self, test: impl Fn(&Condition) -> bool) -> bool {
        self.expr.has(&test)
    }

    /// Takes `is:unread` out, if every match must be unread. Returns the rest, and whether it did.
    #[must_use]
    pub fn without_unread(self) -> (Self, bool) {
        let unread = Expr::Is(Condition::Is(State::Unread));
        let mut parts = match self.expr {
            Expr::And(parts) => parts,
            other => vec![other],
        };
        let count = parts.len();
        parts.retain(|part| *part != unread);
        let has_unread = parts.len() < count;
        (Self { expr: Expr::all(parts), now: self.now }, has_unread)
    }

    /// Returns the words that a match may contain, for snippets and highlighting. Phrases stay whole.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut wanted = Vec::new();
        self.expr.wanted(&mut wanted);
        let words = wanted.into_iter().filter_map(|condition| match condition {
            Condition::Text(p) | Condition::Title(p) | Condition::Author(p) => Some(p.text.clone()),
            _ => None,
        });
        words.collect()
    }
}

#[cfg(test)]
mod tests;
