//! The conversation that most sources have: ask, read, ask for what the answer names, until nothing is left.
//!
//! What is asked first and how an answer is read is each source's own ([`Site`]); order, joining by id and honest
//! counting are here.

use std::collections::{HashSet, VecDeque};

use super::CommentsError;
use super::capped_warnings::CappedWarnings;
use super::merge::Merged;
use super::source::{Answer, Method, Request};
use crate::domain::{Comment, LoadedThread, Warning};

/// Requests that may wait their turn; what is beyond is named as a gap.
const MAX_WAITING: usize = 10_000;

/// A source of comments: what to ask, and how to read what it answers. Pure.
pub(super) trait Site: std::fmt::Debug + Send {
    /// Its name.
    fn method(&self) -> Method;
    /// Names this very thread, the same at every fetch: `hacker-news:8863`. Empty for the outlet's own.
    fn origin(&self) -> String;
    /// The thread's page for people, if it has one.
    fn page(&self) -> Option<String> {
        None
    }
    /// The first requests.
    fn begin(&mut self) -> Vec<Request>;
    /// Reads the answer to one of its requests. A status that is no success has been dealt with.
    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError>;
    /// Another way, when one request has failed (its address is given): more requests, or none.
    fn fallback(&mut self, _failed: &str) -> Vec<Request> {
        Vec::new()
    }
}

/// What one answer brought.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Comments; those that came before with the same id are replaced.
    pub(super) comments: Vec<Comment>,
    /// The number of comments that the source states.
    pub(super) stated: Option<u32>,
    /// What to ask next, in this order, after what is already waiting. What was asked before is not asked again.
    pub(super) more: Vec<Request>,
    /// What is known to be missing and can't be asked for, in a few words: `12 answers under t1_abc`.
    pub(super) gaps: Vec<Warning>,
    /// What was odd.
    pub(super) warnings: Vec<Warning>,
}

/// A site in conversation.
#[derive(Debug)]
pub(super) struct Crawl {
    site: Box<dyn Site>,
    waiting: VecDeque<Request>,
    asked: HashSet<String>,
    out: Option<String>,
    gathered: Merged,
    /// Answers that could be read.
    read: usize,
    stated: Option<u32>,
    gaps: CappedWarnings,
    warnings: CappedWarnings,
    /// What failed, and whether there was another way.
    failures: Vec<(String, bool)>,
}

impl Crawl {
    pub(super) fn new(mut site: Box<dyn Site>) -> Self {
        let first = site.begin();
        let mut crawl = Self {
            site,
            waiting: VecDeque::new(),
            asked: HashSet::new(),
            out: None,
            gathered: Merged::default(),
            read: 0,
            stated: None,
            gaps: CappedWarnings::default(),
            warnings: CappedWarnings::default(),
            failures: Vec::new(),
        };
        crawl.queue(first);
        crawl
    }

    fn queue(&mut self, requests: Vec<Request>) {
        for request in requests {
            if self.waiting.len() < MAX_WAITING && self.asked.insert(request.url.clone()) {
                self.waiting.push_back(request);
            }
        }
    }

    pub(super) fn request(&mut self) -> Option<Request> {
        if self.gathered.is_cut() {
            return None;
        }
        let request = self.waiting.pop_front()?;
        self.out = Some(request.url.clone());
        Some(request)
    }

    pub(super) fn answer(&mut self, answer: Result<Answer<'_>, String>) {
        let Some(asked) = self.out.take() else { return };
        let read = match answer {
            Ok(answer) if !(200..300).contains(&answer.status) => Err(format!("answered {}", answer.status)),
            Ok(answer) => self.site.read(&answer).map_err(|error| error.to_string()),
            Err(why) => Err(why),
        };
        match read {
            Ok(found) => {
                self.read += 1;
                self.stated = found.stated.or(self.stated);
                self.gathered.add(0, found.comments);
                self.gaps.extend(found.gaps);
                self.warnings.extend(found.warnings);
                self.queue(found.more);
            }
            Err(why) => {
                let more = self.site.fallback(&asked);
                self.failures.push((why, !more.is_empty()));
                self.queue(more);
            }
        }
    }

    pub(super) fn method(&self) -> Method {
        self.site.method()
    }

    pub(super) fn origin(&self) -> String {
        self.site.origin()
    }

    pub(super) fn worked(&self) -> bool {
        self.read > 0
    }

