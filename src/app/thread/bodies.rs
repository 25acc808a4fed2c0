//! The comments' texts, set near the view: how many lines each has, and the lines of those that were wanted.
//!
//! A thread may have a hundred thousand comments, so only what is looked at is set; what is not has a guessed number of
//! lines until then. Which comments are wanted is left to `reader_pane`, setting them to `runtime`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::indent::text_room;
use crate::app::document::{LaidOutComment, LaidOutPage, Opened};
use crate::domain::{Comment, Line, Text};

/// Texts that are kept; a few screens are wanted at a time.
const KEPT: usize = 4_000;
/// When there are more, those within so many places of the view stay.
const NEAR: usize = 1_000;
/// Bytes of HTML that make a letter, about, and never less than one.
const BYTES_A_LETTER: f32 = 1.1;

/// The texts of one thread at one width.
#[derive(Debug, Clone, Default)]
pub struct CommentBodies {
    /// Lines of each, or a guess.
    heights: Vec<u32>,
    set: HashMap<usize, Vec<Line>>,
    /// The comments' own addresses, as far as they were ever set.
    urls: HashMap<usize, String>,
    /// Where the links of a text that has once been set begin among all.
    bases: HashMap<usize, usize>,
    /// What is being set.
    asked: HashSet<usize>,
    /// The addresses of all links, the article's first.
    pub links: Vec<String>,
    /// What each is called in its text; empty where a picture is the link.
    pub names: Vec<Text>,
}

impl CommentBodies {
    /// Guesses everything, and takes in what came with the article.
    #[must_use]
    pub fn new(opened: &Opened, page: &LaidOutPage) -> Self {
        let guess = |node: crate::domain::thread::Node<'_>| guess(size(node.comment), node.depth, page.width);
        let mut texts = Self {
            heights: opened.thread.nodes().map(guess).collect(),
            links: page.links.clone(),
            names: page.link_texts.clone(),
            ..Self::default()
        };
        drop(texts.add(&page.comments, 0));
        texts
    }

    /// Lines of a comment's text, or a guess.
    #[must_use]
    pub fn height(&self, i: usize) -> u32 {
        self.heights.get(i).copied().unwrap_or(0)
    }

    /// The lines, if they are set.
    #[must_use]
    pub fn lines(&self, i: usize) -> Option<&[Line]> {
        self.set.get(&i).map(Vec::as_slice)
    }

    /// The comment's own address, if its text was ever set.
    #[must_use]
    pub fn url(&self, i: usize) -> Option<&str> {
        self.urls.get(&i).map(String::as_str)
    }

    /// Takes texts in; says which have another number of lines than was thought, and how many more. `view` is a place in
    /// view: when there are too many, those far from it go.
    pub fn add(&mut self, comments: &[(usize, LaidOutComment)], view: usize) -> BTreeMap<usize, i32> {
        let mut grown = BTreeMap::new();
        for (i, comment) in comments {
            self.asked.remove(i);
            let Some(height) = self.heights.get_mut(*i) else { continue };
            let lines = u32::try_from(comment.lines.len()).unwrap_or(u32::MAX);
            let by = lines.cast_signed().wrapping_sub(height.cast_signed());
            if by != 0 {
                *grown.entry(*i).or_default() += by;
            }
            *height = lines;
            let (links, names) = (&mut self.links, &mut self.names);
            let base = *self.bases.entry(*i).or_insert_with(|| {
                let base = links.len();
                links.extend(comment.links.iter().cloned());
                names.extend(comment.link_texts.iter().cloned());
                names.resize(links.len(), Text::default());
                base
            });
            self.urls.extend(comment.url.clone().map(|url| (*i, url)));
            self.set.insert(*i, numbered_from(comment.lines.clone(), base));
        }
        if self.set.len() > KEPT {
            self.set.retain(|i, _| i.abs_diff(view) <= NEAR);
        }
        grown
    }

    /// Of these comments those that are neither set nor being set; from now on they are.
    pub fn request(&mut self, wanted: impl Iterator<Item = usize>) -> Vec<usize> {
        wanted.filter(|i| !self.set.contains_key(i) && self.asked.insert(*i)).collect()
    }

    /// These could not be laid out: they may be asked for again.
    pub fn cancel_requests(&mut self, places: &[usize]) {
        for i in places {
            self.asked.remove(i);
        }
    }

    /// Sets a text anew, as something else in it is to be shown.
    pub fn forget(&mut self, i: usize) {
        self.set.remove(&i);
        self.asked.remove(&i);
        // It may have other links now.
        self.bases.remove(&i);
    }
}

fn size(comment: &Comment) -> usize {
    comment.html.0.len().max(comment.bytes as usize)
}

/// Lines of so many bytes of HTML.
fn guess(bytes: usize, depth: u32, width: u16) -> u32 {
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a guess")]
    let letters = (bytes as f32 / BYTES_A_LETTER) as usize;
    u32::try_from(letters.div_ceil(text_room(depth, width)).max(1)).unwrap_or(1)
}

/// Links are numbered on from those before them. Only the article's own notes are followed.
fn numbered_from(mut lines: Vec<Line>, base: usize) -> Vec<Line> {
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
