//! Caches laid-out articles: the last ones that the user read, and the one that is prepared meanwhile.
//!
//! The key is a hash of everything that the layout depends on, so a changed article is never found under its old key.
//! `typeset` does the layout.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use super::typeset::{self, TypesetOptions};
use crate::app::document::{LaidOutComment, LaidOutPage, Opened};
use crate::domain::text::prefix;
use crate::domain::{ArticleId, CommentBody};
use crate::page;

/// The most pages in the cache.
const MAX_PAGES: usize = 12;
/// The most lines of all pages in the cache, though it always has the last page.
const MAX_LINES: usize = 60_000;
/// Bytes of HTML from which the reader shows the beginning of a text before the rest is laid out.
const LONG_TEXT: usize = 160 << 10;
/// Bytes of HTML in that beginning, which fills the first screens.
const BEGINNING: usize = 48 << 10;

/// Lays out pages, and caches the last ones.
#[derive(Debug, Default)]
pub(in crate::runtime) struct PageCache {
    options: TypesetOptions,
    pages: Mutex<VecDeque<CachedPage>>,
}

/// A page in the cache.
#[derive(Debug, Clone)]
struct CachedPage {
    key: u64,
    /// Article and width of a page with room for images. The page of the next image replaces it.
    with_images: Option<(ArticleId, u16)>,
    page: Arc<LaidOutPage>,
}

impl PageCache {
    pub(in crate::runtime) fn new(options: TypesetOptions) -> Self {
        Self { options, pages: Mutex::default() }
    }

    /// Lays out an article at a width. A text that takes longer than [`page::LIMIT`] becomes plain paragraphs.
    pub(in crate::runtime) fn lay_out(&self, opened: &Arc<Opened>, width: u16) -> Arc<LaidOutPage> {
        self.lay_out_with_images(opened, width, HashMap::new())
    }

    /// Like [`Self::lay_out`], but with room for images: `rows` has the rows of each by its address.
    pub(in crate::runtime) fn lay_out_with_images(
        &self,
        opened: &Arc<Opened>,
        width: u16,
        rows: HashMap<String, u16>,
    ) -> Arc<LaidOutPage> {
        let key = key(opened, width, &rows);
        if let Some(page) = self.find(key) {
            return page;
        }
        let (article, again, options) = (opened.clone(), opened.clone(), self.options);
        let with_images = (!rows.is_empty()).then_some((opened.article.row.id, width));
        let page = page::run_with_deadline(page::LIMIT, move || typeset::lay_out(&article, width, options, rows))
            .or_else(|| {
                page::run_with_deadline(page::LIMIT, move || typeset::lay_out_plain(&again, width, options.clock))
            })
            .unwrap_or_else(|| typeset::too_large(width));
        let page = Arc::new(page);
        self.insert(CachedPage { key, with_images, page: page.clone() });
        page
    }

    /// Lays out comments. If they take longer than [`page::LIMIT`] together, each becomes plain paragraphs; one that
    /// takes longer alone is left out.
    pub(in crate::runtime) fn lay_out_comments(
        &self,
        opened: &Arc<Opened>,
        width: u16,
        bodies: Vec<(usize, CommentBody)>,
    ) -> Vec<(usize, LaidOutComment)> {
        let (article, options) = (opened.clone(), self.options);
        let bodies = Arc::new(bodies);
        let all = bodies.clone();
        let lay_out = move || {
            let bodies = all.iter().map(|(i, body)| (*i, body.html.0.as_str(), body.url.as_deref()));
            typeset::lay_out_comments(&article, width, options, bodies)
        };
        page::run_with_deadline(page::LIMIT, lay_out).unwrap_or_else(|| {
            let plain = |at: usize| {
                let (article, bodies) = (opened.clone(), bodies.clone());
                let lay_out = move || {
                    let (i, body) = bodies.get(at)?;
                    Some((*i, typeset::lay_out_comment_plain(&article, width, *i, body)))
                };
                page::run_with_deadline(page::LIMIT, lay_out).flatten()
            };
            (0..bodies.len()).filter_map(plain).collect()
        })
    }

    /// Lays out the beginning of a long article, for the screen while the rest is laid out; `None` for a short article,
    /// and for one in the cache.
    pub(in crate::runtime) fn beginning(&self, opened: &Arc<Opened>, width: u16) -> Option<Arc<LaidOutPage>> {
        let html = &opened.article.html.0;
        let is_cached = || self.find(key(opened, width, &HashMap::new())).is_some();
        if html.len() < LONG_TEXT || opened.change.is_some() || is_cached() {
            return None;
        }
        let head = prefix(html, BEGINNING);
        let head = head.rsplit_once('<').map_or(head, |(whole, _)| whole);
        let mut part = Opened { thread: Arc::default(), ..Opened::clone(opened) };
        head.clone_into(&mut part.article.html.0);
        // They come below the whole text, with numbers that follow all its links.
        part.article.enclosures.clear();
        let options = self.options;
        let mut page =
            page::run_with_deadline(page::LIMIT, move || typeset::lay_out(&part, width, options, HashMap::new()))?;
        // The reading time of the beginning would be wrong for the article.
        page.words = 0;
        Some(Arc::new(page))
    }

