//! The user's rules: whom, what and which sites to mute or follow in comments.
//!
//! A rule never removes anything; what it hits is folded with the rule's own line as the reason. The file they stand in
//! is read by `settings`, what comes back under a finished comment is told by `reason`.

use std::cell::OnceCell;
use std::fmt;

use url::Url;

use super::words::{fold, is_cjk, is_mark};
use crate::domain::Text;

/// What a rule looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matcher {
    /// The author's name: all of it, in any case.
    Author(String),
    /// A word or several in a row, whole and in any case. Where words aren't parted by spaces, any part of the text.
    Word(String),
    /// A host that is linked to, with its subdomains.
    Site(String),
    /// A score lower than this. A comment without a score has no low one.
    ScoreBelow(i64),
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Fold it.
    Mute,
    /// Never fold it, and say when it answers.
    Follow,
}

impl Verb {
    /// Its name, as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mute => "mute",
            Self::Follow => "follow",
        }
    }
}

/// Why a rule can't be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// A rule for nobody.
    #[error("a rule for an author needs a name: unsigned comments are not by one person")]
    NoAuthor,
    /// A rule for every comment.
    #[error("a rule for a word needs a word")]
    NoWord,
    /// Something else than a host.
    #[error("\"{0}\" is no site; write a host such as spam.example")]
    NoSite(Text),
    /// Following what scores low.
    #[error("a low score can be muted, not followed")]
    FollowedScore,
}

/// One rule. Only [`Rule::new`] makes one, so that each can hit something and not everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    verb: Verb,
    matcher: Matcher,
    on: Option<String>,
    /// What is compared: the name or the words folded, the host.
    key: String,
}

impl Rule {
    /// A rule; with `on` it holds only for comments under articles of that host and its subdomains.
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

    /// What it does.
    #[must_use]
    pub fn verb(&self) -> Verb {
        self.verb
    }

    /// What it looks at.
    #[must_use]
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// The host whose articles it is for; `None` for all.
    #[must_use]
    pub fn on(&self) -> Option<&str> {
        self.on.as_deref()
    }

    /// Whether both look for the same under the same articles, whatever they do with it.
    #[must_use]
    pub fn is_about_same(&self, other: &Self) -> bool {
        let kinds = [&self.matcher, &other.matcher].map(std::mem::discriminant);
        let is_score = matches!(self.matcher, Matcher::ScoreBelow(_));
        kinds[0] == kinds[1]
            && self.on == other.on
            && self.key == other.key
            && (!is_score || self.matcher == other.matcher)
    }

    fn holds_on(&self, article: Option<&str>) -> bool {
        self.on.as_deref().is_none_or(|on| article.is_some_and(|host| is_under(host, on)))
    }

    fn is_by(&self, author: Option<&str>) -> bool {
        let author = author.map(str::trim).filter(|author| !author.is_empty());
        matches!(self.matcher, Matcher::Author(_)) && author.is_some_and(|author| fold(author) == self.key)
    }

    fn hits(&self, facts: &Facts<'_>, text: &Folded<'_>) -> bool {
        self.holds_on(facts.host)
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

/// What rules look at in a comment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// Who wrote it; `None` when unsigned.
    pub author: Option<&'a str>,
    /// Its plain text.
    pub text: &'a str,
    /// The addresses it links to; those in the text are found there.
    pub links: &'a [String],
    /// Its points.
    pub score: Option<i64>,
    /// The host of the article it stands under.
    pub host: Option<&'a str>,
}

/// All rules, in the order of their file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules(pub Vec<Rule>);

impl Rules {
    /// Of the rules that hit a comment the one that decides: the first follow, else the first mute.
    #[must_use]
    pub fn judge(&self, hits: &[usize]) -> Option<&Rule> {
        let first = |verb| hits.iter().filter_map(|at| self.0.get(*at)).find(|rule| rule.verb == verb);
        first(Verb::Follow).or_else(|| first(Verb::Mute))
    }

    /// The places of all rules that hit a comment, whatever others say.
    #[must_use]
    pub fn hits(&self, facts: Facts<'_>) -> Vec<usize> {
        let text = Folded { text: facts.text, one_case: OnceCell::new(), spaced: OnceCell::new() };
        self.0.iter().enumerate().filter(|(_, rule)| rule.hits(&facts, &text)).map(|(i, _)| i).collect()
    }

    /// Whether this author is followed, under an article of `host`.
    #[must_use]
    pub fn follows(&self, author: Option<&str>, host: Option<&str>) -> bool {
        self.0.iter().any(|rule| rule.verb == Verb::Follow && rule.holds_on(host) && rule.is_by(author))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A comment's text, folded when the first rule asks for it.
struct Folded<'a> {
    text: &'a str,
    one_case: OnceCell<String>,
    spaced: OnceCell<String>,
}

impl Folded<'_> {
    /// A needle of whole words begins with a space, as only the spaced text does everywhere.
    fn has(&self, needle: &str) -> bool {
        let folded = self.one_case.get_or_init(|| fold(self.text));
        if needle.starts_with(' ') {
            self.spaced.get_or_init(|| spaced(folded)).contains(needle)
        } else {
            folded.contains(needle)
        }
    }
}

/// What a rule's words are looked for as: whole words between spaces, or a piece of text where there are no such words.
fn needle(word: &str) -> String {
    let folded = fold(word);
    let spaced = spaced(&folded);
    if spaced == " " || folded.chars().any(is_cjk) { folded } else { spaced }
}

/// The words between single spaces, with a space before and after. The signs in `C++` and `C#` belong to the word.
fn spaced(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() + 2);
    out.push(' ');
    for c in folded.chars() {
        let in_word = !out.ends_with(' ');
        if c.is_alphanumeric() || (in_word && (matches!(c, '+' | '#') || is_mark(c))) {
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

/// The host of an address or of what someone may write for one, without `www.`.
fn host(site: &str) -> Option<String> {
    let site = site.trim().trim_start_matches("*.").trim_start_matches('.');
    let address = if site.contains("://") { site.to_owned() } else { format!("https://{site}") };
    let url = Url::parse(&address).ok()?;
    let host = url.host_str()?.trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// What a comment links to, and the addresses that stand in its text as text.
fn links<'a>(facts: &Facts<'a>) -> impl Iterator<Item = &'a str> {
    let bare = facts.text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | '“' | '”'));
    let bare = bare.filter(|word| word.starts_with("http://") || word.starts_with("https://"));
    facts.links.iter().map(String::as_str).chain(bare)
}

fn is_linked(link: &str, site: &str) -> bool {
    Url::parse(link).ok().and_then(|url| url.host_str().map(|host| is_under(host, site))).unwrap_or(false)
}

/// Whether `host` is `site` or a subdomain of it.
fn is_under(host: &str, site: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(site).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
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

    /// Rules from lines such as `mute author Bob @site.example`.
    pub(in crate::domain::triage) fn rules(lines: &[&str]) -> Rules {
        Rules(lines.iter().map(|line| rule(line).unwrap()).collect())
    }

    #[test]
    fn rules_say_what_they_are() {
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
    fn words_are_whole_and_names_are_exact() {
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
    fn sites_and_scores_hit_and_articles_limit() {
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
    fn the_first_decides_and_following_wins() {
        let rules = rules(&["mute word tea", "mute author Ann", "follow author Ann", "follow word milk"]);
        let judged = |author, text| {
            rules.judge(&rules.hits(Facts { author: Some(author), text, ..Facts::default() })).map(ToString::to_string)
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
