//! Finds comments in a page's own markup: first schema.org, which is written for machines, then microformats, then
//! lists that merely look like comments.
//!
//! Each reader finds the elements and their parts; `tree` makes comments with ids and parents of them. WordPress has a
//! reader of its own, and systems that load comments from a server are left to `embedded`.

mod item;
mod json_ld;
mod lists;
mod microdata;
mod microformats;
mod parts;
mod tree;

use dom_query::Document;
use url::Url;

use super::error::truncated_page;
use super::method::Method;
use crate::domain::{Comment, LoadedThread};

/// The comments of a page, and the method that found them.
#[derive(Debug)]
pub(super) struct InPage {
    pub(super) method: Method,
    pub(super) comments: Vec<Comment>,
    pub(super) stated: Option<u32>,
    /// Whether only a part of the page was read.
    pub(super) is_cut: bool,
}

impl InPage {
    /// Makes a thread of the comments.
    pub(super) fn into_thread(self) -> LoadedThread {
        let Self { method, mut comments, stated, is_cut } = self;
        // If any comment has no date, the page's own order is kept.
        if comments.iter().all(|comment| comment.published.is_some()) {
            comments.sort_by_key(|comment| comment.published);
        }
        let has_all = stated.is_some_and(|stated| comments.len() >= stated as usize);
        let is_cut = (is_cut && !has_all) || comments.len() >= tree::MAX_COMMENTS;
        LoadedThread {
            source: method.as_str().to_owned(),
            stated,
            complete: has_all && !is_cut,
            gaps: is_cut.then(truncated_page).into_iter().collect(),
            comments,
            ..LoadedThread::default()
        }
    }
}

/// Reads a page by the first method that finds comments in it.
pub(super) fn read(html: &str, base: Option<&Url>) -> Option<InPage> {
    let guarded = crate::page::guard_nested(html);
    // A reader changes the document, but only once it has found comments.
    let document = Document::from(&*guarded.html);
    let found = |method, (comments, stated): (Vec<Comment>, Option<u32>)| {
        let is_cut = guarded.is_cut;
        (!comments.is_empty()).then_some(InPage { method, comments, stated, is_cut })
    };
    found(Method::SchemaOrg, json_ld::read(&document, base))
        .or_else(|| found(Method::SchemaOrg, microdata::read(&document, base)))
        .or_else(|| found(Method::Microformats, (microformats::read(&document, base), None)))
        .or_else(|| found(Method::NestedLists, (lists::read(&document, base), None)))
}
