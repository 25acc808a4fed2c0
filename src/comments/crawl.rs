//! The loop that most sources share: request, read, request what the answer names, until nothing is left.
//!
//! Each source's [`Site`] decides what to request first and how to read an answer. A [`Crawl`] keeps the order, joins
//! comments by id, and counts what is missing.

use std::collections::{HashSet, VecDeque};

use super::capped_warnings::CappedWarnings;
use super::error::CommentsError;
use super::merge::Merged;
use super::method::Method;
use super::request::{Answer, Request};
use crate::domain::{Comment, LoadedThread, Warning, pluralize};

/// Most requests in the queue; the thread names the rest as a gap.
const MAX_WAITING: usize = 10_000;

/// One kind of comment source: what to request, and how to read the answers. Implementations do no I/O.
pub(super) trait Site: std::fmt::Debug + Send {
    /// The method that this source is.
    fn method(&self) -> Method;
    /// Names the thread, the same at every fetch: `hacker-news:8863`. Empty, the default, for the outlet's own thread.
    fn origin(&self) -> String {
        String::new()
    }
    /// The thread's page for people, if it has one.
    fn page(&self) -> Option<String> {
        None
    }
    /// Returns the first requests.
    fn begin(&mut self) -> Vec<Request>;
    /// Reads a successful answer to one of its requests; the caller handles every other status.
    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError>;
    /// Returns requests to make instead of the one to `_failed`, an address; none if there is no other way.
    fn fallback(&mut self, _failed: &str) -> Vec<Request> {
        Vec::new()
    }
}

/// The contents of one answer.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Comments; each replaces an earlier one of the same id.
    pub(super) comments: Vec<Comment>,
    /// Number of comments that the source states.
    pub(super) stated: Option<u32>,
    /// Further requests, in this order, after those in the queue. The crawl drops addresses it has requested before.
    pub(super) more: Vec<Request>,
    /// Comments that are missing and can't be requested, such as `12 replies under t1_abc`.
    pub(super) gaps: Vec<Warning>,
    /// What was wrong with parts of the answer.
    pub(super) warnings: Vec<Warning>,
}

/// A crawl of one site's thread.
#[derive(Debug)]
pub(super) struct Crawl {
    site: Box<dyn Site>,
    queue: VecDeque<Request>,
    /// Every address that was ever queued.
    queued: HashSet<String>,
    /// The address whose answer is due.
    pending: Option<String>,
    merged: Merged,
    /// Number of answers that could be read.
    read: usize,
    stated: Option<u32>,
    gaps: CappedWarnings,
    warnings: CappedWarnings,
    /// Each error, and whether the site had a fallback.
    failures: Vec<(String, bool)>,
}

impl Crawl {
    pub(super) fn new(mut site: Box<dyn Site>) -> Self {
        let first = site.begin();
        let mut crawl = Self {
            site,
            queue: VecDeque::new(),
            queued: HashSet::new(),
            pending: None,
            merged: Merged::default(),
            read: 0,
            stated: None,
            gaps: CappedWarnings::default(),
            warnings: CappedWarnings::default(),
            failures: Vec::new(),
        };
        crawl.enqueue(first);
        crawl
    }

    fn enqueue(&mut self, requests: Vec<Request>) {
        for request in requests {
            if self.queue.len() < MAX_WAITING && self.queued.insert(request.url.clone()) {
                self.queue.push_back(request);
            }
        }
    }

    /// Returns the next request; none once the comments exceed the limits.
    pub(super) fn request(&mut self) -> Option<Request> {
        if self.merged.is_cut() {
            return None;
        }
        let request = self.queue.pop_front()?;
        self.pending = Some(request.url.clone());
        Some(request)
    }

    /// Reads the answer to the last request, or notes its error.
    pub(super) fn answer(&mut self, answer: Result<Answer<'_>, String>) {
        let Some(url) = self.pending.take() else { return };
        let read = match answer {
            Ok(answer) if !answer.is_success() => Err(format!("answered {}", answer.status)),
            Ok(answer) => self.site.read(&answer).map_err(|error| error.to_string()),
            Err(error) => Err(error),
        };
        match read {
            Ok(found) => {
                self.read += 1;
                self.stated = found.stated.or(self.stated);
                self.merged.add(0, found.comments);
                self.gaps.extend(found.gaps);
                self.warnings.extend(found.warnings);
                self.enqueue(found.more);
            }
            Err(error) => {
                let more = self.site.fallback(&url);
                self.failures.push((error, !more.is_empty()));
                self.enqueue(more);
            }
        }
    }

    pub(super) fn method(&self) -> Method {
        self.site.method()
    }

    pub(super) fn origin(&self) -> String {
        self.site.origin()
    }

    /// Whether any answer could be read.
    pub(super) fn has_worked(&self) -> bool {
        self.read > 0
    }

    pub(super) fn has_comments(&self) -> bool {
        self.merged.len() > 0
    }

