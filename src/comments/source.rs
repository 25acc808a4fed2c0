//! The conversation with a source: what is known of the article, what to request, what was answered.
//!
//! What each source asks and reads is left to its own file; fetching, limits and politeness to the caller.

use url::Url;

use super::crawl::{Crawl, Site};
pub use super::method::Method;
use super::outlet::Outlet;
use super::sites::{blogger, hacker_news, lemmy, lobsters, reddit};
use super::{CommentsError, Endpoints, detect};
use crate::domain::{LoadedThread, Warning};

/// The most requests that one thread may cost.
const MAX_REQUESTS: usize = 200;
/// The same for a thread that the user wants all of.
const MAX_THOROUGH: usize = 2_000;

/// What is known of an article before its comments are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The article's address.
    pub article_url: Option<String>,
    /// The thread's page, as the feed names it.
    pub comments_url: Option<String>,
    /// The thread's feed, as the feed names it.
    pub comments_feed: Option<String>,
    /// The article's guid.
    pub guid: Option<String>,
    /// The number of comments that the feed states.
    pub stated: Option<u32>,
    /// Ways that this host is known to block; they are not tried.
    pub skip: Vec<Method>,
    /// Where the sources live.
    pub endpoints: Endpoints,
    /// Ask the sources that can be searched by address whether they have a thread on the article.
    pub look_up: bool,
    /// Spend as many requests as a very long thread takes.
    pub is_thorough: bool,
}

impl Hints {
    /// The most requests that one thread may cost.
    pub(super) fn most(&self) -> usize {
        if self.is_thorough { MAX_THOROUGH } else { MAX_REQUESTS }
    }

    /// The addresses that may name a thread elsewhere, the likeliest first.
    pub(super) fn addresses(&self) -> impl Iterator<Item = Url> {
        let all = [&self.comments_url, &self.article_url, &self.guid].into_iter();
        all.flatten().filter_map(|address| Url::parse(address.trim()).ok())
    }
}

/// One thing to fetch, with GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Absolute, http or https.
    pub url: String,
    /// The `Accept` header.
    pub accept: &'static str,
}

impl Request {
    /// Asks for JSON.
    pub(super) fn json(url: impl Into<String>) -> Self {
        Self { url: url.into(), accept: "application/json" }
    }
}

