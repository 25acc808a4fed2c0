//! Where in an article a comment quotes from.
//!
//! Quotations are found by how they are set or marked; their place by the words alone, so that another case, other
//! quotation marks, another line length and small edits do no harm. Taking text out of HTML is left to `page`.

use std::collections::HashMap;

use super::words::{fold, is_cjk, is_mark};

/// Words that a text between quotation marks needs to count as a quotation: fewer are a manner of speaking.
const QUOTE_WORDS: usize = 4;
/// Consecutive words that are enough to be found by, in a quotation that has been edited.
const RUN_WORDS: usize = 4;
/// Consecutive words that are enough whatever else is said: chance does not bring so many together.
const LONG_RUN: usize = 8;
/// Parts of a quotation that are looked for.
const MOST_PARTS: usize = 8;
/// Words of a quotation that are looked at: where it begins is told by its beginning.
const LOOKED_AT: usize = 64;
/// The share of a quotation's words that must stand together where no run of it is long, in percent.
const SHARE: usize = 60;
/// The same for a quotation so short that chance could do it.
const SHORT_SHARE: usize = 75;
/// Shorter than this is short.
const SHORT: usize = 8;

/// The quotations in a comment, given as paragraphs of text, each with whether it is set as a quotation.
///
/// In the others, lines that begin with `>` are one, and so is what stands between quotation marks.
#[must_use]
pub fn quotes(paragraphs: &[(String, bool)]) -> Vec<String> {
    let mut found = Vec::new();
    for (text, set) in paragraphs {
        if *set {
            found.push(one_line(text));
            continue;
        }
        let (mut stretch, mut led) = (String::new(), false);
        for line in text.lines() {
            let quoted = line.trim_start().strip_prefix('>');
            if quoted.is_some() != led {
                found.extend(quoted_in(&std::mem::take(&mut stretch), led));
                led = !led;
            }
            stretch.push_str(quoted.map_or(line, |quoted| quoted.trim_start_matches(['>', ' '])));
            stretch.push('\n');
        }
        found.extend(quoted_in(&stretch, led));
    }
    found.retain(|quote| quote.chars().any(char::is_alphanumeric));
    found
}

/// The quotations in lines that all begin with `>`, or that none does.
fn quoted_in(lines: &str, led: bool) -> Vec<String> {
    if led { vec![one_line(lines)] } else { between_marks(lines) }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands between quotation marks, the outer ones where they are nested.
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
            // A mark that is never closed, such as that of inches, opens nothing.
            None => {
                let closers = closers(c, before);
                open = closes_later(closers, at).then_some((closers, at + c.len_utf8()));
            }
        }
        before = c;
    }
    found
}

/// The marks that end what `c` begins.
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

/// The article's words, each with its line.
pub struct ArticleWords(Vec<(String, usize)>);

impl ArticleWords {
    /// Of the article's lines.
    #[must_use]
    pub fn of(lines: &[String]) -> Self {
        Self(article(lines))
    }

    /// The line in which a quotation begins; `None` when it is not from there.
    ///
    /// An ellipsis splits the quotation, and its first part of some length that is found tells. A part is found by all of
    /// its words, by a long run of them, or by most of them standing close together.
    #[must_use]
    pub fn find(&self, quote: &str) -> Option<usize> {
        let parts = quote.replace("[...]", "…").replace("[…]", "…").replace("(...)", "…").replace("...", "…");
        let parts: Vec<Vec<String>> =
            parts.split('…').map(words).filter(|part| !part.is_empty()).take(MOST_PARTS).collect();
        // A few words are found all over an article: they tell only where nothing longer does.
        let (long, short): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.len() >= RUN_WORDS);
        let at = long.into_iter().chain(short).find_map(|part| find_part(part, &self.0))?;
        self.0.get(at).map(|(_, line)| *line)
    }
}

/// Where in the article a part of a quotation begins.
fn find_part(part: &[String], article: &[(String, usize)]) -> Option<usize> {
    let part = part.get(..LOOKED_AT.min(part.len()))?;
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
    // A run of four in a long quotation can be chance; most of its words in one place can't.
    let is_long = run.length >= LONG_RUN || (run.length >= RUN_WORDS && run.length * 4 >= part.len());
    window(part.len(), &places, article).or_else(|| is_long.then(begin))
}

