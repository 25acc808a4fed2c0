//! Holds the texts of the comments near the view, and the number of lines of every comment.
//!
//! A thread may have a hundred thousand comments, so only those near the view are laid out. The others have an
//! estimated number of lines until then. The reader decides which texts to request, and `runtime` lays them out.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::indent::text_room;
use crate::app::document::{LaidOutComment, LaidOutPage, Opened};
use crate::domain::{Comment, Line, Text};

/// The most texts in memory. The view needs a few screens of them at a time.
const MAX_TEXTS: usize = 4_000;
/// When there are more, the texts within this many places of the view stay.
const NEAR: usize = 1_000;
/// The estimated bytes of HTML for each letter of text; never less than one.
const BYTES_A_LETTER: f32 = 1.1;

/// The comments' texts of one thread, laid out at one width.
#[derive(Debug, Clone, Default)]
pub struct CommentBodies {
    /// The number of lines of each comment's text, or an estimate.
    heights: Vec<u32>,
    /// The lines of the texts that are laid out, by place.
    laid_out: HashMap<usize, Vec<Line>>,
    /// The addresses of the comments whose texts were laid out, by place.
    urls: HashMap<usize, String>,
    /// For each text that was laid out, the index of its first link in `links`.
    first_links: HashMap<usize, usize>,
    /// The places of the texts that are being laid out.
    requested: HashSet<usize>,
    /// The addresses of all links, those of the article first.
    pub links: Vec<String>,
    /// The text of each link; empty where an image is the link.
    pub names: Vec<Text>,
}

impl CommentBodies {
    /// Estimates the height of every comment, and adds the texts that came with the article.
    #[must_use]
    pub fn new(opened: &Opened, page: &LaidOutPage) -> Self {
        let estimate = |node: crate::domain::thread::Node<'_>| estimate(size(node.comment), node.depth, page.width);
        let mut bodies = Self {
            heights: opened.thread.nodes().map(estimate).collect(),
            links: page.links.clone(),
            names: page.link_texts.clone(),
            ..Self::default()
        };
        drop(bodies.add(&page.comments, 0));
        bodies
    }

    /// Returns the number of lines of a comment's text, or an estimate.
    #[must_use]
    pub fn height(&self, i: usize) -> u32 {
        self.heights.get(i).copied().unwrap_or(0)
    }

    /// Returns the lines of a comment's text, if it is laid out.
    #[must_use]
    pub fn lines(&self, i: usize) -> Option<&[Line]> {
        self.laid_out.get(&i).map(Vec::as_slice)
    }

    /// Returns the address of a comment, if its text was ever laid out.
    #[must_use]
    pub fn url(&self, i: usize) -> Option<&str> {
        self.urls.get(&i).map(String::as_str)
    }

    /// Adds texts, and returns by how many lines each differs from the height that it had. `view` is a place in view:
    /// when there are too many texts, those far from it are dropped.
    pub fn add(&mut self, comments: &[(usize, LaidOutComment)], view: usize) -> BTreeMap<usize, i32> {
        let mut grown = BTreeMap::new();
        for (i, comment) in comments {
            self.requested.remove(i);
            let Some(height) = self.heights.get_mut(*i) else { continue };
            let lines = u32::try_from(comment.lines.len()).unwrap_or(u32::MAX);
            let by = lines.cast_signed().wrapping_sub(height.cast_signed());
            if by != 0 {
                *grown.entry(*i).or_default() += by;
            }
            *height = lines;
            let (links, names) = (&mut self.links, &mut self.names);
            let base = *self.first_links.entry(*i).or_insert_with(|| {
                let base = links.len();
                links.extend(comment.links.iter().cloned());
                names.extend(comment.link_texts.iter().cloned());
                names.resize(links.len(), Text::default());
                base
            });
            self.urls.extend(comment.url.clone().map(|url| (*i, url)));
            self.laid_out.insert(*i, number_links_from(comment.lines.clone(), base));
        }
        if self.laid_out.len() > MAX_TEXTS {
            self.laid_out.retain(|i, _| i.abs_diff(view) <= NEAR);
        }
        grown
    }

    /// Returns those of the comments that are neither laid out nor requested, and counts them as requested.
    pub fn request(&mut self, wanted: impl Iterator<Item = usize>) -> Vec<usize> {
        wanted.filter(|i| !self.laid_out.contains_key(i) && self.requested.insert(*i)).collect()
    }

    /// Drops a text that is to be laid out in another way, for example without its changes marked.
    pub fn forget(&mut self, i: usize) {
        self.laid_out.remove(&i);
        self.requested.remove(&i);
        // The next layout may have other links.
        self.first_links.remove(&i);
    }
}

/// Returns the size of a comment's HTML in bytes, whether or not its text is in memory.
fn size(comment: &Comment) -> usize {
    comment.html.0.len().max(comment.bytes as usize)
}

/// Estimates the number of lines of a comment from the size of its HTML.
fn estimate(bytes: usize, depth: u32, width: u16) -> u32 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "estimate"
    )]
    let letters = (bytes as f32 / BYTES_A_LETTER) as usize;
    u32::try_from(letters.div_ceil(text_room(depth, width)).max(1)).unwrap_or(1)
}

/// Numbers the links of a comment on from `base`, the number of links before them. Drops references to places in the
/// text, because the reader follows only those of the article.
fn number_links_from(mut lines: Vec<Line>, base: usize) -> Vec<Line> {
    for span in lines.iter_mut().flat_map(|line| &mut line.spans) {
        span.jump = None;
        if let Some(link) = span.link.filter(|_| base > 0) {
            span.link = Some(link + base);
            if span.text.as_str() == format!("[{}]", link + 1) {
                span.text = Text::line(&format!("[{}]", link + base + 1));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_requested_once_until_it_is_dropped() {
        let mut bodies = CommentBodies { heights: vec![1; 3], ..CommentBodies::default() };
        assert_eq!(bodies.request(0..3), [0, 1, 2]);
        bodies.add(&[(0, LaidOutComment::default())], 0);
        // The others are still being laid out, and every request is answered.
        assert!(bodies.request(0..3).is_empty());
        bodies.add(&[(1, LaidOutComment::default()), (2, LaidOutComment::default())], 0);
        assert!(bodies.request(0..3).is_empty() && (0..3).all(|i| bodies.lines(i).is_some()));
        bodies.forget(1);
        assert_eq!(bodies.request(0..3), [1]);
    }
}