/// What a request brought.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The address after redirects.
    pub url: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// Names and values in the order received; a name may come again.
    pub headers: &'a [(String, String)],
    /// The body, decompressed.
    pub body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The first header of this name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers_named(name).next()
    }

    /// Every header of this name, whatever its case.
    pub fn headers_named(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let found = self.headers.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// A source in conversation. Ask [`Source::next`], fetch, hand the outcome to [`Source::answer`], until there is
/// nothing more to ask; then [`Source::finish`].
#[derive(Debug)]
pub struct Source {
    kind: Kind,
    asked: usize,
    most: usize,
    cut: bool,
    is_speculative: bool,
}

/// The ways of conversing, each with what it knows so far.
#[derive(Debug)]
enum Kind {
    /// The outlet's own comments, by several ways that make up for each other.
    Outlet(Box<Outlet>),
    /// One way.
    Crawl(Box<Crawl>),
}

impl Source {
    /// The sources that may have comments on this article: the places that its addresses name, and the outlet itself.
    /// None when there is no address to ask.
    #[must_use]
    pub fn plan(hints: &Hints) -> Vec<Self> {
        let sites = sites(hints);
        let named = sites_named(hints);
        let is_named = |site: &dyn Site| named.iter().any(|known| known.origin() == site.origin());
        let most = hints.most();
        let own = asks_outlet(hints, &named).then(|| Outlet::new(hints)).flatten();
        // Asked only because the user wants all there is: nothing says that it has a thread as well.
        let is_asked_anyway = !named.is_empty() && hints.comments_feed.is_none();
        let own = own.map(|outlet| (Kind::Outlet(Box::new(outlet)), is_asked_anyway));
        let walks = sites.into_iter().map(|site| {
            let is_speculative = !is_named(site.as_ref());
            (Kind::Crawl(Box::new(Crawl::new(site))), is_speculative)
        });
        walks
            .chain(own)
            .map(|(kind, is_speculative)| Self { kind, asked: 0, most, cut: false, is_speculative })
            .collect()
    }

    /// Whether nothing says that there is such a thread: that there is none is no failure.
    #[must_use]
    pub fn is_speculative(&self) -> bool {
        self.is_speculative
    }

    /// Whether one of the article's addresses is a thread, as against an outlet that may or may not have one.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.is_speculative && matches!(self.kind, Kind::Crawl(_))
    }

    /// What to fetch next; `None` when enough is known, nothing is left to try, or this costs too many requests.
    #[expect(clippy::should_implement_trait, reason = "answers go in between: it is no iterator")]
    pub fn next(&mut self) -> Option<Request> {
        if self.asked >= self.most {
            self.cut = true;
            return None;
        }
        let request = match &mut self.kind {
            Kind::Outlet(outlet) => outlet.request(),
            Kind::Crawl(crawl) => crawl.request(),
        }?;
        self.asked += 1;
        Some(request)
    }

    /// Takes the answer to the last request, or why there is none (one line).
    pub fn answer(&mut self, answer: Result<Answer<'_>, String>) {
        match &mut self.kind {
            Kind::Outlet(outlet) => outlet.answer(answer),
            Kind::Crawl(crawl) => crawl.answer(answer),
        }
    }

    /// Names the thread that it reads, the same at every fetch: [`LoadedThread::origin`].
    #[must_use]
    pub fn origin(&self) -> String {
        match &self.kind {
            Kind::Outlet(_) => String::new(),
            Kind::Crawl(crawl) => crawl.origin(),
        }
    }

    /// Whether a thread of this origin may be one that it reads: a look-up does not know yet which it will find, an
    /// outlet not where its page will send it.
    #[must_use]
    pub fn may_be(&self, origin: &str) -> bool {
        match &self.kind {
            Kind::Outlet(_) => origin.is_empty() || origin.starts_with("discourse:"),
            Kind::Crawl(crawl) => {
                let rest = origin.strip_prefix(&crawl.origin());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            }
        }
    }

    /// What it is called until an answer tells more: a thread's `source`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match &self.kind {
            Kind::Outlet(_) => "outlet",
            Kind::Crawl(crawl) => crawl.method().as_str(),
        }
    }

    /// The ways that this host turned out to block, to be remembered and skipped for a while.
    #[must_use]
    pub fn blocked(&self) -> Vec<Method> {
        match &self.kind {
            Kind::Outlet(outlet) => outlet.blocked(),
            Kind::Crawl(_) => Vec::new(),
        }
    }

    /// The ways that brought comments, best first.
    #[must_use]
    pub fn worked(&self) -> Vec<Method> {
        match &self.kind {
            Kind::Outlet(outlet) => outlet.worked(),
            Kind::Crawl(crawl) if crawl.worked() => vec![crawl.method()],
            Kind::Crawl(_) => Vec::new(),
        }
    }

    /// The thread, as far as it is known.
    pub fn finish(self) -> Result<LoadedThread, CommentsError> {
        let mut thread = match self.kind {
            Kind::Outlet(outlet) => outlet.finish(),
            Kind::Crawl(crawl) => crawl.finish(),
        }?;
        if self.cut {
            thread.complete = false;
            thread.gaps.push(Warning::new(format!("stopped after {} requests", self.asked)));
        }
        Ok(thread)
    }
}

