//! The comment feed that a page names with `link rel=replies` (RFC 4685).
//!
//! Reading it is left to WordPress' reader of feeds, which reads any that threads.

use super::CommentsError;
use super::crawl::{Found, Site};
use super::sites::wordpress;
use super::source::{Answer, Method, Request};
use crate::domain::encoding::decode_page;

/// The feed of one page.
#[derive(Debug)]
pub(super) struct Replies {
    pub(super) feed: String,
}

impl Site for Replies {
    fn method(&self) -> Method {
        Method::CommentFeed
    }

    fn origin(&self) -> String {
        String::new()
    }

    fn begin(&mut self) -> Vec<Request> {
        let accept = "application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8, */*;q=0.1";
        vec![Request { url: self.feed.clone(), accept }]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let text = decode_page(answer.body, answer.header("content-type"));
        let (_, batch) = wordpress::parse_feed(&text, None)?;
        Ok(Found { warnings: batch.warnings(), comments: batch.comments, ..Found::default() })
    }
}
