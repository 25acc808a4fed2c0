//! Finds the parts into which the entries of an XML feed are divided, so that memory never has to hold all of them.
//!
//! One pass over the document collects what the feed says of itself, judges the markup, and notes where each batch of
//! entries begins and ends. `reader` reads the batches.

use std::ops::Range;

use url::Url;

use super::dtd::Entities;
use super::entry;
use super::extensions::{EntryExtension, FeedExtension, Hints, feed_field};
use super::field::{Family, Field};
use super::fields::{Fields, Item, Texts};
use super::links;
use super::names::Ns;
use super::xml_reader::Tag;

/// The most entries of a batch.
pub(super) const BATCH: usize = 100;
/// Bytes after which a batch gets no further entry.
pub(super) const BATCH_BYTES: usize = 1 << 20;
/// The most bytes of start tags around entries that are read again for the batches: a thousand times those of any feed
/// that is not made to take time.
const MAX_AROUND: usize = 16 << 20;

/// The result of the pass.
pub(super) struct Survey {
    pub(super) feed: FeedExtension,
    /// Whether feed-rs can parse the document unchanged.
    pub(super) is_sound: bool,
    /// Extensions of the entries, if there is one batch and it is the whole document.
    pub(super) only: Option<Vec<EntryExtension>>,
    pub(super) batches: Vec<Batch>,
    /// Start tags around the batches, each outermost first.
    scopes: Vec<Vec<Range<usize>>>,
    /// The document without its entries.
    pub(super) outside: String,
    pub(super) entities: Entities,
    /// Number of whole entries, the empty ones included.
    pub(super) entries: usize,
    /// Number of entries without any element, which are skipped.
    pub(super) empty: usize,
    /// Whether entries were left out, because reading the start tags around them takes too long.
    pub(super) overflow: bool,
}

/// Some entries in a row, as offsets in bytes.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    pub(super) range: Range<usize>,
    scope: usize,
    /// Number of entries, of which `range` may lack the last ones: those are empty.
    begun: usize,
}

impl Survey {
    /// Returns the start tags around a batch, outermost first.
    pub(super) fn around<'a>(&self, source: &'a str, batch: &Batch) -> Vec<&'a str> {
        let scope = self.scopes.get(batch.scope).into_iter().flatten();
        scope.filter_map(|range| source.get(range.clone())).collect()
    }
}

/// Surveys a feed, of which a batch has so many entries. The error is that of [`Fields::open`].
pub(super) fn survey(source: &str, base: Option<&Url>, batch: usize) -> Result<Survey, Option<String>> {
    let mut fields = Fields::open(source, base.cloned(), Texts::Extensions)?;
    let mut pass = Pass::new(source, &fields, batch);
    let mut hints = Hints::default();
    let mut links_to_site = Vec::new();
    while let Some(item) = fields.next() {
        match item {
            Item::Feed(field) => feed_field(&mut pass.found.feed, &mut hints, &mut links_to_site, &field),
            Item::Begin(tag) => pass.begin(&fields, &tag),
            Item::Entry(field) => pass.field(&field, base),
            Item::End { cut, empty } => pass.end(fields.position(), cut, empty),
        }
        if pass.found.overflow {
            break;
        }
    }
    pass.close();
    let (without_link, outside_from, entries) = (pass.without_link, pass.outside_from, pass.collected);
    let mut found = pass.found;
    if !found.overflow {
        found.outside.push_str(source.get(outside_from..).unwrap_or_default());
    }
    found.feed.interval = hints.minutes();
    found.feed.site = links::article(&links_to_site);
    found.feed.damage = fields.damage();
    found.feed.has_long_text = fields.has_long_text;
    // feed-rs skips an RDF item without a link.
    found.is_sound = fields.is_sound() && !(without_link && found.feed.family == Family::Rdf);
    found.entities = fields.entities().again();
    let is_whole = found.batches.len() <= 1 && found.empty == 0 && !found.feed.cut && !found.overflow;
    found.only = entries.filter(|_| is_whole);
    Ok(found)
}

