//! Decides what to request from a WordPress site, in which order, and when to stop.
//!
//! REST has the whole tree, so it comes first: at once if the guid names the post's id, or else after the page, which
//! names the id and REST's root. If REST is blocked, two methods are combined: the comment feed has true parents but
//! only the newest comments, and the pages of comments have all comments but parents only down to a depth. Gaps of
//! both are reported. Reading the answers is left to `answers`.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::batch::Batch;
use super::page::SiteInfo;
use super::{address, gaps, html};
use crate::comments::capped_warnings::CappedWarnings;
use crate::comments::error::{CommentsError, truncated_page};
use crate::comments::merge::Merged;
use crate::comments::method::Method;
use crate::comments::request::{Hints, Request};
use crate::domain::{LoadedThread, Warning};

/// Levels of comments that WordPress shows by default.
const DEFAULT_DEPTH: usize = 5;
/// The `Accept` header for a comment feed.
pub(in crate::comments) const ACCEPT_FEED: &str =
    "application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8, */*;q=0.1";
/// The `Accept` header for a page.
const ACCEPT_HTML: &str = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";

/// The kind of a request, with its page number or method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Rest(u32),
    Feed(Method),
    Page,
    MorePage(u32),
}

/// The progress of reading by REST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// The page of REST's answer to request next.
    Ask(u32),
    /// REST was not at the guessed root; the post's page may name the true one.
    Lost,
    /// Everything is read, but the post's id was a guess that the answer does not confirm. The post's page names it.
    Doubted,
    /// Everything is read.
    Done,
    /// REST can't be used.
    Failed,
}

/// What has been requested and answered, with or without success, and is not requested again.
#[derive(Debug, Default)]
pub(super) struct Requested {
    pub(super) root: Option<String>,
    /// Whether REST refused, in contrast to a passing error.
    pub(super) rest_refused: bool,
    pub(super) feeds: Vec<String>,
    /// Whether a feed could be read, so that no other is needed.
    pub(super) feed_read: bool,
    pub(super) page: bool,
    pub(super) more: Vec<u32>,
}

/// A method that failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) method: Method,
    pub(super) why: String,
    /// Whether the site refuses the method, in contrast to a passing error.
    pub(super) is_blocked: bool,
}

/// The state of reading one post's comments.
#[derive(Debug)]
pub(in crate::comments) struct Plan {
    pub(super) hints: Hints,
    pub(super) article: Url,
    pub(super) site: SiteInfo,
    /// Whether the post's id comes from its own address or page.
    pub(super) is_post_certain: bool,
    /// The request whose answer is due, and its address.
    pub(super) pending: Option<(Step, String)>,
    pub(super) rest: Rest,
    /// Whether REST came to its last page, in contrast to repeating itself.
    pub(super) rest_ended: bool,
    pub(super) requested: Requested,
    /// The page's own comments, until they are needed because REST has failed.
    pub(super) page: Option<html::Page>,
    /// Whether some replies may stand beside their parents.
    pub(super) is_flattened: bool,
    pub(super) depth: usize,
    /// The other pages of comments, by number.
    pub(super) more: BTreeMap<u32, Url>,
    pub(super) merged: Merged,
    pub(super) pings: BTreeSet<String>,
    /// Number of comments that REST states.
    pub(super) total: Option<u32>,
    /// Number of comments in the heading over them.
    pub(super) heading: Option<u32>,
    pub(super) worked: Vec<Method>,
    pub(super) failures: Vec<Failure>,
    pub(super) warnings: CappedWarnings,
    pub(super) gaps: CappedWarnings,
}

