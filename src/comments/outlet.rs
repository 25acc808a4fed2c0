//! Fetches the outlet's own comments: first by WordPress' methods, then through the systems that the article's page
//! embeds, and last from the page's own markup.
//!
//! Each method is left to its own file. An [`Outlet`] chooses the next one and combines the outcomes.

use std::collections::VecDeque;

use url::Url;

use super::crawl::{Crawl, Site};
use super::embedded::{self, Embedded};
use super::error::CommentsError;
use super::in_page::InPage;
use super::method::Method;
use super::request::{Answer, Hints, Request};
use super::sites::wordpress;
use crate::domain::encoding::decode_page;
use crate::domain::{Endpoints, LoadedThread, Warning};

/// The part of the outlet that made the pending request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pending {
    WordPress,
    Page,
    Crawl,
}

/// The methods of one article's outlet, with their state.
#[derive(Debug)]
pub(super) struct Outlet {
    wordpress: wordpress::Plan,
    endpoints: Endpoints,
    /// Whether the feed states that there are no comments.
    none_stated: bool,
    pending: Option<Pending>,
    /// Whether WordPress has no more requests.
    is_wordpress_done: bool,
    has_requested_page: bool,
    page_error: Option<String>,
    /// The embedded systems that have not been crawled yet.
    sites: VecDeque<Box<dyn Site>>,
    crawl: Option<Crawl>,
    /// The crawls that are over.
    crawled: Vec<Crawl>,
    comments: Option<InPage>,
}

impl Outlet {
    /// Returns `None` if the hints have no address to request.
    pub(super) fn new(hints: &Hints) -> Option<Self> {
        Some(Self {
            wordpress: wordpress::Plan::new(hints)?,
            endpoints: hints.endpoints.clone(),
            none_stated: hints.stated == Some(0),
            pending: None,
            is_wordpress_done: false,
            has_requested_page: false,
            page_error: None,
            sites: VecDeque::new(),
            crawl: None,
            crawled: Vec::new(),
            comments: None,
        })
    }

    /// Returns the next request; none once a method has found comments or every method has been tried.
    pub(super) fn request(&mut self) -> Option<Request> {
        if !self.is_wordpress_done {
            if let Some(request) = self.wordpress.request() {
                self.pending = Some(Pending::WordPress);
                return Some(request);
            }
            self.is_wordpress_done = true;
        }
        if self.wordpress.has_comments() {
            return None;
        }
        if self.wants_page() {
            self.has_requested_page = true;
            self.pending = Some(Pending::Page);
            return Some(self.wordpress.page_request());
        }
        loop {
            if let Some(request) = self.crawl.as_mut().and_then(Crawl::request) {
                self.pending = Some(Pending::Crawl);
                return Some(request);
            }
            self.crawled.extend(self.crawl.take());
            if self.crawled.last().is_some_and(Crawl::has_comments) {
                return None;
            }
            self.crawl = Some(Crawl::new(self.sites.pop_front()?));
        }
    }

    /// Whether the article's page is still to be requested. It is not if both the feed and WordPress state no comments.
    fn wants_page(&self) -> bool {
        let is_empty = self.none_stated && !self.wordpress.worked().is_empty();
        !self.has_requested_page && !is_empty && self.wordpress.may_request_page()
    }

    /// Passes the answer to the part of the outlet that made the request.
    pub(super) fn answer(&mut self, answer: Result<Answer<'_>, String>) {
        match self.pending.take() {
            Some(Pending::WordPress) => {
                if self.wordpress.is_page_pending()
                    && let Ok(answer) = &answer
                {
                    self.read_page(answer);
                }
                self.wordpress.answer(answer);
            }
            Some(Pending::Page) => match &answer {
                Ok(answer) if answer.is_success() => self.read_page(answer),
                Ok(answer) => self.page_error = Some(format!("the page answered {}", answer.status)),
                Err(why) => self.page_error = Some(format!("the page could not be fetched ({why})")),
            },
            Some(Pending::Crawl) => {
                if let Some(crawl) = &mut self.crawl {
                    crawl.answer(answer);
                }
            }
            None => {}
        }
    }

    /// Searches the article's page for embedded systems and comments.
    fn read_page(&mut self, answer: &Answer<'_>) {
        self.has_requested_page = true;
        if !answer.is_success() {
            return;
        }
        let Ok(url) = Url::parse(answer.url) else { return };
        let html = decode_page(answer.body, answer.header("content-type"));
        let Embedded { sites, comments } = embedded::find(&html, &url, &self.endpoints);
        self.sites = sites.into();
        self.comments = comments;
    }

    /// Returns the methods that the host turned out to block.
    pub(super) fn blocked(&self) -> Vec<Method> {
        self.wordpress.blocked()
    }

    /// Returns the methods that found comments, or else those that could be read.
    pub(super) fn worked(&self) -> Vec<Method> {
        let crawl = self.crawls().find(|crawl| crawl.has_comments());
        if self.wordpress.has_comments() {
            self.wordpress.worked()
        } else if let Some(crawl) = crawl {
            vec![crawl.method()]
        } else if let Some(found) = &self.comments {
            vec![found.method]
        } else {
            let read = self.crawls().filter(|crawl| crawl.has_worked()).map(Crawl::method);
            self.wordpress.worked().into_iter().chain(read).collect()
        }
    }

    fn crawls(&self) -> impl Iterator<Item = &Crawl> {
        self.crawled.iter().chain(&self.crawl)
    }

    /// Returns the thread of the first method that found comments, or else an empty thread; fails if no method worked.
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
            Err(CommentsError::Unavailable { site: host, tried: methods }) => {
                site = host;
                tried.push(methods);
            }
            Err(other) => tried.push(other.to_string()),
        }
        // WordPress' methods failing on a site that does not run WordPress is worth no warning.
        let mut errors: Vec<String> = if is_wordpress { tried.clone() } else { Vec::new() };
        tried.extend(self.page_error);
        for crawl in self.crawled.into_iter().chain(self.crawl) {
            let name = crawl.method().summary();
            match crawl.finish() {
                Ok(thread) if !thread.comments.is_empty() => return Ok(with_errors(thread, &errors)),
                Ok(thread) => empty = empty.or(Some(thread)),
                Err(CommentsError::Unavailable { tried: why, .. }) => {
                    // The error of an unreadable document already begins with the name.
                    let why = if why.starts_with(name) { why } else { format!("{name} {why}") };
                    tried.push(why.clone());
                    errors.push(why);
                }
                Err(other) => tried.push(other.to_string()),
            }
        }
        match (self.comments, empty) {
            (Some(found), _) => Ok(with_errors(found.into_thread(), &errors)),
            (None, Some(thread)) => Ok(with_errors(thread, &errors)),
            (None, None) => Err(CommentsError::Unavailable { site, tried: tried.join(", ") }),
        }
    }
}

/// Adds a warning about the methods that failed before the one that gave the thread.
fn with_errors(mut thread: LoadedThread, errors: &[String]) -> LoadedThread {
    if !errors.is_empty() {
        thread.warnings.insert(0, Warning::new(format!("{}; used {}", errors.join(", "), thread.source)));
    }
    thread
}