    /// Returns the thread; fails if no answer could be read.
    pub(super) fn finish(mut self) -> Result<LoadedThread, CommentsError> {
        let method = self.site.method();
        if self.read == 0 {
            let tried = self.failures.iter().map(|(error, _)| error.as_str()).collect::<Vec<_>>().join(", ");
            let tried = if tried.is_empty() { "no request was made".to_owned() } else { tried };
            return Err(CommentsError::Unavailable { site: method.as_str().to_owned(), tried });
        }
        for (error, has_fallback) in self.failures {
            if has_fallback {
                self.warnings.push(Warning::new(format!("{error}: used a fallback")));
            } else {
                self.gaps.push(Warning::new(format!("one request failed: {error}")));
            }
        }
        if !self.queue.is_empty() {
            let requests = pluralize(self.queue.len(), "request");
            self.gaps.push_front(Warning::new(format!("{requests} not made")));
        }
        if let Some(gap) = self.merged.gap() {
            self.gaps.push_front(gap);
        }
        let has_stated = self.stated.is_none_or(|stated| self.merged.len() >= stated as usize);
        Ok(LoadedThread {
            source: method.as_str().to_owned(),
            origin: self.site.origin(),
            page: self.site.page(),
            stated: self.stated,
            complete: self.gaps.is_empty() && has_stated,
            comments: self.merged.into_comments(),
            gaps: self.gaps.into_lines("gap"),
            warnings: self.warnings.into_lines("warning"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers one page for each number; page 3 is broken. Each page has this many warnings and gaps.
    #[derive(Debug, Default)]
    struct Pages {
        flaws: usize,
    }

    fn page(number: u32) -> Request {
        Request { url: format!("http://a.example/{number}"), accept: "application/json" }
    }

    impl Site for Pages {
        fn method(&self) -> Method {
            Method::Lobsters
        }
        fn origin(&self) -> String {
            "lobsters:a".to_owned()
        }
        fn begin(&mut self) -> Vec<Request> {
            vec![page(1)]
        }
        fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
            let number: u32 = answer.url.rsplit('/').next().and_then(|n| n.parse().ok()).unwrap();
            if number == 3 {
                return Err(CommentsError::malformed("page", "broken"));
            }
            let comments = vec![Comment { id: number.to_string().into(), ..Comment::default() }];
            let warnings = (0..self.flaws).map(|n| Warning::new(format!("warning {n}"))).collect();
            let gaps = (0..self.flaws).map(|n| Warning::new(format!("gap {n}"))).collect();
            // Page 2 names page 1 again.
            Ok(Found { comments, stated: Some(3), more: vec![page(number % 3 + 1), page(1)], gaps, warnings })
        }
    }

    fn crawl(broken: bool) -> Result<LoadedThread, CommentsError> {
        let mut crawl = Crawl::new(Box::new(Pages::default()));
        let mut requests = 0;
        while let Some(request) = crawl.request() {
            requests += 1;
            let status = if broken { 500 } else { 200 };
            crawl.answer(Ok(Answer { url: &request.url, status, headers: &[], body: b"" }));
        }
        assert!(requests <= 3, "no address is requested twice");
        crawl.finish()
    }

    #[test]
    fn each_address_is_requested_once_and_a_failed_request_is_a_gap() {
        let thread = crawl(false).unwrap();
        assert_eq!(thread.comments.len(), 2);
        assert_eq!((thread.stated, thread.complete), (Some(3), false));
        assert_eq!(thread.gaps[0].to_string(), "one request failed: page: broken");
    }

    #[test]
    fn a_crawl_stops_at_the_limit_on_comments() {
        let mut crawl = Crawl::new(Box::new(Pages::default()));
        crawl.merged = Merged::limited(1, usize::MAX);
        let mut requests = Vec::new();
        while let Some(request) = crawl.request() {
            crawl.answer(Ok(Answer { url: &request.url, status: 200, headers: &[], body: b"" }));
            requests.push(request);
        }
        assert_eq!(requests, [page(1), page(2)]);
        let thread = crawl.finish().unwrap();
        assert_eq!((thread.comments.len(), thread.complete), (1, false));
        assert_eq!(thread.gaps[0].to_string(), "more than 1 comments: the rest was not fetched");
    }

    #[test]
    fn gaps_and_warnings_are_capped() {
        let mut crawl = Crawl::new(Box::new(Pages { flaws: 1000 }));
        while let Some(request) = crawl.request() {
            crawl.answer(Ok(Answer { url: &request.url, status: 200, headers: &[], body: b"" }));
        }
        let thread = crawl.finish().unwrap();
        assert_eq!((thread.gaps.len(), thread.warnings.len()), (21, 21));
        assert_eq!(thread.gaps[20].to_string(), "and 1981 more gaps");
        assert_eq!(thread.warnings[20].to_string(), "and 1980 more warnings");
    }

    #[test]
    fn a_site_that_never_answers_has_no_thread() {
        let error = crawl(true).unwrap_err().to_string();
        assert_eq!(error, "no comments from lobsters: answered 500");
    }
}
