//! The user's rules: authors, words, sites and scores to mute or follow in comments.
//!
//! A muted comment is folded, with the rule as the stated reason, and never removed. `settings` reads the rules file;
//! `reason` decides which replies to a done comment are shown.

use std::cell::OnceCell;
use std::fmt;

use url::Url;

use super::case_fold::{fold, is_combining};
use crate::domain::Text;
use crate::domain::host::{is_within_domain, without_www};
use crate::domain::script::is_unspaced;

/// The condition of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matcher {
    /// The author's whole name, in any case.
    Author(String),
    /// Whole words in a row, in any case; in scripts without spaces between words, any part of the text.
    Word(String),
    /// A link to this host or a subdomain of it.
    Site(String),
    /// A score lower than this; a comment without a score never matches.
    ScoreBelow(i64),
}

/// The effect of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Folds the comment.
    Mute,
    /// Never folds the comment, and gives a new reply a reason to be shown.
    Follow,
}

impl Verb {
    /// Returns the verb's name in the rules file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mute => "mute",
            Self::Follow => "follow",
        }
    }
}

/// An error that makes a rule invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The author's name is empty.
    #[error("missing author's name (anonymous comments can't be muted or followed)")]
    NoAuthor,
    /// The word is empty.
    #[error("missing word")]
    NoWord,
    /// The site is not a host.
    #[error("\"{0}\" is not a site; write a host such as spam.example")]
    NoSite(Text),
    /// A rule follows a low score.
    #[error("a low score can only be muted, not followed")]
    FollowedScore,
}

/// A rule. [`Rule::new`] rejects rules that match nothing or everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    verb: Verb,
    matcher: Matcher,
    on: Option<String>,
    /// The folded name or words, or the host, to compare with.
    key: String,
}

impl Rule {
    /// Makes a rule; with `on`, it applies only to comments on articles of that host and its subdomains.
    pub fn new(verb: Verb, matcher: Matcher, on: Option<&str>) -> Result<Self, RuleError> {
        let no_site = |site: &str| RuleError::NoSite(Text::line(site));
        let (matcher, key) = match matcher {
            Matcher::Author(name) => {
                let name = Text::line(&name).non_empty().ok_or(RuleError::NoAuthor)?.into_string();
                let key = fold(&name);
                (Matcher::Author(name), key)
            }
            Matcher::Word(word) => {
                let word = Text::line(&word).non_empty().ok_or(RuleError::NoWord)?.into_string();
                let key = needle(&word);
                (Matcher::Word(word), key)
            }
            Matcher::Site(site) => {
                let host = host(&site).ok_or_else(|| no_site(&site))?;
                (Matcher::Site(host.clone()), host)
            }
            Matcher::ScoreBelow(_) if verb == Verb::Follow => return Err(RuleError::FollowedScore),
            Matcher::ScoreBelow(score) => (Matcher::ScoreBelow(score), String::new()),
        };
        let on = on.map(|on| host(on).ok_or_else(|| no_site(on))).transpose()?;
        Ok(Self { verb, matcher, on, key })
    }

    /// Returns the rule's effect.
    #[must_use]
    pub fn verb(&self) -> Verb {
        self.verb
    }

    /// Returns the rule's condition.
    #[must_use]
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// Returns the host that the rule is limited to; `None` if it applies to all articles.
    #[must_use]
    pub fn on(&self) -> Option<&str> {
        self.on.as_deref()
    }

    /// Returns whether both rules have the same condition on the same articles, whatever their effects.
    #[must_use]
    pub fn is_about_same(&self, other: &Self) -> bool {
        let kinds = [&self.matcher, &other.matcher].map(std::mem::discriminant);
        let is_score = matches!(self.matcher, Matcher::ScoreBelow(_));
        kinds[0] == kinds[1]
            && self.on == other.on
            && self.key == other.key
            && (!is_score || self.matcher == other.matcher)
    }

    fn applies_to(&self, article: Option<&str>) -> bool {
        self.on.as_deref().is_none_or(|on| article.is_some_and(|host| is_under(host, on)))
    }

    fn is_by(&self, author: Option<&str>) -> bool {
        let author = author.map(str::trim).filter(|author| !author.is_empty());
        matches!(self.matcher, Matcher::Author(_)) && author.is_some_and(|author| fold(author) == self.key)
    }

    fn hits(&self, facts: &Facts<'_>, text: &Folded<'_>) -> bool {
        self.applies_to(facts.host)
            && match &self.matcher {
                Matcher::Author(_) => self.is_by(facts.author),
                Matcher::Word(_) => text.has(&self.key),
                Matcher::Site(_) => links(facts).any(|link| is_linked(link, &self.key)),
                Matcher::ScoreBelow(least) => facts.score.is_some_and(|score| score < *least),
            }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.verb {
            Verb::Mute => "muted: ",
            Verb::Follow => "followed: ",
        })?;
        match &self.matcher {
            Matcher::Author(name) => write!(f, "author {name}"),
            Matcher::Word(word) => write!(f, "word {word}"),
            Matcher::Site(host) => write!(f, "links to {host}"),
            Matcher::ScoreBelow(score) => write!(f, "score below {score}"),
        }?;
        self.on.as_ref().map_or(Ok(()), |on| write!(f, ", on {on}"))
    }
}

