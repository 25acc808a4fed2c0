//! Reads the entries of a feed in batches, the last ones of the document first.
//!
//! Memory holds the document and one batch. The store wants this order: of two entries with one time, the upper one gets
//! the higher id. A feed of one batch is parsed as a whole.

use url::Url;

use super::convert::{self, Faults};
use super::field::Family;
use super::opened::{Opened, Pairs};
use super::survey::BATCH;
use super::{FeedError, HEAD, json, not_a_feed, xml};
use crate::domain::text::prefix;
use crate::domain::{Entry, ParsedFeed, Warning, encoding};

/// A feed whose entries are read in batches.
pub struct FeedReader {
    document: Document,
    base: Option<Url>,
    head: ParsedFeed,
    warnings: Vec<Warning>,
    faults: Faults,
    /// The only batch, if it was read with the head.
    only: Option<Vec<Entry>>,
    entries: usize,
    kept: usize,
    /// Number of batches still to read.
    left: usize,
}

enum Document {
    Xml(Box<xml::Document>),
    Json(json::Document),
}

impl FeedReader {
    /// Reads what a feed says of itself, in any format: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.x.
    ///
    /// `content_type` is HTTP's header, for its charset. `base` is the feed's address, the base of relative addresses.
    pub fn open(body: Vec<u8>, content_type: Option<&str>, base: &str) -> Result<Self, FeedError> {
        Self::open_in_batches(body, content_type, base, BATCH)
    }

    /// Like [`Self::open`], with so many entries in a batch.
    pub(super) fn open_in_batches(
        body: Vec<u8>,
        content_type: Option<&str>,
        base: &str,
        batch: usize,
    ) -> Result<Self, FeedError> {
        let (text, warnings) = encoding::decode_owned(body, content_type);
        let base = Url::parse(base).ok();
        let start = text.trim_start();
        if start.is_empty() {
            return Err(FeedError::Empty);
        }
        let mut reader = if start.starts_with(['{', '[']) {
            Self::of(json::open(text, base.as_ref(), batch)?, base, Document::Json)
        } else {
            Self::of_xml(text, base, batch)?
        };
        reader.warnings.splice(0..0, warnings);
        Ok(reader)
    }

    fn of_xml(text: String, base: Option<Url>, batch: usize) -> Result<Self, FeedError> {
        let (text, root) = match xml::open(text, base.as_ref(), batch) {
            Ok(opened) => return Ok(Self::of(opened, base, |document| Document::Xml(Box::new(document)))),
            Err(xml::XmlError::Feed(error)) => return Err(error),
            Err(xml::XmlError::NotAFeed(text, root)) => (text, root),
        };
        let error = not_a_feed(&text, root.as_deref());
        if matches!(error, FeedError::Html(_) | FeedError::Opml) {
            return Err(error);
        }
        // Some servers print messages of their own before the feed.
        let head = prefix(&text, HEAD).to_ascii_lowercase();
        let start = ["<rss", "<rdf:rdf", "<feed"].iter().filter_map(|root| head.find(root)).min();
        let Some(rest) = start.and_then(|start| text.get(start..)).map(str::to_owned) else { return Err(error) };
        drop(text);
        let Ok(opened) = xml::open(rest, base.as_ref(), batch) else { return Err(error) };
        let mut reader = Self::of(opened, base, |document| Document::Xml(Box::new(document)));
        reader.warnings.push(Warning::new("skipped text before the start of the feed"));
        Ok(reader)
    }

    fn of<D>(opened: Opened<D>, base: Option<Url>, document: fn(D) -> Document) -> Self {
        let mut reader = Self {
            document: document(opened.document),
            base,
            head: opened.head,
            warnings: opened.warnings,
            faults: Faults::new(opened.empty),
            only: None,
            entries: opened.entries - opened.empty,
            kept: 0,
            left: opened.batches,
        };
        reader.only = opened.only.map(|pairs| reader.join(pairs));
        reader
    }

    /// The feed without its entries.
    #[must_use]
    pub fn head(&self) -> &ParsedFeed {
        &self.head
    }

    /// Number of entries that all batches have.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// Whether all batches are read.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.left == 0
    }

    /// Reads the last batch that is left, with its entries in the feed's own order; an empty one if none is left.
    pub fn next_batch(&mut self) -> Result<Vec<Entry>, FeedError> {
        let Some(at) = self.left.checked_sub(1) else { return Ok(Vec::new()) };
        self.left = at;
        self.batch(at)
    }

    /// Returns the feed with its first entries, `most` of them, and all warnings.
    pub(super) fn into_whole(mut self, most: usize) -> Result<(ParsedFeed, Vec<Warning>), FeedError> {
        let mut entries = Vec::new();
        let mut has_more = false;
        for at in 0..self.left {
            has_more = entries.len() >= most;
            if has_more {
                break;
            }
            let example = self.faults.example.take();
            entries.extend(self.batch(at)?);
            self.faults.example = example.or(self.faults.example.take());
        }
        if has_more || entries.len() > most {
            entries.truncate(most);
            self.warnings.push(Warning::new(format!("the feed has more than {most} entries: skipped the rest")));
        }
        let (head, warnings) = self.finish();
        Ok((ParsedFeed { entries, ..head }, warnings))
    }

    /// Returns the head, and the warnings about the batches read so far, which describe damage and what was lost by it.
    #[must_use]
    pub fn finish(mut self) -> (ParsedFeed, Vec<Warning>) {
        self.warnings.extend(self.faults.warnings());
        if self.head.title.is_none() && self.kept == 0 {
            self.warnings.push(Warning::new("the feed has no title and no entries"));
        }
        (self.head, self.warnings)
    }

    fn batch(&mut self, at: usize) -> Result<Vec<Entry>, FeedError> {
        if let Some(only) = self.only.take() {
            return Ok(only);
        }
        let pairs = match &self.document {
            Document::Xml(document) => document.batch(at, self.base.as_ref())?,
            Document::Json(document) => document.batch(at, self.base.as_ref()),
        };
        Ok(self.join(pairs))
    }

    fn join(&mut self, (texts, extensions): Pairs) -> Vec<Entry> {
        self.faults.add(&extensions);
        let family = match &self.document {
            Document::Xml(document) => document.family(),
            Document::Json(_) => Family::Rss,
        };
        let pairs = texts.into_iter().zip(extensions).filter(|(_, extension)| !extension.is_empty);
        let entries: Vec<Entry> = pairs.map(|(texts, extension)| convert::entry(texts, extension, family)).collect();
        self.kept += entries.len();
        entries
    }
}
