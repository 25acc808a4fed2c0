//! Reads the comment feed that a page names with `link rel=replies` (RFC 4685).
//!
//! WordPress' feed parser reads it, as it reads any comment feed with parents.

use super::wordpress;
use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::method::Method;
use crate::comments::request::{Answer, Request};
use crate::domain::encoding::decode_page;

/// The comment feed of one page.
#[derive(Debug)]
pub(in crate::comments) struct CommentFeed {
    /// The feed's address.
    pub(in crate::comments) feed: String,
}

impl Site for CommentFeed {
    fn method(&self) -> Method {
        Method::CommentFeed
    }

    fn begin(&mut self) -> Vec<Request> {
        vec![Request { url: self.feed.clone(), accept: wordpress::ACCEPT_FEED }]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let text = decode_page(answer.body, answer.header("content-type"));
        let (_, batch) = wordpress::parse_feed(&text, None)?;
        Ok(Found { warnings: batch.warnings(), comments: batch.comments, ..Found::default() })
    }
}
