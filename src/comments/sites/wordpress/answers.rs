//! Reads the answers to a plan's requests, updates the plan, and tells refusals from passing errors.

use super::batch::Batch;
use super::plan::{Plan, Rest, Step};
use super::{address, feed, html, page, rest};
use crate::comments::error::{CommentsError, truncated_page};
use crate::comments::merge::Merged;
use crate::comments::method::Method;
use crate::comments::request::Answer;
use crate::domain::Warning;
use crate::domain::encoding::decode_page;

/// Comments on a full page of REST's answer.
const PER_PAGE: usize = 100;

impl Plan {
    /// Reads the answer to the pending request.
    pub(in crate::comments) fn answer(&mut self, answer: Result<Answer<'_>, String>) {
        let Some((step, url)) = self.pending.take() else { return };
        match step {
            Step::Rest(_) => self.requested.root = Some(self.root()),
            Step::Feed(_) => self.requested.feeds.push(url),
            Step::Page => self.requested.page = true,
            Step::MorePage(number) => self.requested.more.push(number),
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(why) => return self.step_failed(step, format!("could not be fetched ({why})"), None, false),
        };
        if self.site.root.is_none() {
            self.site.root = page::root_in_headers(answer.headers_named("link"));
            self.site.is_wordpress |= self.site.root.is_some();
        }
        let text = decode_page(answer.body, answer.header("content-type"));
        if !answer.is_success() {
            let refused = matches!(answer.status, 401 | 403 | 404 | 405 | 410 | 451);
            return self.step_failed(step, format!("answered {}", answer.status), Some(answer.status), refused);
        }
        match step {
            Step::Rest(page) => match rest::parse(&text, self.site.post) {
                Ok(batch) => self.rest_answered(page, batch, &answer),
                Err(error) => self.step_failed(step, unreadable(error), Some(answer.status), is_page(&text)),
            },
            Step::Feed(_) => match feed::parse(&text, self.site.post) {
                Ok((method, batch)) => {
                    self.requested.feed_read = true;
                    self.merge(method, batch);
                }
                Err(error) => self.step_failed(step, unreadable(error), Some(answer.status), is_page(&text)),
            },
            Step::Page => self.page_answered(&text, answer.url),
            Step::MorePage(_) => self.more_answered(&text, answer.url),
        }
    }

    /// Notes why a step failed, and whether the site refused it or had a passing error.
    fn step_failed(&mut self, step: Step, why: String, status: Option<u16>, refused: bool) {
        match step {
            // WordPress answers 400 to a page after the last.
            Step::Rest(page) if page > 1 && status == Some(400) => (self.rest, self.rest_ended) = (Rest::Done, true),
            // The answer's headers named another root, which is requested next.
            Step::Rest(1) if self.site.root.is_some() && self.requested.root.as_ref() != Some(&self.root()) => {}
            Step::Rest(page) => {
                // A 404 is no refusal as long as REST's root is a guess.
                let found = self.site.root.is_some() || matches!(status, None | Some(401 | 403 | 429 | 500..));
                self.rest = if page == 1 && !found && self.may_request_page() { Rest::Lost } else { Rest::Failed };
                self.fail(Method::WordPressRest, why, refused && page == 1 && found);
                self.requested.rest_refused = refused && page == 1;
            }
            Step::Feed(method) => self.fail(method, why, refused),
            Step::Page => self.fail(Method::WordPressHtml, why, refused),
            Step::MorePage(number) => {
                self.gaps.push(Warning::new(format!("page {number} of the comments {why}")));
            }
        }
    }

    fn rest_answered(&mut self, page: u32, batch: Batch, answer: &Answer<'_>) {
        let number = |name: &str| answer.header(name)?.trim().parse::<u32>().ok();
        let entries = batch.entries();
        let mut links = batch.comments.iter().filter_map(|comment| address::web(comment.url.as_deref()?));
        self.is_post_certain |=
            links.any(|url| address::is_same_post(&url, &self.article)) || self.hints.stated == Some(0);
        self.total = number("x-wp-total").or(self.total);
        let new = self.merge(Method::WordPressRest, batch);
        let more = number("x-wp-totalpages").map_or(entries >= PER_PAGE, |pages| page < pages);
        self.rest_ended = !more || entries == 0;
        self.rest = if more && new > 0 {
            Rest::Ask(page + 1)
        } else if self.is_post_certain || (entries == 0 && self.hints.stated.is_none()) {
            Rest::Done
        } else {
            Rest::Doubted
        };
    }

    fn page_answered(&mut self, text: &str, url: &str) {
        let base = address::web(url).unwrap_or_else(|| self.article.clone());
        let read = html::parse(text, Some(&base));
        if !read.is_wordpress() {
            self.fail(Method::WordPressHtml, "has no comments in a known format".to_owned(), false);
            return;
        }
        self.article = base;
        let found = read.site.clone();
        self.site.root = found.root.or_else(|| self.site.root.take());
        self.site.feed = found.feed;
        self.site.is_wordpress = true;
        let other_post = found.post.is_some() && found.post != self.site.post;
        if other_post {
            self.site.post = found.post;
        }
        self.is_post_certain = found.post.is_some();
        self.rest = match self.rest {
            Rest::Doubted if other_post => {
                // REST's comments were those of another post.
                self.merged = Merged::default();
                self.pings.clear();
                self.total = None;
                self.worked.clear();
                Rest::Ask(1)
            }
            Rest::Doubted => Rest::Done,
            Rest::Lost if self.requested.root.as_ref() != Some(&self.root()) => {
                self.failures.retain(|failure| failure.method != Method::WordPressRest);
                Rest::Ask(1)
            }
            Rest::Lost => {
                // REST refuses requests where the page says that it is.
                let is_blocked = self.site.root.is_some() && self.requested.rest_refused;
                let failures = self.failures.iter_mut().filter(|failure| failure.method == Method::WordPressRest);
                failures.for_each(|failure| failure.is_blocked |= is_blocked);
                Rest::Failed
            }
            rest => rest,
        };
        self.page = Some(read);
    }

    fn more_answered(&mut self, text: &str, url: &str) {
        let base = address::web(url).unwrap_or_else(|| self.article.clone());
        let read = html::parse(text, Some(&base));
        self.is_flattened |= read.is_flattened;
        self.gaps.extend(read.is_cut.then(truncated_page));
        self.depth = self.depth.max(read.depth);
        self.merge(Method::WordPressHtml, read.batch);
        for (number, url) in read.pages {
            self.more.entry(number).or_insert(url);
        }
    }
}

/// Whether an answer to a request for JSON or XML is a web page, which is how plugins and proxies refuse.
fn is_page(text: &str) -> bool {
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(500).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || (start.starts_with('<') && start.contains("<html"))
}

/// Describes an unreadable answer, to follow the name of the method.
fn unreadable(error: CommentsError) -> String {
    match error {
        CommentsError::Malformed { reason, .. } => format!("gave a malformed answer ({reason})"),
        other => format!("could not be read ({other})"),
    }
}