/// Consecutive words that a part of a quotation and the article have in common.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// Where it begins in the article, and in the part.
    at: usize,
    skipped: usize,
    length: usize,
}

impl Run {
    /// Where the part begins, if what stands before the run is the same in most words; else where the run does.
    fn beginning(self, part: &[String], article: &[(String, usize)]) -> usize {
        let Some(start) = self.at.checked_sub(self.skipped) else { return self.at };
        let before = article.iter().skip(start).zip(part).take(self.skipped);
        let same = before.filter(|((word, _), wanted)| word == *wanted).count();
        if same * 2 >= self.skipped { start } else { self.at }
    }
}

/// The first of the longest runs. Takes time for each word of the article as often as the part has that word.
fn longest_run(length: usize, places: &HashMap<&str, Vec<usize>>, article: &[(String, usize)]) -> Option<Run> {
    // For each word of the part: the place in the article where it was met last, and the length of the run that ended there.
    let mut ended = vec![(usize::MAX, 0); length];
    let mut best: Option<Run> = None;
    for (at, (word, _)) in article.iter().enumerate() {
        // From the last to the first: the one before must still be what it was for the word before.
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

/// Where the most of a part's words stand in a stretch of the article a little longer than the part, if that are enough.
fn window(length: usize, places: &HashMap<&str, Vec<usize>>, article: &[(String, usize)]) -> Option<usize> {
    let wide = length + length / 4;
    let share = if length < SHORT { SHORT_SHARE } else { SHARE };
    if length < RUN_WORDS {
        return None;
    }
    let mut there: HashMap<&str, usize> = HashMap::new();
    let wanted = |word: &str| places.get(word).map_or(0, Vec::len);
    let (mut hits, mut best) = (0, (0, 0, 0));
    for (end, (word, _)) in article.iter().enumerate() {
        if let Some((gone, _)) = end.checked_sub(wide).and_then(|start| article.get(start))
            && let Some(count) = there.get_mut(gone.as_str())
        {
            *count -= 1;
            hits -= usize::from(*count < wanted(gone));
        }
        if wanted(word) > 0 {
            let count = there.entry(word).or_default();
            *count += 1;
            hits += usize::from(*count <= wanted(word));
        }
        if hits > best.0 {
            best = (hits, (end + 1).saturating_sub(wide), end + 1);
        }
    }
    (best.0 >= RUN_WORDS && best.0 * 100 >= share * length).then(|| narrowed(best.1, best.2, article, wanted))
}

/// Where a stretch of the article begins without the words at its front that the quotation does not need.
fn narrowed(start: usize, end: usize, article: &[(String, usize)], wanted: impl Fn(&str) -> usize) -> usize {
    let stretch = || article.iter().take(end).skip(start).map(|(word, _)| word.as_str());
    let mut there: HashMap<&str, usize> = HashMap::new();
    for word in stretch() {
        *there.entry(word).or_default() += 1;
    }
    let needless = |word: &&str| {
        let Some(count) = there.get_mut(*word) else { return false };
        *count -= 1;
        *count >= wanted(word)
    };
    start + stretch().take_while(needless).count()
}

/// The article's words, each with its line. A word that was hyphenated at the end of a line is one word again.
fn article(lines: &[String]) -> Vec<(String, usize)> {
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

/// Words in one case and without punctuation. Apostrophes and hyphens inside a word join it.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    for c in fold(text).chars() {
        if is_cjk(c) {
            found.extend([std::mem::take(&mut word), c.to_string()]);
        } else if c.is_alphanumeric() || is_mark(c) {
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
    fn quotations_are_told_by_setting_and_marks() {
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
        fn whatever_stands_in_it_is_found(words in proptest::collection::vec("[a-f]{1,3}", 8..60), from in 0..50_usize, width in 1..9_usize) {
            let lines: Vec<String> = words.chunks(width).map(|line| line.join(" ")).collect();
            let from = from.min(words.len() - 4);
            let quote = words[from..].join(" ");
            let at = find(&quote, &lines);
            proptest::prop_assert!(at.is_some_and(|at| at <= from / width), "{:?}", at);
        }

        #[test]
        fn nothing_breaks_it(text in "\\PC{0,60}", other in "\\PC{0,60}", set: bool) {
            for quote in quotes(&[(text, set)]) {
                let _ = find(&quote, std::slice::from_ref(&other));
            }
        }
    }
}