impl Plan {
    /// Makes a plan for an article; `None` if the hints have no address to request.
    pub(in crate::comments) fn new(hints: &Hints) -> Option<Self> {
        let article = address::article(hints)?;
        let trusted =
            |raw: &Option<String>| address::web(raw.as_deref()?).filter(|url| address::is_same_host(url, &article));
        let numbered = [Some(article.clone()), trusted(&hints.guid), trusted(&hints.comments_feed)];
        let post = numbered.iter().flatten().find_map(address::post_id);
        let mut plan = Self {
            hints: hints.clone(),
            site: SiteInfo { post, is_wordpress: post.is_some(), ..SiteInfo::default() },
            is_post_certain: address::post_id(&article).is_some(),
            article,
            pending: None,
            rest: Rest::Ask(1),
            rest_ended: false,
            requested: Requested::default(),
            page: None,
            is_flattened: true,
            depth: 0,
            more: BTreeMap::new(),
            merged: Merged::default(),
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

    /// Returns the next request; none once the comments are complete or exceed the limits.
    pub(in crate::comments) fn request(&mut self) -> Option<Request> {
        if self.merged.is_cut() {
            return None;
        }
        let (step, url) = self.next_step()?;
        self.pending = Some((step, url.clone()));
        Some(match step {
            Step::Rest(_) => Request::json(url),
            Step::Feed(_) => Request { url, accept: ACCEPT_FEED },
            Step::Page | Step::MorePage(_) => Request { url, accept: ACCEPT_HTML },
        })
    }

    /// Whether the pending request is for the article's own page.
    pub(in crate::comments) fn is_page_pending(&self) -> bool {
        matches!(self.pending, Some((Step::Page, _)))
    }

    /// Returns the request for the article's own page, which the outlet may make too.
    pub(in crate::comments) fn page_request(&self) -> Request {
        Request { url: self.article.to_string(), accept: ACCEPT_HTML }
    }

    fn next_step(&mut self) -> Option<(Step, String)> {
        if let Some(step) = self.rest_step() {
            return Some(step);
        }
        if self.rest == Rest::Done {
            return None;
        }
        self.merge_page();
        if !self.requested.feed_read
            && (self.is_flattened || !self.has_all())
            && let Some((method, url)) = self.next_feed()
        {
            return Some((Step::Feed(method), url));
        }
        if self.has_all() {
            return None;
        }
        if self.may_request_page() {
            return Some((Step::Page, self.article.to_string()));
        }
        let (number, url) = self.more.iter().find(|(number, _)| !self.requested.more.contains(number))?;
        Some((Step::MorePage(*number), url.to_string()))
    }

    /// Returns REST's next step, or settles `rest` if there is none.
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
        if self.may_request_page() {
            return Some((Step::Page, self.article.to_string()));
        }
        match self.rest {
            Rest::Doubted => self.rest = Rest::Done,
            rest => {
                self.rest = Rest::Failed;
                if rest != Rest::Lost {
                    self.fail(Method::WordPressRest, "could not be requested without the post's id".to_owned(), false);
                }
            }
        }
        None
    }

    /// Returns REST's root, as the site names it or else the usual one.
    pub(super) fn root(&self) -> String {
        let guid = self.hints.guid.as_deref().and_then(address::web);
        self.site.root.clone().unwrap_or_else(|| address::guessed_root(&self.article, guid.as_ref()))
    }

    fn skips(&self, method: Method) -> bool {
        self.hints.skip.contains(&method)
    }

    pub(in crate::comments) fn may_request_page(&self) -> bool {
        !self.requested.page && !self.skips(Method::WordPressHtml)
    }

    /// Returns a feed that was not requested yet: the named feeds, each in its Atom form first, and then the usual one.
    fn next_feed(&self) -> Option<(Method, String)> {
        let named = [self.hints.comments_feed.as_deref().and_then(address::web), self.site.feed.clone()];
        let usual = self.site.is_wordpress.then(|| address::rss(&self.article));
        let feeds = named.into_iter().flatten().chain(usual);
        let forms = feeds.flat_map(|feed| {
            let atom = address::atom(&feed).map(|url| (Method::WordPressAtom, url));
            let own = String::from(feed);
            let own = (atom.as_ref().map(|(_, atom)| atom) != Some(&own)).then_some((Method::WordPressRss, own));
            atom.into_iter().chain(own)
        });
        let mut open = forms.filter(|(method, url)| !self.skips(*method) && !self.requested.feeds.contains(url));
        open.next()
    }

    /// Whether every stated comment is known.
    ///
    /// The article's feed may state an old number: more comments than that do not mean that all are known.
    fn has_all(&self) -> bool {
        let known = self.known();
        match (self.total.or(self.heading), self.hints.stated) {
            (Some(stated), _) => known >= stated as usize,
            (None, Some(stated)) => known > 0 && known == stated as usize,
            (None, None) => false,
        }
    }

    fn known(&self) -> usize {
        self.merged.len() + self.pings.len()
    }

    /// Merges the page's own comments, which are needed once REST has failed.
    fn merge_page(&mut self) {
        let Some(page) = self.page.take() else { return };
        self.is_flattened = page.is_flattened;
        self.gaps.extend(page.is_cut.then(truncated_page));
        self.heading = page.stated;
        self.more = page.pages;
        self.merge(Method::WordPressHtml, page.batch);
    }

    /// Merges a document's comments, and returns how many of them are new.
    pub(super) fn merge(&mut self, method: Method, mut batch: Batch) -> usize {
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
        self.merged.add(trust, batch.comments)
    }

    pub(super) fn fail(&mut self, method: Method, why: String, is_blocked: bool) {
        self.failures.push(Failure { method, why, is_blocked });
    }

    /// Whether any comments were merged; those of the page are merged only once REST has failed.
    pub(in crate::comments) fn has_comments(&self) -> bool {
        self.merged.len() > 0
    }

    /// Whether anything has shown that the site runs WordPress.
    pub(in crate::comments) fn is_wordpress(&self) -> bool {
        self.site.is_wordpress
    }

    /// Returns the methods that the site refuses.
    pub(in crate::comments) fn blocked(&self) -> Vec<Method> {
        let mut methods: Vec<Method> = self.failures.iter().filter(|f| f.is_blocked).map(|f| f.method).collect();
        methods.retain(|method| !self.worked.contains(method));
        methods.sort_unstable();
        methods.dedup();
        methods
    }

    /// Returns the methods that gave comments, or an answer without any.
    pub(in crate::comments) fn worked(&self) -> Vec<Method> {
        let mut methods = self.worked.clone();
        methods.sort_unstable();
        methods
    }

    /// Returns the thread; fails with what was tried if no method worked.
    pub(in crate::comments) fn finish(mut self) -> Result<LoadedThread, CommentsError> {
        let by_rest = matches!(self.rest, Rest::Done | Rest::Doubted);
        if !by_rest {
            self.merge_page();
        }
        let worked = self.worked();
        let tried = self.failures.iter().map(|failure| format!("{} {}", failure.method.summary(), failure.why));
        let tried = tried.collect::<Vec<_>>().join(", ");
        if worked.is_empty() {
            let site = self.article.host_str().unwrap_or_default().to_owned();
            let tried = if tried.is_empty() { "no request was made".to_owned() } else { tried };
            return Err(CommentsError::Unavailable { site, tried });
        }
        let complete = match self.rest {
            _ if self.merged.is_cut() => false,
            Rest::Done | Rest::Doubted => self.total.map_or(self.rest_ended, |total| self.known() >= total as usize),
            _ => self.has_all(),
        };
        let stated = self.total.or(self.heading).or(self.hints.stated);
        if !complete {
            let pages = self.more.keys().filter(|number| !by_rest && !self.requested.more.contains(number));
            let pages: Vec<u32> = pages.copied().collect();
            let missing = gaps::missing_comments(stated, self.known());
            self.gaps.extend(gaps::unfetched_pages(&pages).into_iter().chain(missing));
        }
        if let Some(gap) = self.merged.gap() {
            self.gaps.push_front(gap);
        }
        let mut warnings = Vec::new();
        if !tried.is_empty() && !by_rest {
            let used = worked.iter().map(|method| method.summary()).collect::<Vec<_>>().join(" and ");
            warnings.push(Warning::new(format!("{tried}; used {used}")));
        }
        if self.is_flattened && self.depth >= DEFAULT_DEPTH {
            let depth = self.depth;
            let why = format!("the page shows {depth} levels: some replies may appear beside their parent");
            warnings.push(Warning::new(why));
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
            comments: self.merged.into_comments(),
            warnings,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comments::request::Answer;

    #[test]
    fn a_plan_stops_at_the_limit_on_comments_and_is_not_complete() {
        let hints = Hints { article_url: Some("http://a.example/?p=7".into()), ..Hints::default() };
        let mut plan = Plan::new(&hints).unwrap();
        plan.merged = Merged::limited(1, usize::MAX);
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