    fn find(&self, key: u64) -> Option<Arc<LaidOutPage>> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let at = pages.iter().position(|cached| cached.key == key)?;
        let found = pages.remove(at)?;
        let page = found.page.clone();
        pages.push_front(found);
        Some(page)
    }

    fn insert(&self, new: CachedPage) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|cached| cached.with_images.is_none() || cached.with_images != new.with_images);
        pages.push_front(new);
        let mut lines = 0;
        let mut fits = |cached: &CachedPage| {
            let comments = cached.page.comments.iter().map(|(_, comment)| comment.lines.len());
            lines += cached.page.body.lines.len() + comments.sum::<usize>();
            lines <= MAX_LINES
        };
        let most = pages.iter().take_while(|cached| fits(cached)).count().clamp(1, MAX_PAGES);
        pages.truncate(most);
    }
}

/// Hashes everything that the layout of a page depends on.
fn key(opened: &Opened, width: u16, rows: &HashMap<String, u16>) -> u64 {
    let mut hash = DefaultHasher::new();
    let article = &opened.article;
    (width, &article.html.0, &article.row.url, &article.row.title, &article.row.author).hash(&mut hash);
    (article.row.published, &article.language, article.from_page, &article.categories).hash(&mut hash);
    article.enclosures.hash(&mut hash);
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_unstable();
    rows.hash(&mut hash);
    (opened.view, &opened.change, article.page.is_some(), &opened.also_in).hash(&mut hash);
    for (at, node) in typeset::first_comments(opened) {
        (at, node.depth, &node.comment.html.0, &node.comment.url).hash(&mut hash);
    }
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ClockFormat, Enclosure, Html, Time};
    use crate::page::Extracted;
    use crate::runtime::reader::preview::preview;

    fn opened(html: &str) -> Arc<Opened> {
        let found = Extracted { html: Html(html.to_owned()), ..Extracted::default() };
        Arc::new(preview(found, "https://a.example/".to_owned(), Time::default()))
    }

    #[test]
    fn a_page_is_cached_until_its_text_or_width_changes() {
        let cache = PageCache::default();
        let first = cache.lay_out(&opened("<p>one"), 40);
        assert!(Arc::ptr_eq(&first, &cache.lay_out(&opened("<p>one"), 40)));
        assert!(!Arc::ptr_eq(&first, &cache.lay_out(&opened("<p>one"), 50)));
        assert!(!Arc::ptr_eq(&first, &cache.lay_out(&opened("<p>two"), 40)));
        for n in 0..MAX_PAGES {
            cache.lay_out(&opened(&format!("<p>{n}")), 40);
        }
        assert!(!Arc::ptr_eq(&first, &cache.lay_out(&opened("<p>one"), 40)), "the oldest goes");
    }

    fn with_enclosure(opened: &Opened, url: &str) -> Arc<Opened> {
        let mut opened = opened.clone();
        opened.article.enclosures =
            vec![Enclosure { url: url.to_owned(), media_type: None, length: None, seconds: Some(90) }];
        Arc::new(opened)
    }

    /// Regression: an article of which only the enclosures had changed was shown with the earlier ones.
    #[test]
    fn a_page_is_laid_out_again_when_its_enclosures_change() {
        let cache = PageCache::default();
        let text = opened("<p>one");
        for url in ["https://a.example/1.mp3", "https://a.example/2.mp3"] {
            assert_eq!(cache.lay_out(&with_enclosure(&text, url), 40).links, [url]);
        }
        assert!(cache.lay_out(&text, 40).links.is_empty());
    }

    /// Regression: an article that was too broken for the typesetter had no enclosures.
    #[test]
    fn plain_paragraphs_have_the_enclosures_below_them() {
        let opened = with_enclosure(&opened("<p>one"), "https://a.example/1.mp3");
        let page = typeset::lay_out_plain(&opened, 40, ClockFormat::default());
        let last = page.body.lines.last().map(crate::domain::Line::text);
        assert_eq!(last.as_deref(), Some("[1] audio, 1 min (a.example)"));
        assert_eq!((page.links.len(), page.link_texts.len()), (1, 1));
    }

    #[test]
    fn a_long_text_has_a_beginning() {
        let cache = PageCache::default();
        let long = opened(&"<p>some words <b>in it</b></p>".repeat(LONG_TEXT / 20));
        let long = with_enclosure(&long, "https://a.example/1.mp3");
        let beginning = cache.beginning(&long, 40).unwrap();
        assert!(beginning.links.is_empty(), "the enclosures are at the end of the whole text");
        let whole = cache.lay_out(&long, 40);
        assert!(beginning.body.lines.len() > 200 && beginning.body.lines.len() < whole.body.lines.len() / 2);
        let same = beginning.body.lines.len() - 2;
        assert_eq!(beginning.body.lines[..same], whole.body.lines[..same]);
        assert!(cache.beginning(&long, 40).is_none(), "it is there whole now");
        assert!(cache.beginning(&opened("<p>short"), 40).is_none());
    }
}
