//! Finds the quotations in a comment and where in the article they come from.
//!
//! Quotations are recognised by markup or marks. They are located by their words alone, so differences in case, marks
//! and line breaks and small edits do no harm. Conversion of HTML to text is left to `page`.

use std::collections::HashMap;

use super::case_fold::{fold, is_combining};
use crate::domain::script::is_unspaced;

/// The fewest words between quotation marks that count as a quotation; fewer are a manner of speaking.
const QUOTE_WORDS: usize = 4;
/// The fewest consecutive words that locate an edited quotation.
const RUN_WORDS: usize = 4;
/// Consecutive words that suffice on their own, since so many hardly agree by chance.
const LONG_RUN: usize = 8;
/// Parts of a quotation, split at ellipses, that are searched for.
const MAX_PARTS: usize = 8;
/// Words of a part that are compared, since its beginning is enough to locate it.
const MAX_WORDS: usize = 64;
/// Percentage of a part's words that must stand close together if no run of them is long.
const SHARE: usize = 60;
/// Like [`SHARE`], but for a short part, whose words may agree by chance.
const SHORT_SHARE: usize = 75;
/// A part of fewer words is short.
const SHORT: usize = 8;

/// Returns the quotations in a comment, which is given as paragraphs with a flag for quotation markup.
///
/// In other paragraphs, consecutive lines that begin with `>` are a quotation, and so is text between quotation marks.
#[must_use]
pub fn quotes(paragraphs: &[(String, bool)]) -> Vec<String> {
    let mut found = Vec::new();
    for (text, is_quotation) in paragraphs {
        if *is_quotation {
            found.push(one_line(text));
            continue;
        }
        let (mut stretch, mut is_quoted) = (String::new(), false);
        for line in text.lines() {
            let quoted = line.trim_start().strip_prefix('>');
            if quoted.is_some() != is_quoted {
                found.extend(quotes_in(&std::mem::take(&mut stretch), is_quoted));
                is_quoted = !is_quoted;
            }
            stretch.push_str(quoted.map_or(line, |quoted| quoted.trim_start_matches(['>', ' '])));
            stretch.push('\n');
        }
        found.extend(quotes_in(&stretch, is_quoted));
    }
    found.retain(|quote| quote.chars().any(char::is_alphanumeric));
    found
}

/// Returns the quotations in lines that either all began with `>` or none did.
fn quotes_in(lines: &str, is_quoted: bool) -> Vec<String> {
    if is_quoted { vec![one_line(lines)] } else { between_marks(lines) }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the texts between quotation marks, those between the outer ones if they are nested.
fn between_marks(text: &str) -> Vec<String> {
    let mut last: HashMap<char, usize> = HashMap::new();
    last.extend(text.char_indices().map(|(at, c)| (c, at)));
    let closes_later = |closers: &[char], at| closers.iter().any(|c| last.get(c).is_some_and(|&end| end > at));
    let mut found = Vec::new();
    let mut open: Option<(&[char], usize)> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match open {
            Some((closers, start)) if closers.contains(&c) => {
                let quote = text.get(start..at).unwrap_or_default();
                if words(quote).len() >= QUOTE_WORDS {
                    found.push(one_line(quote));
                }
                open = None;
            }
            Some(_) => {}
            // A mark that is never closed, such as an inch sign, opens nothing.
            None => {
                let closers = closers(c, before);
                open = closes_later(closers, at).then_some((closers, at + c.len_utf8()));
            }
        }
        before = c;
    }
    found
}

/// Returns the marks that close a quotation opened by `c`; none if `c` opens nothing after `before`.
fn closers(c: char, before: char) -> &'static [char] {
    match c {
        '“' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '»' => &['«'],
        '「' => &['」'],
        '"' if !before.is_alphanumeric() => &['"'],
        _ => &[],
    }
}

/// The words of an article, each with the index of its line.
pub struct ArticleWords(Vec<(String, usize)>);

impl ArticleWords {
    /// Splits the lines of an article into words.
    #[must_use]
    pub fn of(lines: &[String]) -> Self {
        Self(words_of_lines(lines))
    }

    /// Returns the line in which a quotation begins; `None` if it is not from the article.
    ///
    /// An ellipsis splits the quotation, and its first part that matches locates it, long parts before short ones. A
    /// part matches by all of its words, by a long run of them, or by most of them close together.
    #[must_use]
    pub fn find(&self, quote: &str) -> Option<usize> {
        let parts = quote.replace("[...]", "…").replace("[…]", "…").replace("(...)", "…").replace("...", "…");
        let parts: Vec<Vec<String>> =
            parts.split('…').map(words).filter(|part| !part.is_empty()).take(MAX_PARTS).collect();
        // A few words occur all over an article, so short parts count only if no long part matches.
        let (long, short): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.len() >= RUN_WORDS);
        let at = long.into_iter().chain(short).find_map(|part| find_part(part, &self.0))?;
        self.0.get(at).map(|(_, line)| *line)
    }
}

