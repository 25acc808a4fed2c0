//! Reads XML feeds: each batch by feed-rs, repaired if feed-rs would reject or misread the document.

use std::io::{Cursor, Read};

use url::Url;

use super::convert::{self, Texts, damage_warnings, feed_rs};
use super::extensions::{self, EntryExtension};
use super::field::Family;
use super::fields::{self, Fields};
use super::opened::{Opened, Pairs};
use super::survey::{Survey, survey};
use super::{FeedError, repair};
use crate::domain::{Text, Warning};

/// A feed that was surveyed.
pub(super) struct Document {
    /// Empty if the only batch was read already.
    text: String,
    survey: Survey,
}

/// An error in opening a document.
pub(super) enum XmlError {
    /// The root of this document is another element, named here; `None` if there is no element at all.
    NotAFeed(String, Option<String>),
    /// It is a feed that can't be parsed.
    Feed(FeedError),
}

/// Surveys a feed, and reads what it says of itself. A batch has so many entries.
pub(super) fn open(text: String, base: Option<&Url>, batch: usize) -> Result<Opened<Document>, XmlError> {
    let mut survey = match survey(&text, base, batch) {
        Ok(survey) => survey,
        Err(root) => return Err(XmlError::NotAFeed(text, root)),
    };
    let mut warnings = damage_warnings(&survey.feed, survey.entries);
    if survey.overflow {
        warnings.push(Warning::new("the feed repeats too much around its entries: skipped the rest"));
    }
    let only = survey.only.take();
    let outside = std::mem::take(&mut survey.outside);
    let source = if only.is_some() { &text } else { &outside };
    // With another number of entries, pairs would be wrong; the rewritten document has exactly those of the survey.
    let entries = only.as_ref().map_or(0, Vec::len);
    let strict = survey.is_sound.then(|| feed_rs(source.as_bytes()).ok()).flatten();
    let strict = strict.filter(|feed| feed.entries.len() == entries);
    let mut feed = if let Some(feed) = strict {
        feed
    } else {
        let fields = Fields::open(source, base.cloned(), fields::Texts::All);
        let rewritten = repair::rewrite(fields.map_err(|root| XmlError::NotAFeed(text.clone(), root))?);
        feed_rs(rewritten.as_bytes()).map_err(|reason| XmlError::Feed(unreadable(&reason)))?
    };
    let texts = std::mem::take(&mut feed.entries);
    let only = only.map(|extensions| (texts.into_iter().map(Texts::from).collect(), extensions));
    Ok(Opened {
        head: convert::head(feed, &survey.feed),
        warnings,
        batches: if only.is_some() { 1 } else { survey.batches.len() },
        entries: survey.entries,
        empty: survey.empty,
        document: Document { text: if only.is_some() { String::new() } else { text }, survey },
        only,
    })
}

fn unreadable(reason: &str) -> FeedError {
    FeedError::Unreadable(Text::line(reason))
}

impl Document {
    pub(super) fn family(&self) -> Family {
        self.survey.feed.family
    }

    /// Reads a batch, by its number.
    pub(super) fn batch(&self, at: usize, base: Option<&Url>) -> Result<Pairs, FeedError> {
        let Some(batch) = self.survey.batches.get(at) else { return Ok(Pairs::default()) };
        let around = self.survey.around(&self.text, batch);
        let part = self.text.get(batch.range.clone()).unwrap_or_default();
        let fields = |texts| {
            let fields = Fields::resume(&around, part, base.cloned(), &self.survey.entities, texts);
            fields.ok_or_else(|| unreadable("its entries have no root"))
        };
        let extensions: Vec<EntryExtension> = extensions::read(fields(fields::Texts::Extensions)?, base);
        let strict = if self.survey.is_sound { feed_rs(alone(&around, part)).ok() } else { None };
        let strict = strict.filter(|feed| feed.entries.len() == extensions.len());
        let feed = if let Some(feed) = strict {
            feed
        } else {
            let rewritten = repair::rewrite(fields(fields::Texts::All)?);
            feed_rs(rewritten.as_bytes()).map_err(|reason| unreadable(&reason))?
        };
        Ok((feed.entries.into_iter().map(Texts::from).collect(), extensions))
    }
}

/// Makes a document of its own of a part: the start tags `around` it, the part, and the end tags.
fn alone(around: &[&str], part: &str) -> impl Read {
    let start = around.concat();
    let names = around.iter().rev().filter_map(|tag| {
        let name = tag.strip_prefix('<')?;
        name.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()
    });
    let end: String = names.flat_map(|name| ["</", name, ">"]).collect();
    Cursor::new(start).chain(part.as_bytes()).chain(Cursor::new(end))
}