/// The places that may have a thread, beside the outlet itself.
fn sites(hints: &Hints) -> Vec<Box<dyn Site>> {
    let sites = [
        blogger::plan(hints),
        hacker_news::plan(hints),
        lemmy::plan(hints),
        lobsters::plan(hints),
        reddit::plan(hints),
    ];
    let all = sites.into_iter().flatten().chain(detect::sites(hints));
    all.filter(|site| !hints.skip.contains(&site.method())).collect()
}

/// Those that the article's addresses name, as against those that are only asked whether they have one.
fn sites_named(hints: &Hints) -> Vec<Box<dyn Site>> {
    sites(&Hints { look_up: false, ..hints.clone() })
}

/// An outlet has one thread of its own: one that is Blogger's is no WordPress, and a story, status or topic is a thread
/// itself. Where a feed names a thread elsewhere the outlet is asked only if the feed names one there too, or the user
/// wants all there is.
fn asks_outlet(hints: &Hints, named: &[Box<dyn Site>]) -> bool {
    let article =
        Hints { article_url: hints.article_url.clone(), endpoints: hints.endpoints.clone(), ..Hints::default() };
    let is_own = named.iter().any(|site| site.origin().is_empty());
    let wants_more = hints.is_thorough || hints.comments_feed.is_some();
    !is_own && sites_named(&article).is_empty() && (named.is_empty() || wants_more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_in_any_case() {
        let headers = [("Link".to_owned(), "a".to_owned()), ("link".to_owned(), "b".to_owned())];
        let answer = Answer { url: "", status: 200, headers: &headers, body: b"" };
        assert_eq!(answer.header("LINK"), Some("a"));
        assert_eq!(answer.headers_named("link").count(), 2);
        assert_eq!(answer.header("etag"), None);
    }

    #[test]
    fn the_outlet_is_asked_unless_the_thread_is_elsewhere() {
        let story = "https://news.ycombinator.com/item?id=8";
        let (post, feed) = ("https://a.example/post", "https://a.example/post/feed");
        for (article, comments, feed, thorough, wanted) in [
            (post, None, None, false, &[""][..]),
            (post, Some(story), None, false, &["hacker-news:8"]),
            (post, Some(story), None, true, &["hacker-news:8", ""]),
            (post, Some(story), Some(feed), false, &["hacker-news:8", ""]),
            (story, Some(story), None, true, &["hacker-news:8"]),
            ("https://lobste.rs/s/abc123/x", None, None, false, &["lobsters:lobste.rs/abc123"]),
        ] {
            let text = |text: &str| Some(text.to_owned());
            let hints = Hints {
                article_url: text(article),
                comments_url: comments.and_then(text),
                comments_feed: feed.and_then(text),
                is_thorough: thorough,
                ..Hints::default()
            };
            let plan = Source::plan(&hints);
            assert_eq!(plan.iter().map(Source::origin).collect::<Vec<_>>(), wanted, "{article} {comments:?}");
            // That it has none where a thread elsewhere is named is no failure.
            let guesses = plan.iter().filter(|source| source.is_speculative()).count();
            assert_eq!(guesses, usize::from(thorough && wanted.len() == 2), "{article} {comments:?}");
        }
        let asked = Source::plan(&Hints { article_url: Some(post.into()), look_up: true, ..Hints::default() });
        assert_eq!(asked.iter().map(Source::is_speculative).collect::<Vec<_>>(), [true, false]);
        assert!(!asked.iter().any(Source::is_named));
        assert!(asked[0].may_be("hacker-news:8") && !asked[0].may_be("hacker-newsy:8") && !asked[0].may_be(""));
        assert!(asked[1].may_be("") && asked[1].may_be("discourse:f.example/3") && !asked[1].may_be("hacker-news:8"));
        let named = Source::plan(&Hints { article_url: Some(story.into()), look_up: true, ..Hints::default() });
        assert_eq!(named.iter().map(Source::is_named).collect::<Vec<_>>(), [true]);
        assert!(named[0].may_be("hacker-news:8") && !named[0].may_be("hacker-news:88"));
    }
}