/// The facts about a comment that rules check.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// The author; `None` if unsigned.
    pub author: Option<&'a str>,
    /// The plain text.
    pub text: &'a str,
    /// Addresses of its links. Addresses written out in the text need not be listed.
    pub links: &'a [String],
    /// The score, if the source states one.
    pub score: Option<i64>,
    /// Host of the article.
    pub host: Option<&'a str>,
}

/// All rules, in the order of the rules file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules(pub Vec<Rule>);

impl Rules {
    /// Returns the one of the matching rules that takes effect: the first follow, else the first mute.
    #[must_use]
    pub fn deciding_rule(&self, hits: &[usize]) -> Option<&Rule> {
        let first = |verb| hits.iter().filter_map(|at| self.0.get(*at)).find(|rule| rule.verb == verb);
        first(Verb::Follow).or_else(|| first(Verb::Mute))
    }

    /// Returns the indices of all rules that match a comment.
    #[must_use]
    pub fn hits(&self, facts: Facts<'_>) -> Vec<usize> {
        let text = Folded { text: facts.text, one_case: OnceCell::new(), spaced: OnceCell::new() };
        self.0.iter().enumerate().filter(|(_, rule)| rule.hits(&facts, &text)).map(|(i, _)| i).collect()
    }

    /// Returns whether a rule follows this author on articles of `host`.
    #[must_use]
    pub fn follows(&self, author: Option<&str>, host: Option<&str>) -> bool {
        self.0.iter().any(|rule| rule.verb == Verb::Follow && rule.applies_to(host) && rule.is_by(author))
    }

    /// Returns whether there are no rules.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A comment's text, folded on first use.
struct Folded<'a> {
    text: &'a str,
    one_case: OnceCell<String>,
    spaced: OnceCell<String>,
}

impl Folded<'_> {
    /// Returns whether the text contains `needle`; one that begins with a space matches whole words.
    fn has(&self, needle: &str) -> bool {
        let folded = self.one_case.get_or_init(|| fold(self.text));
        if needle.starts_with(' ') {
            self.spaced.get_or_init(|| spaced(folded)).contains(needle)
        } else {
            folded.contains(needle)
        }
    }
}

/// Prepares a rule's words for search: as whole words between spaces, or as any text if a script has no spaces.
fn needle(word: &str) -> String {
    let folded = fold(word);
    let spaced = spaced(&folded);
    if spaced == " " || folded.chars().any(is_unspaced) { folded } else { spaced }
}

/// Puts single spaces around and between the words. The signs in `C++` and `C#` belong to the word.
fn spaced(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() + 2);
    out.push(' ');
    for c in folded.chars() {
        let in_word = !out.ends_with(' ');
        if c.is_alphanumeric() || (in_word && (matches!(c, '+' | '#') || is_combining(c))) {
            out.push(c);
        } else if in_word {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Returns the host of an address, or of a bare host such as `*.spam.example`, without `www.`.
fn host(site: &str) -> Option<String> {
    let site = site.trim().trim_start_matches("*.").trim_start_matches('.');
    let address = if site.contains("://") { site.to_owned() } else { format!("https://{site}") };
    let url = Url::parse(&address).ok()?;
    let host = url.host_str()?.trim_end_matches('.');
    let host = without_www(host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// Iterates over a comment's links and the addresses written out in its text.
fn links<'a>(facts: &Facts<'a>) -> impl Iterator<Item = &'a str> {
    let bare = facts.text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | '“' | '”'));
    let bare = bare.filter(|word| word.starts_with("http://") || word.starts_with("https://"));
    facts.links.iter().map(String::as_str).chain(bare)
}

fn is_linked(link: &str, site: &str) -> bool {
    Url::parse(link).ok().and_then(|url| url.host_str().map(|host| is_under(host, site))).unwrap_or(false)
}

