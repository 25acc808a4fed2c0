//! Applies the transcripts and chapters of podcasts: the podcast namespace (<https://podcastindex.org/namespace/1.0>)
//! and Podlove Simple Chapters (<https://podlove.org/simple-chapters/>).
//!
//! Files of chapters and transcripts are left to `listen`.

use crate::domain::Text;
use crate::domain::media::{self, Chapter, MAX_TRANSCRIPTS, TranscriptLink};
use crate::domain::text::prefix;

use super::convert::language;
use super::entry::{resolve, set_once};
use super::extensions::EntryExtension;
use super::field::Field;
use super::links;
use super::names::Ns;
use super::xml_reader::Tag;

/// The longest media type or relation kept, in bytes.
const MAX_TYPE: usize = 100;
/// The longest title of a chapter, in bytes.
const MAX_TITLE: usize = 1_000;

/// Applies a field of either namespace.
pub(super) fn apply(entry: &mut EntryExtension, field: &Field) {
    match (field.tag.ns, field.tag.name.to_ascii_lowercase().as_str()) {
        (Ns::Podcast, "transcript") => transcript(entry, field),
        (Ns::Podcast, "chapters") => {
            let url = field.tag.attribute("url").and_then(|raw| resolve(field, raw));
            set_once(&mut entry.media.chapters_url, url);
        }
        (Ns::Psc, "chapters") => chapters(entry, field),
        _ => {}
    }
}

fn transcript(entry: &mut EntryExtension, field: &Field) {
    let Some(url) = field.tag.attribute("url").and_then(|raw| resolve(field, raw)) else { return };
    let list = &mut entry.media.transcripts;
    if list.len() < MAX_TRANSCRIPTS && !list.iter().any(|known| known.url == url) {
        list.push(TranscriptLink {
            url,
            media_type: word(&field.tag, "type"),
            language: field.tag.attribute("language").and_then(language),
            rel: word(&field.tag, "rel"),
        });
    }
}

/// Returns an attribute that is a name for programs, in lower case.
fn word(tag: &Tag, name: &str) -> Option<String> {
    let value = tag.attribute(name)?.trim();
    let fits = !value.is_empty() && value.len() <= MAX_TYPE && value.bytes().all(|b| (0x20..0x7f).contains(&b));
    fits.then(|| value.to_ascii_lowercase())
}

fn chapters(entry: &mut EntryExtension, field: &Field) {
    let parts = field.parts.iter().map(|part| &part.tag).filter(|tag| tag.name.eq_ignore_ascii_case("chapter"));
    let mut stated = 0;
    let found = parts.inspect(|_| stated += 1).filter_map(|tag| chapter(tag, field)).collect();
    // A second list of chapters is rare, and repeats the first one.
    if entry.media.chapters.is_empty() {
        entry.media.chapters = media::in_order(found).0;
        entry.dropped_chapters = stated - entry.media.chapters.len();
    }
}

fn chapter(tag: &Tag, field: &Field) -> Option<Chapter> {
    let start = media::milliseconds(tag.attribute("start")?)?;
    let title = Text::line(prefix(tag.attribute("title")?, MAX_TITLE)).non_empty()?;
    let url = tag.attribute("href").and_then(|raw| links::absolute(field.base.as_deref(), raw));
    Some(Chapter { start, title, url })
}
