//! Ranks the palette's rows by how well they match the typed text. `rows` lists them.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use unicode_segmentation::UnicodeSegmentation;

use super::rows;
use super::state::{GAP, Row};
use crate::app::model::Model;
use crate::domain::ArticleRow;

/// The most rows in the list. A user who does not find a row types another letter instead of scrolling further.
const MAX_ROWS: usize = 200;
/// The lowest average score of a letter. Letters scattered over a long title score less, so they match nothing.
const MIN_LETTER_SCORE: u32 = 15;

/// Returns the rows that match the typed text, the best first.
pub(super) fn rank(model: &Model, typed: &str, articles: &[ArticleRow]) -> Vec<Row> {
    let mut rows = rows::actions(model);
    rows.extend(rows::lists(model));
    rows.extend(articles.iter().map(rows::article));
    // Settings are for those who look for one.
    if !typed.trim().is_empty() {
        rows.extend(rows::settings());
    }
    let mut wanted = Wanted::new(typed);
    let mut found: Vec<(u32, Row)> = rows.into_iter().filter_map(|row| wanted.weigh(row)).collect();
    // The sort is stable, so rows of equal weight keep their order: actions, lists, then articles, the newest first.
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.into_iter().take(MAX_ROWS).map(|(_, row)| row).collect()
}

/// The typed text, prepared for matching.
struct Wanted {
    /// The pattern for names, which matches letters in this order with gaps.
    loose: Pattern,
    /// The pattern for descriptions. It matches whole pieces only, because letters with gaps would match any sentence.
    strict: Pattern,
    /// The lowest score of a name that matches.
    min_score: u32,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Wanted {
    fn new(typed: &str) -> Self {
        let pattern = |kind| Pattern::new(typed, CaseMatching::Smart, Normalization::Smart, kind);
        let letters = typed.chars().filter(|c| !c.is_whitespace()).count();
        Self {
            loose: pattern(AtomKind::Fuzzy),
            strict: pattern(AtomKind::Substring),
            min_score: MIN_LETTER_SCORE.saturating_mul(u32::try_from(letters).unwrap_or(u32::MAX)),
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }

    /// Returns a row with its weight and its matching letters, if it matches. A match in the name counts twice.
    fn weigh(&mut self, mut row: Row) -> Option<(u32, Row)> {
        let name = graphemes(&row.name, &mut self.buffer);
        let by_name = self.loose.indices(name, &mut self.matcher, &mut row.letters);
        let mut weight = by_name.filter(|weight| *weight >= self.min_score).map(|weight| weight.saturating_mul(2));
        if weight.is_none() {
            row.letters.clear();
            let whole = format!("{}{GAP}{}", row.name, row.about);
            let whole = graphemes(&whole, &mut self.buffer);
            weight = self.strict.indices(whole, &mut self.matcher, &mut row.letters);
        }
        row.letters.sort_unstable();
        row.letters.dedup();
        weight.map(|weight| (weight, row))
    }
}

/// Converts a text for the matcher, with the first character of each grapheme. The matcher's own conversion counts
/// bytes if every grapheme begins with an ASCII letter.
fn graphemes<'a>(text: &'a str, buffer: &'a mut Vec<char>) -> Utf32Str<'a> {
    if text.is_ascii() {
        return Utf32Str::Ascii(text.as_bytes());
    }
    buffer.clear();
    buffer.extend(text.graphemes(true).filter_map(|grapheme| grapheme.chars().next()));
    Utf32Str::Unicode(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::palette::state::Target;
    use crate::domain::{Text, Time};
    use crate::input::{Action, Keymap};

    fn model() -> Model {
        let keymap = std::sync::Arc::new(Keymap::with_user("").unwrap());
        Model::new((80, 24), Time::default(), keymap, super::super::super::Options::default())
    }

    fn names(typed: &str) -> Vec<String> {
        rank(&model(), typed, &[]).into_iter().map(|row| row.name.into_string()).collect()
    }

    #[test]
    fn the_best_match_stands_first() {
        for (typed, first) in [
            ("sync all", "Sync all"),
            ("syal", "Sync all"),
            ("undo", "Undo"),
            ("unread", "Next unread"),
            ("take back", "Undo"),
            ("quit", "Quit"),
        ] {
            let found = names(typed);
            assert_eq!(found.first().map(String::as_str), Some(first), "{typed}: {found:?}");
        }
        assert!(names("zzqqx").is_empty());
    }

    #[test]
    fn actions_that_work_here_come_before_those_of_other_panes() {
        let found = names("");
        let place = |wanted: &str| found.iter().position(|name| name == wanted);
        let last_here = place("Sync").max(place("Remove feed")).unwrap();
        for elsewhere in ["Fold all", "Find", "Toggle star"] {
            assert!(place(elsewhere).unwrap() > last_here, "{elsewhere} does not work in the feeds");
        }
        assert_eq!(place("Palette"), None, "it is open already");
        assert_eq!(found.first().map(String::as_str), Some("Open"), "the first action of the footer");
    }

    #[test]
    fn letters_are_counted_in_graphemes() {
        let row = |name: &str| Row {
            target: Target::Act(Action::Help),
            name: Text::line(name),
            about: Text::line("the Lantern"),
            badge: String::new(),
            letters: Vec::new(),
        };
        for (name, typed, letters) in [
            ("日本の新聞", "新聞", Some(vec![3, 4])),
            ("Crème caramel", "creme", Some(vec![0, 1, 2, 3, 4])),
            ("e\u{301}te\u{301}", "te", Some(vec![1, 2])),
            ("Octopus", "lantern", Some((13..20).collect())),
            ("Octopus", "octpus", Some(vec![0, 1, 2, 4, 5, 6])),
            ("A long way round to nothing", "gyrh", None),
        ] {
            let found = Wanted::new(typed).weigh(row(name)).map(|(_, row)| row.letters);
            assert_eq!(found, letters, "{typed} in {name}");
        }
    }
}
