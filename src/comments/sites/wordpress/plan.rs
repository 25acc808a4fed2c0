//! What to ask a WordPress for, in which order, and when to stop.
//!
//! REST has the whole tree, so it comes first: straight away when the post's number is known from its guid, else after
//! the page, which names both. Where REST is blocked, the comment feed (newest few, true parents) and the page with its
//! further pages of comments (all of them, parents down to a depth) are put together. What one way lacked is said.
//! Taking the answers in is left to `answers`.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::page::Site;
use super::{Batch, address, gaps, html};
use crate::comments::capped_warnings::CappedWarnings;
use crate::comments::merge::Merged;
use crate::comments::source::{Hints, Method, Request};
use crate::comments::{CommentsError, cut};
use crate::domain::{LoadedThread, Warning};

/// Levels that WordPress shows unless told otherwise.
const USUAL_DEPTH: usize = 5;
/// What to accept, by what is asked for.
const JSON: &str = "application/json";
const FEED: &str = "application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8, */*;q=0.1";
const HTML: &str = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";

/// What the request that is out asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Rest(u32),
    Feed(Method),
    Page,
    MorePage(u32),
}

/// How far REST has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// This page of it comes next.
    Ask(u32),
    /// It was not where it was guessed to be: the page may say where it is.
    Lost,
    /// All read, but the post's number was a guess that the answer does not bear out: the page knows it.
    Doubted,
    Done,
    Failed,
}

/// What has been answered, well or not, and is not asked again.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) root: Option<String>,
    /// What REST answered was a no, as against something that broke off.
    pub(super) rest_refused: bool,
    pub(super) feeds: Vec<String>,
    /// One of them could be read: no other is needed.
    pub(super) feed_read: bool,
    pub(super) page: bool,
    pub(super) more: Vec<u32>,
}

/// A way that failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) method: Method,
    pub(super) why: String,
    /// The site does not want it, as against a bad day.
    pub(super) blocked: bool,
}

/// What is known so far, and what is still to be asked.
#[derive(Debug)]
pub struct Plan {
    pub(super) hints: Hints,
    pub(super) article: Url,
    pub(super) site: Site,
    /// The post's number comes from the page itself.
    pub(super) post_is_sure: bool,
    pub(super) out: Option<(Step, String)>,
    pub(super) rest: Rest,
    /// REST came to its last page, as against bringing the same again.
    pub(super) rest_ended: bool,
    pub(super) asked: Asked,
    /// The page's own comments, until REST is known to have failed.
    pub(super) page: Option<html::Page>,
    pub(super) clamped: bool,
    pub(super) depth: usize,
    pub(super) more: BTreeMap<u32, Url>,
    pub(super) gathered: Merged,
    pub(super) pings: BTreeSet<String>,
    /// Counted by REST, and by the heading over the comments.
    pub(super) total: Option<u32>,
    pub(super) heading: Option<u32>,
    pub(super) worked: Vec<Method>,
    pub(super) failures: Vec<Failure>,
    pub(super) warnings: CappedWarnings,
    pub(super) gaps: CappedWarnings,
}

impl Plan {
    /// A plan for this article; `None` without an address to ask.
    #[must_use]
    pub fn new(hints: &Hints) -> Option<Self> {
        let article = address::article(hints)?;
        let trusted =
            |raw: &Option<String>| address::web(raw.as_deref()?).filter(|url| address::same_site(url, &article));
        let numbered = [Some(article.clone()), trusted(&hints.guid), trusted(&hints.comments_feed)];
        let post = numbered.iter().flatten().find_map(address::post_id);
        let mut plan = Self {
            hints: hints.clone(),
            site: Site { post, wordpress: post.is_some(), ..Site::default() },
            post_is_sure: address::post_id(&article).is_some(),
            article,
            out: None,
            rest: Rest::Ask(1),
            rest_ended: false,
            asked: Asked::default(),
            page: None,
            clamped: true,
            depth: 0,
            more: BTreeMap::new(),
            gathered: Merged::default(),
            pings: BTreeSet::new(),
            total: None,
            heading: None,
            worked: Vec::new(),
            failures: Vec::new(),
            warnings: CappedWarnings::default(),
            gaps: CappedWarnings::default(),
        };
        for method in &hints.skip {
            plan.fail(*method, "is known to be blocked here".to_owned(), false);
        }
        if plan.skips(Method::WordPressRest) {
            plan.rest = Rest::Failed;
        }
        Some(plan)
    }

    /// What to fetch next.
    pub fn request(&mut self) -> Option<Request> {
        if self.gathered.is_cut() {
            return None;
        }
        let (step, url) = self.next_step()?;
        self.out = Some((step, url.clone()));
        let accept = match step {
            Step::Rest(_) => JSON,
            Step::Feed(_) => FEED,
            Step::Page | Step::MorePage(_) => HTML,
        };
        Some(Request { url, accept })
    }