struct Pass<'a> {
    source: &'a str,
    found: Survey,
    /// The most entries of a batch.
    most: usize,
    /// The batch that is not closed yet. It has an entry that is not empty, or the present one is its first.
    batch: Option<Batch>,
    /// Bytes of start tags around all batches.
    around: usize,
    /// Where the document goes on outside entries.
    outside_from: usize,
    /// Extensions of the entries, while there is one batch.
    collected: Option<Vec<EntryExtension>>,
    /// The present entry, as far as it decides anything.
    current: EntryExtension,
    without_link: bool,
}

impl<'a> Pass<'a> {
    fn new(source: &'a str, fields: &Fields<'_>, most: usize) -> Self {
        let found = Survey {
            feed: FeedExtension::new(fields),
            is_sound: true,
            only: None,
            batches: Vec::new(),
            scopes: Vec::new(),
            outside: String::new(),
            entities: Entities::default(),
            entries: 0,
            empty: 0,
            overflow: false,
        };
        Self {
            source,
            found,
            most,
            batch: None,
            around: 0,
            outside_from: 0,
            collected: Some(Vec::new()),
            current: EntryExtension::default(),
            without_link: false,
        }
    }

    fn begin(&mut self, fields: &Fields<'_>, tag: &Tag) {
        let start = fields.last_tag().start;
        let outside = self.source.get(self.outside_from..start).unwrap_or_default();
        if !outside.trim().is_empty() {
            self.found.outside.push_str(outside);
        }
        self.outside_from = start;
        self.current = EntryExtension::new(tag);
        let most = self.most;
        let is_full = |batch: &Batch| batch.begun >= most || start - batch.range.start >= BATCH_BYTES;
        if self.batch.as_ref().is_some_and(is_full) {
            self.close();
        }
        match &mut self.batch {
            Some(batch) => batch.begun += 1,
            None => self.open(fields, start),
        }
        self.found.entries += 1;
    }

    /// Opens a batch, whose first entry begins at `start`.
    fn open(&mut self, fields: &Fields<'_>, start: usize) {
        if !self.found.batches.is_empty() {
            self.collected = None;
        }
        if self.found.scopes.last().is_none_or(|scope| scope != fields.around()) {
            self.found.scopes.push(fields.around().to_vec());
        }
        let scope = self.found.scopes.len() - 1;
        self.batch = Some(Batch { range: start..start, scope, begun: 1 });
    }

    fn field(&mut self, field: &Field, base: Option<&Url>) {
        let family = self.found.feed.family;
        let is_link = || matches!(field.tag.ns, Ns::Home | Ns::Atom) && field.tag.name.eq_ignore_ascii_case("link");
        if self.collected.is_some() || (family == Family::Rdf && is_link()) {
            entry::apply(&mut self.current, family, field, base);
        }
    }

    fn end(&mut self, end: usize, cut: bool, empty: bool) {
        self.outside_from = end;
        // The next fetch delivers a cut entry whole; half of it now would become another article.
        let is_dropped = cut && self.found.entries > 1;
        if is_dropped {
            self.found.entries -= 1;
            self.found.feed.cut = true;
        } else if empty && self.current.guid.is_empty() {
            self.found.empty += 1;
        } else {
            self.without_link |= self.current.links.is_empty();
            if let Some(batch) = &mut self.batch {
                batch.range.end = end;
            }
            if let Some(collected) = &mut self.collected {
                collected.push(std::mem::take(&mut self.current));
            }
            return;
        }
        if self.batch.as_ref().is_some_and(|batch| batch.range.is_empty()) {
            self.batch = None;
        }
    }

    /// Closes the open batch, if there is one.
    fn close(&mut self) {
        let Some(batch) = self.batch.take().filter(|batch| !batch.range.is_empty()) else { return };
        let scope = self.found.scopes.get(batch.scope).into_iter().flatten();
        self.around += scope.map(Range::len).sum::<usize>();
        if self.around > MAX_AROUND {
            self.found.overflow = true;
        } else {
            self.found.batches.push(batch);
        }
    }
}