/// Returns whether `host` is `site` or a subdomain of it.
fn is_under(host: &str, site: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    is_within_domain(&host, site)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn rule(line: &str) -> Result<Rule, RuleError> {
        let (line, on) = line.split_once(" @").map_or((line, None), |(line, on)| (line, Some(on)));
        let (verb, rest) = line.split_once(' ').unwrap();
        let (kind, value) = rest.split_once(' ').unwrap_or((rest, ""));
        let matcher = match kind {
            "author" => Matcher::Author(value.into()),
            "word" => Matcher::Word(value.into()),
            "site" => Matcher::Site(value.into()),
            _ => Matcher::ScoreBelow(value.parse().unwrap()),
        };
        Rule::new(if verb == "mute" { Verb::Mute } else { Verb::Follow }, matcher, on)
    }

    /// Makes rules of lines such as `mute author Bob @site.example`.
    pub(in crate::domain::triage) fn rules(lines: &[&str]) -> Rules {
        Rules(lines.iter().map(|line| rule(line).unwrap()).collect())
    }

    #[test]
    fn rules_are_described_and_checked() {
        for (line, want) in [
            ("mute author  Bob ", "muted: author Bob"),
            ("mute word crypto", "muted: word crypto"),
            ("mute site https://www.Spam.example/x?y", "muted: links to spam.example"),
            ("mute score -4", "muted: score below -4"),
            ("follow author Ann", "followed: author Ann"),
            ("mute author Bob @*.news.example", "muted: author Bob, on news.example"),
        ] {
            assert_eq!(rule(line).unwrap().to_string(), want);
        }
        for (line, want) in [
            ("mute author  ", RuleError::NoAuthor),
            ("mute author \u{202e}", RuleError::NoAuthor),
            ("mute word ", RuleError::NoWord),
            ("follow score 3", RuleError::FollowedScore),
            ("mute site two words", RuleError::NoSite(Text::line("two words"))),
            ("mute site ", RuleError::NoSite(Text::default())),
            ("mute author Bob @", RuleError::NoSite(Text::default())),
        ] {
            assert_eq!(rule(line), Err(want), "{line}");
        }
    }

    #[test]
    fn words_match_whole_and_names_exactly() {
        let facts = |author, text| Facts { author, text, ..Facts::default() };
        for (line, author, text, hit) in [
            ("mute word crypto", None, "Buy CRYPTO, now", true),
            ("mute word crypto", None, "crypto-bros and #crypto", true),
            ("mute word crypto", None, "cryptography", false),
            ("mute word crypto", Some("crypto"), "", false),
            ("mute word get rich", None, "they get\nrich.", true),
            ("mute word get rich", None, "get very rich", false),
            ("mute word Bob", None, "Bob’s your uncle", true),
            ("mute word don't", None, "I DON’T know", true),
            ("mute word C++", None, "in C++, there", true),
            ("mute word C", None, "in C++, there", false),
            ("mute word C", None, "in C, there", true),
            ("mute word STRASSE", None, "die Straße", true),
            ("mute word 茶", None, "緑茶です", true),
            ("mute word 🚀", None, "to the moon 🚀🚀", true),
            ("mute word हिन्दी", None, "यह हिन्दी है", true),
            ("mute author Bob", Some("bob"), "", true),
            ("mute author Bob", Some("Bobby"), "", false),
            ("mute author Bob", None, "Bob", false),
            ("mute author Bob", Some(""), "Bob", false),
        ] {
            assert_eq!(rules(&[line]).hits(facts(author, text)).len() == 1, hit, "{line}: {text}");
        }
    }

    #[test]
    fn sites_and_scores_match_and_a_host_limits_a_rule() {
        let links = ["https://a.Spam.example/x".to_owned(), "not an address".to_owned()];
        let facts =
            Facts { author: Some("Bob"), links: &links, score: Some(-5), host: Some("m.news.example"), text: "" };
        for (line, hit) in [
            ("mute site spam.example", true),
            ("mute site b.spam.example", false),
            ("mute site pam.example", false),
            ("mute score -4", true),
            ("mute score -5", false),
            ("mute author Bob @news.example", true),
            ("mute author Bob @other.example", false),
        ] {
            assert_eq!(rules(&[line]).hits(facts).len() == 1, hit, "{line}");
        }
        let bare = Facts { text: "see (https://spam.example/x).", ..Facts::default() };
        assert!(rules(&["mute site spam.example"]).hits(bare).len() == 1, "an address need not be a link");
        let nowhere = Facts { host: None, score: None, ..facts };
        assert!(rules(&["mute score 100", "mute author Bob @news.example"]).hits(nowhere).is_empty());
    }

    #[test]
    fn the_first_rule_wins_and_follow_beats_mute() {
        let rules = rules(&["mute word tea", "mute author Ann", "follow author Ann", "follow word milk"]);
        let judged = |author, text| {
            rules
                .deciding_rule(&rules.hits(Facts { author: Some(author), text, ..Facts::default() }))
                .map(ToString::to_string)
        };
        assert_eq!(judged("Bob", "tea").unwrap(), "muted: word tea");
        assert_eq!(judged("Ann", "tea").unwrap(), "followed: author Ann");
        assert_eq!(judged("Bob", "tea with milk").unwrap(), "followed: word milk");
        assert_eq!(judged("Bob", "water"), None);
        let hits = |text| rules.hits(Facts { author: Some("Ann"), text, ..Facts::default() });
        assert_eq!((hits("tea"), hits("milk")), (vec![0, 1, 2], vec![1, 2, 3]));
        assert!(rules.follows(Some("ANN"), None) && !rules.follows(Some("Bob"), None) && !rules.follows(None, None));
    }
}
