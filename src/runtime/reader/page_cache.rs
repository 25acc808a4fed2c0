//! Keeps what has been set: the article that is prepared while another is read, and the last ones read.
//!
//! Found again by what it was set from, so that a changed article or thread is simply another one. Setting itself is
//! left to `typeset`.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use super::typeset::{self, TypesetOptions};
use crate::app::document::{Opened, LaidOutComment, LaidOutPage};
use crate::domain::text::prefix;
use crate::domain::{ArticleId, CommentBody};
use crate::page;

/// Pages kept.
const KEPT: usize = 12;
/// Lines that the kept pages may have together.
const KEPT_LINES: usize = 60_000;
/// A longer text, in bytes of HTML, shows its beginning before the rest of it is set.
const LONG: usize = 160 << 10;
/// As much of it as fills the first screens.
const BEGINNING: usize = 48 << 10;

/// Sets pages, and keeps the last ones.
#[derive(Debug, Default)]
pub(in crate::runtime) struct PageCache {
    taste: TypesetOptions,
    kept: Mutex<VecDeque<Kept>>,
}

/// A page that is kept.
#[derive(Debug, Clone)]
struct Kept {
    key: u64,
    /// With room for pictures: for which article and width. The next picture makes it void.
    of: Option<(ArticleId, u16)>,
    page: Arc<LaidOutPage>,
}

impl PageCache {
    pub(in crate::runtime) fn new(taste: TypesetOptions) -> Self {
        Self { taste, kept: Mutex::default() }
    }

    /// The article set at a width, within its time; a text that takes longer is shown plain.
    pub(in crate::runtime) fn set(&self, opened: &Arc<Opened>, width: u16) -> Arc<LaidOutPage> {
        self.set_with(opened, width, HashMap::new())
    }

    /// The same with rows kept free for pictures, by their addresses.
    pub(in crate::runtime) fn set_with(
        &self,
        opened: &Arc<Opened>,
        width: u16,
        rows: HashMap<String, u16>,
    ) -> Arc<LaidOutPage> {
        let key = key(opened, width, &rows);
        if let Some(page) = self.find(key) {
            return page;
        }
        let (work, taste) = (opened.clone(), self.taste);
        let bare = rows.is_empty();
        let bare_words = opened.clone();
        let page = page::run_with_deadline(page::LIMIT, move || typeset::typeset(&work, width, taste, rows))
            .or_else(|| page::run_with_deadline(page::LIMIT, move || typeset::plain(&bare_words, width, taste.clock)))
            .unwrap_or_else(|| typeset::refused(width));
        let page = Arc::new(page);
        self.keep(Kept { key, of: if bare { None } else { Some((opened.article.row.id, width)) }, page: page.clone() });
        page
    }

    /// Comments' texts, each within its time; one that takes longer is shown plain.
    pub(in crate::runtime) fn set_comments(
        &self,
        opened: &Arc<Opened>,
        width: u16,
        texts: Vec<(usize, CommentBody)>,
    ) -> Vec<(usize, LaidOutComment)> {
        let (work, taste) = (opened.clone(), self.taste);
        let texts = Arc::new(texts);
        let all = texts.clone();
        let set = move || {
            let texts = all.iter().map(|(i, words)| (*i, words.html.0.as_str(), words.url.as_deref()));
            typeset::comments(&work, width, taste, texts)
        };
        page::run_with_deadline(page::LIMIT, set).unwrap_or_else(|| {
            let plain = |at: usize| {
                let (work, texts) = (opened.clone(), texts.clone());
                let set = move || texts.get(at).map(|(i, words)| (*i, typeset::plain_comment(&work, width, *i, words)));
                page::run_with_deadline(page::LIMIT, set).flatten()
            };
            (0..texts.len()).filter_map(plain).collect()
        })
    }

