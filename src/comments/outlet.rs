//! The outlet's own comments: WordPress' ways first, then what the article's page says about comments, then the
//! comments in the page itself.
//!
//! Each way is left to its own file. Here is which comes next, and what all of them together came to.

use std::collections::VecDeque;

use url::Url;

use super::crawl::{Crawl, Site};
use super::embedded::{self, Embedded};
use super::in_page::InPage;
use super::sites::wordpress;
use super::source::{Answer, Hints, Method, Request};
use super::{CommentsError, Endpoints};
use crate::domain::encoding::decode_page;
use crate::domain::{LoadedThread, Warning};

/// Who asked what is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Out {
    WordPress,
    Page,
    Crawl,
}

/// An article's outlet in conversation.
#[derive(Debug)]
pub(super) struct Outlet {
    wordpress: wordpress::Plan,
    endpoints: Endpoints,
    /// Whether the feed says that there are none.
    none_stated: bool,
    out: Option<Out>,
    /// WordPress has nothing more to ask.
    past_wordpress: bool,
    page_asked: bool,
    page_failed: Option<String>,
    sites: VecDeque<Box<dyn Site>>,
    crawl: Option<Crawl>,
    walked: Vec<Crawl>,
    comments: Option<InPage>,
}

impl Outlet {
    /// None without an address to ask.
    pub(super) fn new(hints: &Hints) -> Option<Self> {
        Some(Self {
            wordpress: wordpress::Plan::new(hints)?,
            endpoints: hints.endpoints.clone(),
            none_stated: hints.stated == Some(0),
            out: None,
            past_wordpress: false,
            page_asked: false,
            page_failed: None,
            sites: VecDeque::new(),
            crawl: None,
            walked: Vec::new(),
            comments: None,
        })
    }

    pub(super) fn request(&mut self) -> Option<Request> {
        if !self.past_wordpress {
            if let Some(request) = self.wordpress.request() {
                self.out = Some(Out::WordPress);
                return Some(request);
            }
            self.past_wordpress = true;
        }
        if self.wordpress.has_comments() {
            return None;
        }
        if self.wants_page() {
            self.page_asked = true;
            self.out = Some(Out::Page);
            return Some(self.wordpress.page_request());
        }
        loop {
            if let Some(request) = self.crawl.as_mut().and_then(Crawl::request) {
                self.out = Some(Out::Crawl);
                return Some(request);
            }
            self.walked.extend(self.crawl.take());
            if self.walked.last().is_some_and(Crawl::has_comments) {
                return None;
            }
            self.crawl = Some(Crawl::new(self.sites.pop_front()?));
        }
    }

    /// A WordPress that answers that there are none, as its feed does, is believed.
    fn wants_page(&self) -> bool {
        let believed = self.none_stated && !self.wordpress.worked().is_empty();
        !self.page_asked && !believed && self.wordpress.may_ask_page()
    }

    pub(super) fn answer(&mut self, answer: Result<Answer<'_>, String>) {
        match self.out.take() {
            Some(Out::WordPress) => {
                if self.wordpress.asks_page()
                    && let Ok(answer) = &answer
                {
                    self.look(answer);
                }
                self.wordpress.answer(answer);
            }
            Some(Out::Page) => match &answer {
                Ok(answer) if (200..300).contains(&answer.status) => self.look(answer),
                Ok(answer) => self.page_failed = Some(format!("the page answered {}", answer.status)),
                Err(why) => self.page_failed = Some(format!("the page could not be fetched ({why})")),
            },
            Some(Out::Crawl) => {
                if let Some(crawl) = &mut self.crawl {
                    crawl.answer(answer);
                }
            }
            None => {}
        }
    }

    /// What the article's page says about comments.
    fn look(&mut self, answer: &Answer<'_>) {
        self.page_asked = true;
        if !(200..300).contains(&answer.status) {
            return;
        }
        let Ok(url) = Url::parse(answer.url) else { return };
        let html = decode_page(answer.body, answer.header("content-type"));
        let Embedded { sites, comments } = embedded::look(&html, &url, &self.endpoints);
        self.sites = sites.into();
        self.comments = comments;
    }

    pub(super) fn blocked(&self) -> Vec<Method> {
        self.wordpress.blocked()
    }

    pub(super) fn worked(&self) -> Vec<Method> {
        let crawl = self.walks().find(|crawl| crawl.has_comments());
        if self.wordpress.has_comments() {
            self.wordpress.worked()
        } else if let Some(crawl) = crawl {
            vec![crawl.method()]
        } else if let Some(found) = &self.comments {
            vec![found.method]
        } else {
            let read = self.walks().filter(|crawl| crawl.worked()).map(Crawl::method);
            self.wordpress.worked().into_iter().chain(read).collect()
        }
    }

    fn walks(&self) -> impl Iterator<Item = &Crawl> {
        self.walked.iter().chain(&self.crawl)
    }

    /// The thread of the first way that brought comments; else one that says that there are none; else what was tried.
    pub(super) fn finish(self) -> Result<LoadedThread, CommentsError> {
        let has_comments = self.wordpress.has_comments();
        let is_wordpress = self.wordpress.is_wordpress();
        let own = self.wordpress.finish();
        if has_comments {
            return own;
        }
        let mut tried = Vec::new();
        let mut site = String::new();
        let mut empty = None;
        match own {
            Ok(thread) if !thread.comments.is_empty() => return Ok(thread),
            Ok(thread) => empty = Some(thread),
            Err(CommentsError::Unavailable { site: host, tried: ways }) => {
                site = host;
                tried.push(ways);
            }
            Err(other) => tried.push(other.to_string()),
        }
        // That a page which is no WordPress' has none of WordPress' comments is not odd.
        let mut odd: Vec<String> = if is_wordpress { tried.clone() } else { Vec::new() };
        tried.extend(self.page_failed);
        for crawl in self.walked.into_iter().chain(self.crawl) {
            let name = crawl.method().in_words();
            match crawl.finish() {
                Ok(thread) if !thread.comments.is_empty() => return Ok(noted(thread, &odd)),
                Ok(thread) => empty = empty.or(Some(thread)),
                Err(CommentsError::Unavailable { tried: why, .. }) => {
                    // A document that could not be read names itself.
                    let why = if why.starts_with(name) { why } else { format!("{name} {why}") };
                    tried.push(why.clone());
                    odd.push(why);
                }
                Err(other) => tried.push(other.to_string()),
            }
        }
        match (self.comments, empty) {
            (Some(found), _) => Ok(noted(found.into_thread(), &odd)),
            (None, Some(thread)) => Ok(noted(thread, &odd)),
            (None, None) => Err(CommentsError::Unavailable { site, tried: tried.join(", ") }),
        }
    }
}

/// The thread, with a word on the ways before it that failed.
fn noted(mut thread: LoadedThread, odd: &[String]) -> LoadedThread {
    if !odd.is_empty() {
        thread.warnings.insert(0, Warning::new(format!("{}; used {}", odd.join(", "), thread.source)));
    }
    thread
}