    /// Whether any comments have come.
    pub(super) fn has_comments(&self) -> bool {
        self.gathered.len() > 0
    }

    /// The thread. A walk of which nothing could be read has none.
    pub(super) fn finish(mut self) -> Result<LoadedThread, CommentsError> {
        let method = self.site.method();
        if self.read == 0 {
            let tried = self.failures.iter().map(|(why, _)| why.as_str()).collect::<Vec<_>>().join(", ");
            let tried = if tried.is_empty() { "nothing was asked".to_owned() } else { tried };
            return Err(CommentsError::Unavailable { site: method.as_str().to_owned(), tried });
        }
        for (why, replaced) in self.failures {
            if replaced {
                self.warnings.push(Warning::new(format!("{why}: asked another way")));
            } else {
                self.gaps.push(Warning::new(format!("a part failed: {why}")));
            }
        }
        if !self.waiting.is_empty() {
            self.gaps.lead(Warning::new(format!("{} answers were not asked for", self.waiting.len())));
        }
        if let Some(gap) = self.gathered.gap() {
            self.gaps.lead(gap);
        }
        let enough = self.stated.is_none_or(|stated| self.gathered.len() >= stated as usize);
        Ok(LoadedThread {
            source: method.as_str().to_owned(),
            origin: self.site.origin(),
            page: self.site.page(),
            stated: self.stated,
            complete: self.gaps.is_empty() && enough,
            comments: self.gathered.into_comments(),
            gaps: self.gaps.into_lines("gap"),
            warnings: self.warnings.into_lines("warning"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers a page a number; page 3 is broken. So much is odd and missing on each.
    #[derive(Debug, Default)]
    struct Pages {
        odd: usize,
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
            let warnings = (0..self.odd).map(|n| Warning::new(format!("odd {n}"))).collect();
            let gaps = (0..self.odd).map(|n| Warning::new(format!("gap {n}"))).collect();
            // Page 2 names page 1 again.
            Ok(Found { comments, stated: Some(3), more: vec![page(number % 3 + 1), page(1)], gaps, warnings })
        }
    }

    fn converse(broken: bool) -> Result<LoadedThread, CommentsError> {
        let mut crawl = Crawl::new(Box::new(Pages::default()));
        let mut asked = 0;
        while let Some(request) = crawl.request() {
            asked += 1;
            let status = if broken { 500 } else { 200 };
            crawl.answer(Ok(Answer { url: &request.url, status, headers: &[], body: b"" }));
        }
        assert!(asked <= 3, "nothing is asked twice");
        crawl.finish()
    }

    #[test]
    fn what_is_named_is_asked_once_and_what_fails_is_a_gap() {
        let thread = converse(false).unwrap();
        assert_eq!(thread.comments.len(), 2);
        assert_eq!((thread.stated, thread.complete), (Some(3), false));
        assert_eq!(thread.gaps[0].to_string(), "a part failed: page: broken");
    }

    #[test]
    fn nothing_more_is_asked_when_there_is_too_much() {
        let mut crawl = Crawl::new(Box::new(Pages::default()));
        crawl.gathered = Merged::limited(1, usize::MAX);
        let mut asked = Vec::new();
        while let Some(request) = crawl.request() {
            crawl.answer(Ok(Answer { url: &request.url, status: 200, headers: &[], body: b"" }));
            asked.push(request);
        }
        assert_eq!(asked, [page(1), page(2)]);
        let thread = crawl.finish().unwrap();
        assert_eq!((thread.comments.len(), thread.complete), (1, false));
        assert_eq!(thread.gaps[0].to_string(), "more than 1 comments: the rest was not fetched");
    }

    #[test]
    fn a_conversation_says_so_much_and_counts_the_rest() {
        let mut crawl = Crawl::new(Box::new(Pages { odd: 1000 }));
        while let Some(request) = crawl.request() {
            crawl.answer(Ok(Answer { url: &request.url, status: 200, headers: &[], body: b"" }));
        }
        let thread = crawl.finish().unwrap();
        assert_eq!((thread.gaps.len(), thread.warnings.len()), (21, 21));
        assert_eq!(thread.gaps[20].to_string(), "and 1981 more gaps");
        assert_eq!(thread.warnings[20].to_string(), "and 1980 more warnings");
    }

    #[test]
    fn a_source_that_never_answers_has_no_thread() {
        let error = converse(true).unwrap_err().to_string();
        assert_eq!(error, "no comments from lobsters: answered 500");
    }
}
