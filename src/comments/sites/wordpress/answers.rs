//! Takes the answers to what a plan asked: what each changes in what is known, and what a refusal means.

use super::plan::{Plan, Rest, Step};
use super::{Batch, address, feed, html, page, rest};
use crate::comments::merge::Merged;
use crate::comments::source::{Answer, Method};
use crate::comments::{CommentsError, cut};
use crate::domain::Warning;
use crate::domain::encoding::decode_page;

/// Comments on a full page of REST's answer.
const PER_PAGE: usize = 100;

impl Plan {
    /// Takes the answer to the request that is out.
    pub fn answer(&mut self, answer: Result<Answer<'_>, String>) {
        let Some((step, url)) = self.out.take() else { return };
        match step {
            Step::Rest(_) => self.asked.root = Some(self.root()),
            Step::Feed(_) => self.asked.feeds.push(url),
            Step::Page => self.asked.page = true,
            Step::MorePage(number) => self.asked.more.push(number),
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(why) => return self.failed(step, format!("could not be fetched ({why})"), None, false),
        };
        if self.site.root.is_none() {
            self.site.root = page::root_in_headers(answer.headers_named("link"));
            self.site.wordpress |= self.site.root.is_some();
        }
        let text = decode_page(answer.body, answer.header("content-type"));
        if !(200..300).contains(&answer.status) {
            let refused = matches!(answer.status, 401 | 403 | 404 | 405 | 410 | 451);
            return self.failed(step, format!("answered {}", answer.status), Some(answer.status), refused);
        }
        match step {
            Step::Rest(page) => match rest::parse(&text, self.site.post) {
                Ok(batch) => self.rest_answered(page, batch, &answer),
                Err(error) => self.failed(step, unreadable(error), Some(answer.status), is_page(&text)),
            },
            Step::Feed(_) => match feed::parse(&text, self.site.post) {
                Ok((method, batch)) => {
                    self.asked.feed_read = true;
                    self.take(method, batch);
                }
                Err(error) => self.failed(step, unreadable(error), Some(answer.status), is_page(&text)),
            },
            Step::Page => self.page_answered(&text, answer.url),
            Step::MorePage(_) => self.more_answered(&text, answer.url),
        }
    }

    /// Notes why a step came to nothing, and whether the site meant it: an answer that broke off is a bad day.
    fn failed(&mut self, step: Step, why: String, status: Option<u16>, refused: bool) {
        match step {
            // One page more than there are is a 400; a site may know how many before it is asked.
            Step::Rest(page) if page > 1 && status == Some(400) => (self.rest, self.rest_ended) = (Rest::Done, true),
            // The answer named another place for it.
            Step::Rest(1) if self.site.root.is_some() && self.asked.root.as_ref() != Some(&self.root()) => {}
            Step::Rest(page) => {
                // Not there is not the same as not wanted, if nobody said that it is there.
                let found = self.site.root.is_some() || matches!(status, None | Some(401 | 403 | 429 | 500..));
                self.rest = if page == 1 && !found && self.may_ask_page() { Rest::Lost } else { Rest::Failed };
                self.fail(Method::WordPressRest, why, refused && page == 1 && found);
                self.asked.rest_refused = refused && page == 1;
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
        self.post_is_sure |= links.any(|url| address::same_post(&url, &self.article)) || self.hints.stated == Some(0);
        self.total = number("x-wp-total").or(self.total);
        let new = self.take(Method::WordPressRest, batch);
        let more = number("x-wp-totalpages").map_or(entries >= PER_PAGE, |pages| page < pages);
        self.rest_ended = !more || entries == 0;
        self.rest = if more && new > 0 {
            Rest::Ask(page + 1)
        } else if self.post_is_sure || (entries == 0 && self.hints.stated.is_none()) {
            Rest::Done
        } else {
            Rest::Doubted
        };
    }

    fn page_answered(&mut self, text: &str, url: &str) {
        let base = address::web(url).unwrap_or_else(|| self.article.clone());
        let read = html::parse(text, Some(&base));
        if !read.is_wordpress() {
            self.fail(Method::WordPressHtml, "shows no comments in a form known here".to_owned(), false);
            return;
        }
        self.article = base;
        let found = read.site.clone();
        self.site.root = found.root.or_else(|| self.site.root.take());
        self.site.feed = found.feed;
        self.site.wordpress = true;
        let other_post = found.post.is_some() && found.post != self.site.post;
        if other_post {
            self.site.post = found.post;
        }
        self.post_is_sure = found.post.is_some();
        self.rest = match self.rest {
            Rest::Doubted if other_post => {
                // What came was another post's.
                self.gathered = Merged::default();
                self.pings.clear();
                self.total = None;
                self.worked.clear();
                Rest::Ask(1)
            }
            Rest::Doubted => Rest::Done,
            Rest::Lost if self.asked.root.as_ref() != Some(&self.root()) => {
                self.failures.retain(|failure| failure.method != Method::WordPressRest);
                Rest::Ask(1)
            }
            Rest::Lost => {
                // It is where the page says, and does not answer.
                let known = self.site.root.is_some() && self.asked.rest_refused;
                self.failures.iter_mut().filter(|f| f.method == Method::WordPressRest).for_each(|f| f.blocked |= known);
                Rest::Failed
            }
            rest => rest,
        };
        self.page = Some(read);
    }

    fn more_answered(&mut self, text: &str, url: &str) {
        let base = address::web(url).unwrap_or_else(|| self.article.clone());
        let read = html::parse(text, Some(&base));
        self.clamped |= read.clamped;
        self.gaps.extend(read.is_cut.then(cut));
        self.depth = self.depth.max(read.depth);
        self.take(Method::WordPressHtml, read.batch);
        for (number, url) in read.pages {
            self.more.entry(number).or_insert(url);
        }
    }
}

/// Whether a page came where something for programs was asked for: how plugins and proxies say no.
fn is_page(text: &str) -> bool {
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(500).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || (start.starts_with('<') && start.contains("<html"))
}

/// Why an answer was of no use, within a sentence about the way that gave it.
fn unreadable(error: CommentsError) -> String {
    match error {
        CommentsError::Malformed { reason, .. } => format!("gave a malformed answer ({reason})"),
        other => format!("could not be read ({other})"),
    }
}
