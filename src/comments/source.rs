//! Chooses the sources that may have an article's comments, and runs each of them.
//!
//! Requests and answers are left to the sites' own files; fetching, rate limits and pauses to the caller.

use super::crawl::{Crawl, Site};
use super::detect;
use super::error::CommentsError;
use super::method::Method;
use super::outlet::Outlet;
use super::request::{Answer, Hints, Request};
use super::sites::{blogger, hacker_news, lemmy, lobsters, reddit};
use crate::domain::{LoadedThread, Warning};

/// One source of comments.
///
/// The caller fetches each request of [`Source::next`] and passes the result to [`Source::answer`]. When there are no
/// more requests, [`Source::finish`] gives the thread.
#[derive(Debug)]
pub struct Source {
    kind: Kind,
    /// Requests made so far.
    requests: usize,
    /// Most requests.
    most: usize,
    is_cut: bool,
    is_speculative: bool,
}

/// The two kinds of source, each with its state.
#[derive(Debug)]
enum Kind {
    /// The outlet's own comments, by several methods that complement each other.
    Outlet(Box<Outlet>),
    /// A thread by one method.
    Crawl(Box<Crawl>),
}

impl Source {
    /// Returns the sources that may have comments on an article: the threads that its addresses name, and the outlet.
    ///
    /// Empty if the hints have no usable address.
    #[must_use]
    pub fn plan(hints: &Hints) -> Vec<Self> {
        let sites = sites(hints);
        let named = sites_named(hints);
        let is_named = |site: &dyn Site| named.iter().any(|known| known.origin() == site.origin());
        let most = hints.most();
        let outlet = includes_outlet(hints, &named).then(|| Outlet::new(hints)).flatten();
        // The outlet is asked only because the user wants everything; nothing names a thread of its own.
        let is_outlet_speculative = !named.is_empty() && hints.comments_feed.is_none();
        let outlet = outlet.map(|outlet| (Kind::Outlet(Box::new(outlet)), is_outlet_speculative));
        let crawls = sites.into_iter().map(|site| {
            let is_speculative = !is_named(site.as_ref());
            (Kind::Crawl(Box::new(Crawl::new(site))), is_speculative)
        });
        crawls
            .chain(outlet)
            .map(|(kind, is_speculative)| Self { kind, requests: 0, most, is_cut: false, is_speculative })
            .collect()
    }

    /// Whether no hint names such a thread, so that finding none is no failure.
    #[must_use]
    pub fn is_speculative(&self) -> bool {
        self.is_speculative
    }

    /// Whether one of the article's addresses names this thread. False for the outlet, which may or may not have one.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.is_speculative && matches!(self.kind, Kind::Crawl(_))
    }

    /// Returns the next request; `None` when the thread is complete, nothing is left to try, or the limit is reached.
    #[expect(clippy::should_implement_trait, reason = "answers go in between: it is no iterator")]
    pub fn next(&mut self) -> Option<Request> {
        if self.requests >= self.most {
            self.is_cut = true;
            return None;
        }
        let request = match &mut self.kind {
            Kind::Outlet(outlet) => outlet.request(),
            Kind::Crawl(crawl) => crawl.request(),
        }?;
        self.requests += 1;
        Some(request)
    }

    /// Reads the answer to the last request, or the one-line error if there was none.
    pub fn answer(&mut self, answer: Result<Answer<'_>, String>) {
        match &mut self.kind {
            Kind::Outlet(outlet) => outlet.answer(answer),
            Kind::Crawl(crawl) => crawl.answer(answer),
        }
    }

    /// Names the thread, the same at every fetch: [`LoadedThread::origin`].
    #[must_use]
    pub fn origin(&self) -> String {
        match &self.kind {
            Kind::Outlet(_) => String::new(),
            Kind::Crawl(crawl) => crawl.origin(),
        }
    }

    /// Whether this source may give a thread of this origin.
    ///
    /// A search by address does not know its thread in advance, and an outlet's page may embed a topic of Discourse.
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

    /// Names the source for a thread's `source`, before any answer shows more.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match &self.kind {
            Kind::Outlet(_) => "outlet",
            Kind::Crawl(crawl) => crawl.method().as_str(),
        }
    }

    /// Returns the methods that this host turned out to block, which the caller remembers and skips for a while.
    #[must_use]
    pub fn blocked(&self) -> Vec<Method> {
        match &self.kind {
            Kind::Outlet(outlet) => outlet.blocked(),
            Kind::Crawl(_) => Vec::new(),
        }
    }

    /// Returns the methods that found comments, best first.
    #[must_use]
    pub fn worked(&self) -> Vec<Method> {
        match &self.kind {
            Kind::Outlet(outlet) => outlet.worked(),
            Kind::Crawl(crawl) if crawl.has_worked() => vec![crawl.method()],
            Kind::Crawl(_) => Vec::new(),
        }
    }

    /// Returns the thread as far as it was fetched.
    pub fn finish(self) -> Result<LoadedThread, CommentsError> {
        let mut thread = match self.kind {
            Kind::Outlet(outlet) => outlet.finish(),
            Kind::Crawl(crawl) => crawl.finish(),
        }?;
        if self.is_cut {
            thread.complete = false;
            thread.gaps.push(Warning::new(format!("stopped after {} requests", self.requests)));
        }
        Ok(thread)
    }
}

/// Returns the sites that may have a thread, without the outlet.
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

/// Returns the sites whose thread an address names, without those that are only searched.
fn sites_named(hints: &Hints) -> Vec<Box<dyn Site>> {
    sites(&Hints { look_up: false, ..hints.clone() })
}

/// Whether to ask the outlet as well.
///
/// An outlet has one thread: Blogger's is not WordPress', and an article that is a story, status or topic is the thread
/// itself. If an address names a thread on another site, the outlet is asked only if the feed names a comment feed too,
/// or the user wants everything.
fn includes_outlet(hints: &Hints, named: &[Box<dyn Site>]) -> bool {
    let article =
        Hints { article_url: hints.article_url.clone(), endpoints: hints.endpoints.clone(), ..Hints::default() };
    let is_own = named.iter().any(|site| site.origin().is_empty());
    let wants_both = hints.is_thorough || hints.comments_feed.is_some();
    !is_own && sites_named(&article).is_empty() && (named.is_empty() || wants_both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlet_is_asked_unless_the_thread_is_on_another_site() {
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
            // An outlet without comments is no failure if another thread is named.
            let speculative = plan.iter().filter(|source| source.is_speculative()).count();
            assert_eq!(speculative, usize::from(thorough && wanted.len() == 2), "{article} {comments:?}");
        }
    }

    #[test]
    fn a_source_knows_which_threads_it_may_give() {
        let (story, post) = ("https://news.ycombinator.com/item?id=8", "https://a.example/post");
        let plan = Source::plan(&Hints { article_url: Some(post.into()), look_up: true, ..Hints::default() });
        assert_eq!(plan.iter().map(Source::is_speculative).collect::<Vec<_>>(), [true, false]);
        assert!(!plan.iter().any(Source::is_named));
        assert!(plan[0].may_be("hacker-news:8") && !plan[0].may_be("hacker-newsy:8") && !plan[0].may_be(""));
        assert!(plan[1].may_be("") && plan[1].may_be("discourse:f.example/3") && !plan[1].may_be("hacker-news:8"));
        let named = Source::plan(&Hints { article_url: Some(story.into()), look_up: true, ..Hints::default() });
        assert_eq!(named.iter().map(Source::is_named).collect::<Vec<_>>(), [true]);
        assert!(named[0].may_be("hacker-news:8") && !named[0].may_be("hacker-news:88"));
    }
}