    /// Whether what is out is the article's own page.
    pub(in crate::comments) fn asks_page(&self) -> bool {
        matches!(self.out, Some((Step::Page, _)))
    }

    /// The request for the article's own page, whoever makes it.
    pub(in crate::comments) fn page_request(&self) -> Request {
        Request { url: self.article.to_string(), accept: HTML }
    }

    fn next_step(&mut self) -> Option<(Step, String)> {
        if let Some(step) = self.rest_step() {
            return Some(step);
        }
        if self.rest == Rest::Done {
            return None;
        }
        self.take_page();
        if !self.asked.feed_read
            && (self.clamped || !self.is_all())
            && let Some((method, url)) = self.next_feed()
        {
            return Some((Step::Feed(method), url));
        }
        if self.is_all() {
            return None;
        }
        if self.may_ask_page() {
            return Some((Step::Page, self.article.to_string()));
        }
        let (number, url) = self.more.iter().find(|(number, _)| !self.asked.more.contains(number))?;
        Some((Step::MorePage(*number), url.to_string()))
    }

    /// What REST needs next; settles `rest` when that is nothing.
    fn rest_step(&mut self) -> Option<(Step, String)> {
        match self.rest {
            Rest::Done | Rest::Failed => return None,
            Rest::Ask(page) => {
                if let Some(url) = self.site.post.and_then(|post| address::rest(&self.root(), post, page)) {
                    return Some((Step::Rest(page), url));
                }
            }
            Rest::Lost | Rest::Doubted => {}
        }
        if self.may_ask_page() {
            return Some((Step::Page, self.article.to_string()));
        }
        match self.rest {
            Rest::Doubted => self.rest = Rest::Done,
            rest => {
                self.rest = Rest::Failed;
                if rest != Rest::Lost {
                    self.fail(Method::WordPressRest, "could not be asked without the post's number".to_owned(), false);
                }
            }
        }
        None
    }

    /// Where REST is said to be, else where it is by custom.
    pub(super) fn root(&self) -> String {
        let guid = self.hints.guid.as_deref().and_then(address::web);
        self.site.root.clone().unwrap_or_else(|| address::guessed_root(&self.article, guid.as_ref()))
    }

    fn skips(&self, method: Method) -> bool {
        self.hints.skip.contains(&method)
    }

    pub(in crate::comments) fn may_ask_page(&self) -> bool {
        !self.asked.page && !self.skips(Method::WordPressHtml)
    }

    /// A feed not yet asked: the feeds named first, each in its Atom form before its own; then the customary one.
    fn next_feed(&self) -> Option<(Method, String)> {
        let named = [self.hints.comments_feed.as_deref().and_then(address::web), self.site.feed.clone()];
        let customary = self.site.wordpress.then(|| address::rss(&self.article));
        let feeds = named.into_iter().flatten().chain(customary);
        let forms = feeds.flat_map(|feed| {
            let atom = address::atom(&feed).map(|url| (Method::WordPressAtom, url));
            let own = String::from(feed);
            let own = (atom.as_ref().map(|(_, atom)| atom) != Some(&own)).then_some((Method::WordPressRss, own));
            atom.into_iter().chain(own)
        });
        let mut open = forms.filter(|(method, url)| !self.skips(*method) && !self.asked.feeds.contains(url));
        open.next()
    }

    /// Whether everything that is stated is here. A feed that holds more than was stated proves only that the statement is old.
    fn is_all(&self) -> bool {
        let known = self.known();
        match (self.total.or(self.heading), self.hints.stated) {
            (Some(stated), _) => known >= stated as usize,
            (None, Some(stated)) => known > 0 && known == stated as usize,
            (None, None) => false,
        }
    }

    fn known(&self) -> usize {
        self.gathered.len() + self.pings.len()
    }

    /// Counts the page's own comments in, once it is clear that they are needed.
    fn take_page(&mut self) {
        let Some(page) = self.page.take() else { return };
        self.clamped = page.clamped;
        self.gaps.extend(page.is_cut.then(cut));
        self.heading = page.stated;
        self.more = page.pages;
        self.take(Method::WordPressHtml, page.batch);
    }

    /// Counts a document's comments in, and how many of them are new.
    pub(super) fn take(&mut self, method: Method, mut batch: Batch) -> usize {
        self.pings.append(&mut batch.pings);
        self.warnings.extend(batch.warnings());
        if !self.worked.contains(&method) {
            self.worked.push(method);
        }
        let trust = match method {
            Method::WordPressRest => 3,
            Method::WordPressAtom | Method::CommentFeed => 2,
            Method::WordPressRss => 1,
            _ => 0,
        };
        self.gathered.add(trust, batch.comments)
    }