/// Returns the word of the article at which a part of a quotation begins.
fn find_part(part: &[String], article: &[(String, usize)]) -> Option<usize> {
    let part = part.get(..MAX_WORDS.min(part.len()))?;
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, word) in part.iter().enumerate() {
        places.entry(word).or_default().push(i);
    }
    let run = longest_run(part.len(), &places, article)?;
    if run.length == part.len() && part.len() > 1 {
        return Some(run.at);
    }
    let begin = || run.beginning(part, article);
    if run.length >= RUN_WORDS && run.length * 2 >= part.len() {
        return Some(begin());
    }
    // In a long quotation, a run of four may agree by chance, but hardly most of its words close together.
    let is_long = run.length >= LONG_RUN || (run.length >= RUN_WORDS && run.length * 4 >= part.len());
    window(part.len(), &places, article).or_else(|| is_long.then(begin))
}

/// Consecutive words that a part of a quotation shares with the article.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// Index of its first word in the article.
    at: usize,
    /// Index of its first word in the part.
    skipped: usize,
    /// Number of words.
    length: usize,
}

impl Run {
    /// Returns where the part begins in the article if most words before the run agree, else where the run begins.
    fn beginning(self, part: &[String], article: &[(String, usize)]) -> usize {
        let Some(start) = self.at.checked_sub(self.skipped) else { return self.at };
        let before = article.iter().skip(start).zip(part).take(self.skipped);
        let same = before.filter(|((word, _), wanted)| word == *wanted).count();
        if same * 2 >= self.skipped { start } else { self.at }
    }
}

/// Returns the first of the longest runs. Each word of the article costs one step for each time the part has it.
fn longest_run(length: usize, places: &HashMap<&str, Vec<usize>>, article: &[(String, usize)]) -> Option<Run> {
    // For each word of the part: the last index in the article where it occurred, and the length of the run there.
    let mut ended = vec![(usize::MAX, 0); length];
    let mut best: Option<Run> = None;
    for (at, (word, _)) in article.iter().enumerate() {
        // In reverse, so that the entry before still belongs to the article's previous word.
        for &i in places.get(word.as_str()).into_iter().flatten().rev() {
            let before = i.checked_sub(1).map_or((usize::MAX, 0), |before| ended[before]);
            let run = if before.0 == at.wrapping_sub(1) { before.1 + 1 } else { 1 };
            ended[i] = (at, run);
            if best.is_none_or(|best| run > best.length) {
                best = Some(Run { at: at + 1 - run, skipped: i + 1 - run, length: run });
            }
        }
    }
    best
}

/// Returns where the most of a part's words stand in a window a little longer than the part, if they are enough.
fn window(length: usize, places: &HashMap<&str, Vec<usize>>, article: &[(String, usize)]) -> Option<usize> {
    let wide = length + length / 4;
    let share = if length < SHORT { SHORT_SHARE } else { SHARE };
    if length < RUN_WORDS {
        return None;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let wanted = |word: &str| places.get(word).map_or(0, Vec::len);
    let (mut hits, mut best) = (0, (0, 0, 0));
    for (end, (word, _)) in article.iter().enumerate() {
        if let Some((gone, _)) = end.checked_sub(wide).and_then(|start| article.get(start))
            && let Some(count) = counts.get_mut(gone.as_str())
        {
            *count -= 1;
            hits -= usize::from(*count < wanted(gone));
        }
        if wanted(word) > 0 {
            let count = counts.entry(word).or_default();
            *count += 1;
            hits += usize::from(*count <= wanted(word));
        }
        if hits > best.0 {
            best = (hits, (end + 1).saturating_sub(wide), end + 1);
        }
    }
    (best.0 >= RUN_WORDS && best.0 * 100 >= share * length).then(|| narrowed(best.1, best.2, article, wanted))
}

/// Returns where a window of the article begins once leading words that the quotation does not need are dropped.
fn narrowed(start: usize, end: usize, article: &[(String, usize)], wanted: impl Fn(&str) -> usize) -> usize {
    let stretch = || article.iter().take(end).skip(start).map(|(word, _)| word.as_str());
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in stretch() {
        *counts.entry(word).or_default() += 1;
    }
    let needless = |word: &&str| {
        let Some(count) = counts.get_mut(*word) else { return false };
        *count -= 1;
        *count >= wanted(word)
    };
    start + stretch().take_while(needless).count()
}

/// Splits lines into words, each with its line. A word hyphenated at the end of a line is joined again.
fn words_of_lines(lines: &[String]) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut broken = false;
    for (at, line) in lines.iter().enumerate() {
        let mut words = words(line).into_iter();
        if broken
            && let Some(rest) = words.next()
            && let Some((word, _)) = found.last_mut()
        {
            word.push_str(&rest);
        }
        found.extend(words.map(|word| (word, at)));
        let end = line.trim_end();
        let hyphen = end.strip_suffix(['-', '‐', '\u{ad}']);
        broken = hyphen.is_some_and(|before| before.ends_with(char::is_alphabetic));
    }
    found
}

