//! The values that filters and comparisons take, with their names and what they mean.

use chrono::NaiveDate;

use super::{Fault, Time};
use crate::domain::clock_format::{Zone, start_of_day};

/// The values of `is:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The user has not read the article.
    Unread,
    /// The user has read it.
    Read,
    /// The user has starred it.
    Starred,
    /// The user has given it a tag.
    Tagged,
    /// It stands in the queue to listen to.
    Queued,
    /// Its outlet changed its text after the first fetch.
    Edited,
    /// It has comments, stated or loaded.
    Commented,
    /// It has comments that the user has not seen.
    New,
    /// A rule hides it.
    Hidden,
}

/// The values of `has:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A recording, attached or on its page.
    Audio,
    /// Comments, stated or loaded.
    Comments,
    /// An image in the text.
    Pictures,
    /// A story: another article on the same event.
    Story,
    /// The full text of its page.
    Page,
}

/// What a comparison counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Words of the text; 0 until the text is indexed.
    Words,
    /// The score that rules gave the article.
    Score,
    /// Comments, stated or loaded, whichever are more.
    Comments,
    /// Outlets of the article's story; 1 without a story.
    Outlets,
}

/// How a comparison compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
}

impl State {
    /// Every state, with its name and what it means.
    pub const ALL: [(Self, &'static str, &'static str); 9] = [
        (Self::Unread, "unread", "you have not read it"),
        (Self::Read, "read", "you have read it"),
        (Self::Starred, "starred", "you have starred it"),
        (Self::Tagged, "tagged", "you have given it a tag"),
        (Self::Queued, "queued", "it stands in the queue to listen to"),
        (Self::Edited, "edited", "its outlet changed its text after the first fetch"),
        (Self::Commented, "commented", "it has comments, stated or loaded"),
        (Self::New, "new", "it has comments that you have not seen"),
        (Self::Hidden, "hidden", "a rule hides it; only queries with `is:hidden` list it"),
    ];
}

impl Part {
    /// Every part, with its name and what it means.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Audio, "audio", "a recording, attached or on its page"),
        (Self::Comments, "comments", "comments, stated or loaded"),
        (Self::Pictures, "pictures", "an image in its text, once that is indexed"),
        (Self::Story, "story", "another article on the same event"),
        (Self::Page, "page", "the full text of its page"),
    ];
}

impl Measure {
    /// Every measure, with its name and what it means.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Words, "words", "words of the text, 0 until that is indexed"),
        (Self::Score, "score", "the score that your rules gave it, 0 without one"),
        (Self::Comments, "comments", "comments, stated or loaded, whichever are more"),
        (Self::Outlets, "outlets", "outlets of its story, 1 without a story"),
    ];
}

impl Comparison {
    /// Every comparison with its sign. A sign stands before the signs that it begins with.
    pub const ALL: [(Self, &'static str); 5] =
        [(Self::AtMost, "<="), (Self::AtLeast, ">="), (Self::Less, "<"), (Self::More, ">"), (Self::Equal, "=")];

    /// Returns its sign.
    #[must_use]
    pub fn sign(self) -> &'static str {
        Self::ALL.iter().find(|(own, _)| *own == self).map_or("", |(_, sign)| sign)
    }
}

/// The units of an age, with their minutes, the longest first.
pub(super) const UNITS: [(&str, i64); 5] = [("y", 525_600), ("w", 10_080), ("d", 1_440), ("h", 60), ("min", 1)];

/// Reads an age such as `3d` and returns its minutes.
#[must_use]
pub fn age(word: &str) -> Option<i64> {
    let end = word.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = word.split_at_checked(end)?;
    let (_, minutes) = UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    Some(i64::from(number.parse::<u16>().ok()?) * minutes)
}

/// Returns when a day, month or year such as 2026-01-31, 2026-01 or 2026 begins in a time zone. `filter` names the
/// filter or option in the error.
pub fn date(filter: &str, word: &str, zone: Zone) -> Result<Time, Fault> {
    let bad = || Fault::BadDate { filter: filter.to_owned(), word: word.to_owned() };
    let parts: Vec<&str> = word.split('-').collect();
    if parts.len() > 3 || parts.first().is_none_or(|year| year.len() != 4) {
        return Err(bad());
    }
    let part = |i: usize| parts.get(i).map_or(Ok(1), |p| p.parse::<u32>().map_err(|_| bad()));
    let year = i32::try_from(part(0)?).map_err(|_| bad())?;
    let day = NaiveDate::from_ymd_opt(year, part(1)?, part(2)?).ok_or_else(bad)?;
    Ok(start_of_day(day, zone))
}
