//! Recognises entries of a series by their titles: a column, a log, a live blog, releases, numbered issues.
//!
//! Entries of a series share a title but for a date, a number or a version. They are separate articles on purpose, so
//! two of one outlet never join one story. A count ("toll rises to 41") is no mark of a series.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::term::fold;
use super::words::{Kind, Token};
use crate::domain::article::Fnv;

/// What a title says about a series. Titles of one outlet with the same template are of one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Series {
    /// Hash of the title without dates, serial numbers and versions.
    pub(super) template: u32,
    /// Hash of the whole title.
    pub(super) title: u32,
}

/// Words of dates, in the languages that have stop words.
static DATES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february \
    march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec \
    montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz mai juni juli oktober dezember \
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril juin juillet aout septembre octobre \
    novembre decembre lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio \
    agosto septiembre octubre noviembre diciembre morning afternoon evening night weekend today tomorrow tonight \
    heute morgen abend matin soir hoy manana tarde noche")
});
/// Words before a number that count something; the number is then part of the news.
static COUNTS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("to at by of over under than least most nearly almost about around some only up from for after kills \
    kill hits reaches passes tops leaves injures finds auf um bei uber mindestens rund nach mehr als etwa a de plus moins environ \
    pres apres al mas menos unos hasta tras")
});
/// Words after a number that make it a version.
static RELEASES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("released release is available final beta alpha rc now erschienen veroffentlicht disponible publie")
});
/// Words that follow a version.
const STAGES: &[&str] = &["alpha", "beta", "rc", "final"];
/// The template of all live blogs.
const LIVE_BLOG: u32 = 0;
/// Titles of live blogs, as whole words in order.
const LIVE: &[&[&str]] = &[
    &["live"],
    &["as", "it", "happened"],
    &["minute", "by", "minute"],
    &["liveticker"],
    &["newsticker"],
    &["liveblog"],
    &["en", "direct"],
    &["en", "vivo"],
    &["minuto", "a", "minuto"],
];
/// Words beside which "live" is an ordinary word.
const NOT_LIVE: &[&str] =
    &["to", "who", "can", "they", "we", "people", "will", "must", "in", "where", "how", "longer", "with", "on", "near"];

impl Series {
    /// Reads a title's tokens; `None` if the title has no words.
    pub(super) fn of(title: &[Token]) -> Option<Self> {
        if title.is_empty() {
            return None;
        }
        let mut whole = Fnv::default();
        let mut template = Fnv::default();
        let mut was_version = false;
        for (at, token) in title.iter().enumerate() {
            whole.write(token.text.as_bytes());
            let before = at.checked_sub(1).and_then(|before| title.get(before));
            // Of a version, "beta" and "rc" are a part.
            was_version =
                is_serial(token, before, title.get(at + 1)) || (was_version && STAGES.contains(&token.text.as_str()));
            if !was_version {
                template.write(token.text.as_bytes());
            }
        }
        let template = if is_live(title) { LIVE_BLOG } else { fold(template.0) };
        Some(Self { template, title: fold(whole.0) })
    }

    /// Returns whether the article is a live blog, which runs beside the story and joins none.
    pub(super) fn is_live_blog(self) -> bool {
        self.template == LIVE_BLOG
    }
}

/// Returns whether a token only tells entries of a series apart.
fn is_serial(token: &Token, before: Option<&Token>, after: Option<&Token>) -> bool {
    if token.kind == Kind::Word {
        return DATES.contains(token.text.as_str()) || is_version(&token.text);
    }
    let is_dated = |other: Option<&Token>| {
        other.is_some_and(|other| other.kind == Kind::Number || DATES.contains(other.text.as_str()))
    };
    let is_last = after.is_none_or(|after| after.is_start || !after.is_adjacent || after.is_capital);
    let is_release =
        after.is_some_and(|after| RELEASES.contains(after.text.as_str())) || token.text.matches('.').count() > 1;
    token.kind == Kind::Number
        && (is_release
            || is_dated(before)
            || is_dated(after)
            || (is_last
                && before.is_some_and(|before| before.is_adjacent || before.is_capital)
                && !before.is_some_and(|before| COUNTS.contains(before.text.as_str())))
            || (before.is_none() && after.is_some_and(|after| !after.is_adjacent)))
}

/// Returns whether a word is a version such as `v2.1` or a release candidate such as `2rc1`.
fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && (digits.len() < word.len() || digits.contains("rc") || digits.contains("beta"))
}

fn is_live(title: &[Token]) -> bool {
    LIVE.iter().any(|words| {
        title.windows(words.len()).enumerate().any(|(at, tokens)| {
            let around = [at.checked_sub(1), Some(at + words.len())];
            let mut around = around.into_iter().flatten().filter_map(|at| title.get(at));
            tokens.iter().zip(*words).all(|(token, word)| token.text == *word)
                && !around.any(|token| NOT_LIVE.contains(&token.text.as_str()))
        })
    })
}

fn set(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::super::words::tokens;
    use super::*;

    fn series(title: &str) -> Series {
        Series::of(&tokens(title, 50)).unwrap()
    }

    #[test]
    fn entries_of_a_series_share_a_template() {
        for (a, b) in [
            ("Harbour weather, Monday 3 March", "Harbour weather, Tuesday 4 March"),
            ("Weather log 411", "Weather log 412"),
            ("Quill 2.3.1 released", "Quill 2.3.2 released"),
            ("Quill v2.3", "Quill v2.4"),
            ("Quill 2.3.2 released", "Quill 2.4 beta 1 released"),
            ("Prize puzzle No. 88: Harbours", "Prize puzzle No. 89: Harbours"),
            ("Day 12: the trial", "Day 13: the trial"),
            ("Storm live: bridge closed", "Storm live: trains stopped"),
            ("Wahl im Liveticker", "Liveticker zum Sturm"),
            ("Letters to the editor", "Letters to the editor"),
            ("Wetter am Montag, 3. März 2031", "Wetter am Dienstag, 4. März 2031"),
        ] {
            assert_eq!(series(a).template, series(b).template, "{a} / {b}");
        }
    }

    #[test]
    fn live_blogs_are_told() {
        for (title, want) in [
            ("Cup final live: Calder against Halden", true),
            ("Sturm im Liveticker", true),
            ("Where people live longest", false),
            ("Storm closes bridge", false),
        ] {
            assert_eq!(series(title).is_live_blog(), want, "{title}");
        }
    }

    #[test]
    fn news_is_no_series() {
        for (a, b) in [
            ("Quake toll rises to 41", "Quake toll rises to 58"),
            ("At least 12 dead in Arden fire", "At least 14 dead in Arden fire"),
            ("Where to live in Arden", "How to live well"),
            ("Rovers beat Town 3-1", "Rovers beat Athletic 2-0"),
            ("12 dead in storm", "14 dead in storm"),
        ] {
            assert_ne!(series(a).template, series(b).template, "{a} / {b}");
        }
        assert_eq!(Series::of(&[]), None);
    }
}