    /// The beginning of a long article that has not been set yet: what there is to see while the rest is set.
    pub(in crate::runtime) fn beginning(&self, opened: &Arc<Opened>, width: u16) -> Option<Arc<LaidOutPage>> {
        let html = &opened.article.html.0;
        let is_known = || self.find(key(opened, width, &HashMap::new())).is_some();
        if html.len() < LONG || opened.change.is_some() || is_known() {
            return None;
        }
        let head = prefix(html, BEGINNING);
        let head = head.rsplit_once('<').map_or(head, |(whole, _)| whole);
        let mut part = Opened { thread: Arc::default(), ..Opened::clone(opened) };
        head.clone_into(&mut part.article.html.0);
        let taste = self.taste;
        let mut page =
            page::run_with_deadline(page::LIMIT, move || typeset::typeset(&part, width, taste, HashMap::new()))?;
        // Not the minutes of the beginning.
        page.words = 0;
        Some(Arc::new(page))
    }

    fn find(&self, key: u64) -> Option<Arc<LaidOutPage>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|known| known.key == key)?;
        let found = kept.remove(at)?;
        let page = found.page.clone();
        kept.push_front(found);
        Some(page)
    }

    fn keep(&self, new: Kept) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|known| known.of.is_none() || known.of != new.of);
        kept.push_front(new);
        let mut lines = 0;
        let mut fits = |kept: &Kept| {
            lines +=
                kept.page.body.lines.len() + kept.page.comments.iter().map(|(_, text)| text.lines.len()).sum::<usize>();
            lines <= KEPT_LINES
        };
        let most = kept.iter().take_while(|kept| fits(kept)).count().clamp(1, KEPT);
        kept.truncate(most);
    }
}

/// What a page is made from, in one number.
fn key(opened: &Opened, width: u16, rows: &HashMap<String, u16>) -> u64 {
    let mut hash = DefaultHasher::new();
    let article = &opened.article;
    (width, &article.html.0, &article.row.url, &article.row.title, &article.row.author).hash(&mut hash);
    (article.row.published, &article.language, article.from_page, &article.categories).hash(&mut hash);
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_unstable();
    rows.hash(&mut hash);
    (opened.view, &opened.change, article.page.is_some()).hash(&mut hash);
    for (at, node) in typeset::at_once(opened) {
        (at, node.depth, &node.comment.html.0, &node.comment.url).hash(&mut hash);
    }
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Html, Time};
    use crate::page::Extracted;
    use crate::runtime::reader::preview::preview;

    fn opened(html: &str) -> Arc<Opened> {
        let found = Extracted { html: Html(html.to_owned()), ..Extracted::default() };
        Arc::new(preview(found, "https://a.example/".to_owned(), Time::default()))
    }

    #[test]
    fn what_was_set_is_kept_until_its_text_or_width_changes() {
        let setter = PageCache::default();
        let first = setter.set(&opened("<p>one"), 40);
        assert!(Arc::ptr_eq(&first, &setter.set(&opened("<p>one"), 40)));
        assert!(!Arc::ptr_eq(&first, &setter.set(&opened("<p>one"), 50)));
        assert!(!Arc::ptr_eq(&first, &setter.set(&opened("<p>two"), 40)));
        for n in 0..KEPT {
            setter.set(&opened(&format!("<p>{n}")), 40);
        }
        assert!(!Arc::ptr_eq(&first, &setter.set(&opened("<p>one"), 40)), "the oldest goes");
    }

    #[test]
    fn a_long_text_has_a_beginning() {
        let setter = PageCache::default();
        let long = opened(&"<p>some words <b>in it</b></p>".repeat(LONG / 20));
        let beginning = setter.beginning(&long, 40).unwrap();
        let whole = setter.set(&long, 40);
        assert!(beginning.body.lines.len() > 200 && beginning.body.lines.len() < whole.body.lines.len() / 2);
        let same = beginning.body.lines.len() - 2;
        assert_eq!(beginning.body.lines[..same], whole.body.lines[..same]);
        assert!(setter.beginning(&long, 40).is_none(), "it is there whole now");
        assert!(setter.beginning(&opened("<p>short"), 40).is_none());
    }
}
