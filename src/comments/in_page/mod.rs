//! Comments that stand in a page itself, told by its markup: schema.org first, which is written for machines, then
//! microformats, then lists that merely look like comments.
//!
//! Each reader says which elements are comments and what is said in them; `tree` makes a thread of that. WordPress has
//! a reader of its own, systems that load comments from elsewhere are left to `embedded`.

mod item;
mod json_ld;
mod lists;
mod microdata;
mod microformats;
mod parts;
mod tree;

use dom_query::Document;
use url::Url;

use super::cut;
use super::source::Method;
use crate::domain::{Comment, LoadedThread};

/// The comments of a page, and how they were found.
#[derive(Debug)]
pub(super) struct InPage {
    pub(super) method: Method,
    pub(super) comments: Vec<Comment>,
    pub(super) stated: Option<u32>,
    /// Of the page only a part was read.
    pub(super) is_cut: bool,
}

impl InPage {
    /// The thread that they are.
    pub(super) fn into_thread(self) -> LoadedThread {
        let Self { method, mut comments, stated, is_cut } = self;
        // Without a date for each, the page's own order is the best there is.
        if comments.iter().all(|comment| comment.published.is_some()) {
            comments.sort_by_key(|comment| comment.published);
        }
        let has_all = stated.is_some_and(|stated| comments.len() >= stated as usize);
        let is_cut = (is_cut && !has_all) || comments.len() >= tree::MAX_COMMENTS;
        LoadedThread {
            source: method.as_str().to_owned(),
            stated,
            complete: has_all && !is_cut,
            gaps: is_cut.then(cut).into_iter().collect(),
            comments,
            ..LoadedThread::default()
        }
    }
}

/// Reads a page by the first of the ways that finds comments in it.
pub(super) fn read(html: &str, base: Option<&Url>) -> Option<InPage> {
    let guarded = crate::page::guard_nested(html);
    // A reader takes the document apart, but only when it has found something.
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