    pub(super) fn fail(&mut self, method: Method, why: String, blocked: bool) {
        self.failures.push(Failure { method, why, blocked });
    }

    /// Whether any comments have come; those in the page count only once it is clear that they are needed.
    pub(in crate::comments) fn has_comments(&self) -> bool {
        self.gathered.len() > 0
    }

    /// Whether anything showed that this is WordPress.
    pub(in crate::comments) fn is_wordpress(&self) -> bool {
        self.site.wordpress
    }

    /// The ways that the site refuses.
    #[must_use]
    pub fn blocked(&self) -> Vec<Method> {
        let mut methods: Vec<Method> = self.failures.iter().filter(|f| f.blocked).map(|f| f.method).collect();
        methods.retain(|method| !self.worked.contains(method));
        methods.sort_unstable();
        methods.dedup();
        methods
    }

    /// The ways that brought comments, or word that there are none.
    #[must_use]
    pub fn worked(&self) -> Vec<Method> {
        let mut methods = self.worked.clone();
        methods.sort_unstable();
        methods
    }

    /// The thread, or what was tried.
    pub fn finish(mut self) -> Result<LoadedThread, CommentsError> {
        let by_rest = matches!(self.rest, Rest::Done | Rest::Doubted);
        if !by_rest {
            self.take_page();
        }
        let worked = self.worked();
        let tried = self.failures.iter().map(|failure| format!("{} {}", failure.method.in_words(), failure.why));
        let tried = tried.collect::<Vec<_>>().join(", ");
        if worked.is_empty() {
            let site = self.article.host_str().unwrap_or_default().to_owned();
            let tried = if tried.is_empty() { "nothing was asked".to_owned() } else { tried };
            return Err(CommentsError::Unavailable { site, tried });
        }
        let complete = match self.rest {
            _ if self.gathered.is_cut() => false,
            Rest::Done | Rest::Doubted => self.total.map_or(self.rest_ended, |total| self.known() >= total as usize),
            _ => self.is_all(),
        };
        let stated = self.total.or(self.heading).or(self.hints.stated);
        if !complete {
            let unread: Vec<u32> =
                self.more.keys().filter(|number| !by_rest && !self.asked.more.contains(number)).copied().collect();
            let missing = gaps::missing(stated, self.known());
            self.gaps.extend(gaps::pages(&unread).into_iter().chain(missing));
        }
        if let Some(gap) = self.gathered.gap() {
            self.gaps.lead(gap);
        }
        let mut warnings = Vec::new();
        if !tried.is_empty() && !by_rest {
            let used = worked.iter().map(|method| method.in_words()).collect::<Vec<_>>().join(" and ");
            warnings.push(Warning::new(format!("{tried}; used {used}")));
        }
        if self.clamped && self.depth >= USUAL_DEPTH {
            let depth = self.depth;
            warnings.push(Warning::new(format!(
                "the page nests {depth} deep: some answers may stand beside what they answer"
            )));
        }
        warnings.extend(self.warnings.into_lines("warning"));
        warnings.extend(Batch { pings: std::mem::take(&mut self.pings), ..Batch::default() }.warnings());
        Ok(LoadedThread {
            source: Method::join(&worked),
            origin: String::new(),
            page: None,
            gaps: self.gaps.into_lines("gap"),
            stated,
            complete,
            comments: self.gathered.into_comments(),
            warnings,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comments::source::Answer;

    #[test]
    fn a_site_that_sends_too_much_is_asked_no_more_and_is_not_complete() {
        let hints = Hints { article_url: Some("http://a.example/?p=7".into()), ..Hints::default() };
        let mut plan = Plan::new(&hints).unwrap();
        plan.gathered = Merged::limited(1, usize::MAX);
        let url = plan.request().unwrap().url;
        let one = |id: u32| format!(r#"{{"id":{id},"post":7,"parent":0,"content":{{"rendered":"a"}}}}"#);
        let headers = [("x-wp-total".to_owned(), "1".to_owned()), ("x-wp-totalpages".to_owned(), "9".to_owned())];
        let body = format!("[{},{}]", one(1), one(2));
        plan.answer(Ok(Answer { url: &url, status: 200, headers: &headers, body: body.as_bytes() }));
        assert_eq!(plan.request(), None);
        let thread = plan.finish().unwrap();
        assert_eq!((thread.comments.len(), thread.complete), (1, false));
        assert!(thread.gaps[0].to_string().starts_with("more than 1 comments"), "{:?}", thread.gaps);
    }
}