/// Splits text into folded words without punctuation. Apostrophes and hyphens inside a word join it.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    for c in fold(text).chars() {
        if is_unspaced(c) {
            found.extend([std::mem::take(&mut word), c.to_string()]);
        } else if c.is_alphanumeric() || is_combining(c) {
            word.push(c);
        } else if !matches!(c, '\'' | '-') {
            found.push(std::mem::take(&mut word));
        }
    }
    found.push(word);
    found.retain(|word| !word.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(quote: &str, lines: &[String]) -> Option<usize> {
        ArticleWords::of(lines).find(quote)
    }

    #[test]
    fn quotations_are_recognised_by_markup_and_marks() {
        for (text, set, want) in [
            ("  a quotation\nof two lines", true, &["a quotation of two lines"][..]),
            ("> led by\n> a mark\nand an answer\n>> once more", false, &["led by a mark", "once more"]),
            ("a “quotation that goes\non here” it does", false, &["quotation that goes on here"]),
            ("He said “this is a «nested» one here” and left", false, &["this is a «nested» one here"]),
            (
                "„so schreibt man es hier“, »und so auch hier drüben«",
                false,
                &["so schreibt man es hier", "und so auch hier drüben"],
            ),
            ("« comme cela se fait là »", false, &["comme cela se fait là"]),
            ("a 5\" pipe and \"the words of a man\"", false, &["the words of a man"]),
            ("never “closed and \"the words of a man\"", false, &["the words of a man"]),
            ("so “called” “truth of sorts”", false, &[]),
            ("don't 'count these single ones here'", false, &[]),
            ("「これは引用です」と", false, &["これは引用です"]),
            ("--", true, &[]),
        ] {
            assert_eq!(quotes(&[(text.to_owned(), set)]), want, "{text}");
        }
    }

    fn lines() -> Vec<String> {
        "A headline about tea

         The price of tea rose again on Mon-
         day, the Board of Trade said. “We don’t
         see an end to it,” a well-known grower
         told us, in the rain.

         The price of coffee fell. In the mean-
         time people drink water, which costs
         nothing at all in most places of the
         country. 茶の価格は月曜日に再び上昇した。"
            .lines()
            .map(|line| line.trim_start().to_owned())
            .collect()
    }

    #[test]
    fn quotations_are_found_where_they_begin() {
        for (quote, want) in [
            ("The price of tea", Some(2)),
            ("the PRICE of coffee fell", Some(7)),
            ("on Monday, the Board", Some(2)),
            ("Board of Trade said: \"We don't see an end to it\"", Some(3)),
            ("a well‑known grower told us", Some(4)),
            ("told us, in the rain. The price of coffee", Some(5)),
            ("price of tea rose … people drink water", Some(2)),
            ("… people drink water [...] nothing at all", Some(8)),
            ("In the meantime people drank watre, which costs nothing at all in some places", Some(7)),
            ("Teh price of tea rose again on Tuesday", Some(2)),
            ("The price of tea on Monday rose, said the Board", Some(2)),
            ("価格は月曜日に再び上昇", Some(10)),
            (
                "The price of coffee fell. In the meantime people drink water: no, they don't, and I should know, for I \
                 have been selling the stuff for thirty years to whoever came by, rain or shine, and my father before me, \
                 and his before him, back to the first of us who had a kettle",
                Some(7),
            ),
            ("the rain", Some(5)),
            ("rain", None),
            ("", None),
            ("…", None),
            ("of the in a", None),
            ("nobody wrote anything of this kind about the people in the article", None),
            (
                "what I think of this: the price of tea is too high for us and that is because of them and of the others",
                None,
            ),
        ] {
            assert_eq!(find(quote, &lines()), want, "{quote}");
        }
        assert_eq!(find("The price of tea", &[]), None);
    }

    #[test]
    fn long_articles_of_one_word_cost_little() {
        let lines = vec!["tea ".repeat(20); 10_000];
        assert_eq!(find(&"tea ".repeat(1000), &lines), Some(0));
        assert_eq!(find(&format!("{} coffee", "tea milk ".repeat(31)), &lines), None);
    }

    proptest::proptest! {
        #[test]
        fn any_stretch_of_the_article_is_found(
            words in proptest::collection::vec("[a-f]{1,3}", 8..60), from in 0..50_usize, width in 1..9_usize,
        ) {
            let lines: Vec<String> = words.chunks(width).map(|line| line.join(" ")).collect();
            let from = from.min(words.len() - 4);
            let quote = words[from..].join(" ");
            let at = find(&quote, &lines);
            proptest::prop_assert!(at.is_some_and(|at| at <= from / width), "{:?}", at);
        }

        #[test]
        fn quotations_come_from_the_comment_and_lines_exist(text in "\\PC{0,60}", other in "\\PC{0,60}", set: bool) {
            for quote in quotes(&[(text.clone(), set)]) {
                proptest::prop_assert!(quote.split(' ').all(|word| text.contains(word)));
                proptest::prop_assert!(find(&quote, std::slice::from_ref(&other)).is_none_or(|line| line == 0));
            }
        }
    }
}
