//! Writes the script of an article and its comments: sentences in the order of reading, with their pauses and with
//! announcements of what only the eye would see.

use std::time::Duration;

use super::announce::Phrases;
use super::speakable::speakable;
use crate::domain::script::is_unspaced;
use crate::domain::sentences::sentences;
use crate::domain::{Html, Node, Text, Thread};
use crate::page::{BlockKind, SpokenBlock, spoken_blocks};

/// Sentences of the longest script: those of several long books.
const MAX_SENTENCES: usize = 200_000;
/// Milliseconds of silence after a piece of a sentence, and after a sentence.
const CLAUSE_PAUSE: u32 = 50;
const SENTENCE_PAUSE: u32 = 250;
/// Milliseconds after a paragraph or item, after a heading, and after a comment.
const PARAGRAPH_PAUSE: u32 = 500;
const HEADING_PAUSE: u32 = 900;
const COMMENT_PAUSE: u32 = 1_000;
/// Characters of a word on average, with the space behind it.
const CHARS_PER_WORD: u64 = 6;
/// How many characters of Latin take as long as one of a script without spaces.
const CHARS_PER_UNSPACED: u64 = 3;

/// What a voice reads, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// The language of the article, a BCP 47 tag.
    pub language: Option<String>,
    /// The sentences.
    pub sentences: Vec<Sentence>,
}

/// A sentence or an announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The text as in the article, without marks of notes, to find it on the screen; empty for an announcement.
    pub text: String,
    /// The text for the engine; never empty.
    pub spoken: String,
    /// Milliseconds of silence after it.
    pub pause: u32,
    /// The number of its paragraph, for moves by paragraph; it never falls.
    pub block: usize,
    /// Where it belongs.
    pub place: Place,
}

/// The part of the page that a sentence belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The title, and who wrote the article.
    Title,
    /// The body of the article.
    Text,
    /// The comment of this index in its thread.
    Comment(usize),
}

/// What is read that is skipped otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Read code line by line.
    pub code: bool,
    /// Read tables row by row.
    pub tables: bool,
}

/// Writes the script of an article in `language`, a BCP 47 tag; `author` and `outlet` may be blank.
#[must_use]
pub fn article(
    title: &Text,
    author: Option<&Text>,
    outlet: &Text,
    html: &Html,
    base: Option<&str>,
    language: Option<&str>,
    options: Options,
) -> Script {
    let mut script = Script { language: language.map(str::to_owned), sentences: Vec::new() };
    let mut writer = Writer::new(&mut script, Place::Title, options);
    writer.text(title, HEADING_PAUSE);
    let author = author.map_or("", Text::as_str);
    let byline = writer.phrases.byline(&writer.speakable(author), &writer.speakable(outlet));
    writer.announce(byline, HEADING_PAUSE);
    writer.place = Place::Text;
    let blocks = spoken_blocks(&html.0, base);
    // Many pages repeat the title above the text.
    let repeats_title = blocks.first().is_some_and(|first| {
        matches!(first.kind, BlockKind::Heading) && first.text.to_lowercase() == title.to_lowercase()
    });
    writer.blocks(&blocks, usize::from(repeats_title));
    script
}

/// Appends the comments of a thread. Comments that are done go with all replies to them; removed comments and those
/// without text go alone.
pub fn append_comments(script: &mut Script, thread: &Thread, is_done: impl Fn(usize) -> bool) {
    let mut i = 0;
    while let Some(node) = thread.get(i) {
        if script.sentences.len() >= MAX_SENTENCES {
            return;
        }
        if is_done(i) {
            i = thread.end_of(i);
            continue;
        }
        append_comment(script, thread, node, i);
        i += 1;
    }
}

fn append_comment(script: &mut Script, thread: &Thread, node: Node<'_>, i: usize) {
    let comment = node.comment;
    if comment.is_removed() {
        return;
    }
    let blocks = spoken_blocks(&comment.html.0, comment.url.as_deref());
    if blocks.is_empty() {
        return;
    }
    let mut writer = Writer::new(script, Place::Comment(i), Options::default());
    let name = |author: Option<&Text>| {
        let name = author.map(|author| writer.speakable(author)).unwrap_or_default();
        if name.is_empty() { writer.phrases.anonymous.to_owned() } else { name }
    };
    let who = name(comment.author.as_ref());
    let parent = node.parent.and_then(|parent| thread.get(parent));
    let whom = parent.map(|parent| name(parent.comment.author.as_ref()));
    let who = match whom {
        None if !node.orphan => writer.phrases.writes(&who),
        whom => writer.phrases.replies(&who, whom.as_deref()),
    };
    writer.announce(who, SENTENCE_PAUSE);
    writer.blocks(&blocks, 0);
    if let Some(last) = script.sentences.last_mut() {
        last.pause = COMMENT_PAUSE;
    }
}

/// Estimates how long a voice takes for a sentence and the pause after it.
#[must_use]
pub fn estimate(sentence: &Sentence, words_per_minute: u32) -> Duration {
    let chars: u64 = sentence.spoken.chars().map(|c| if is_unspaced(c) { CHARS_PER_UNSPACED } else { 1 }).sum();
    let per_minute = CHARS_PER_WORD * u64::from(words_per_minute.max(1));
    Duration::from_millis((chars + 1) * 60_000 / per_minute + u64::from(sentence.pause))
}

/// Appends sentences to a script.
struct Writer<'a> {
    sentences: &'a mut Vec<Sentence>,
    language: Option<&'a str>,
    phrases: &'static Phrases,
    options: Options,
    place: Place,
    block: usize,
}

impl<'a> Writer<'a> {
    fn new(script: &'a mut Script, place: Place, options: Options) -> Self {
        let block = script.sentences.last().map_or(0, |last| last.block + 1);
        let language = script.language.as_deref();
        Self { sentences: &mut script.sentences, language, phrases: Phrases::of(language), options, place, block }
    }

    fn speakable(&self, text: &str) -> String {
        speakable(text, self.language)
    }

    /// Appends blocks, each in a paragraph of its own, from the one of index `from` on.
    fn blocks(&mut self, blocks: &[SpokenBlock], from: usize) {
        let mut quotes = false;
        let mut said_code = false;
        for block in blocks.iter().skip(from) {
            let is_quote = block.kind == BlockKind::Quote;
            if quotes && !is_quote {
                self.announce(self.phrases.end_of_quote.to_owned(), PARAGRAPH_PAUSE);
            }
            self.block = self.sentences.last().map_or(0, |last| last.block + 1);
            if is_quote && !quotes {
                self.announce(self.phrases.quote.to_owned(), SENTENCE_PAUSE);
            }
            quotes = is_quote;
            let skips_code = block.kind == BlockKind::Code && !self.options.code;
            if !(skips_code && said_code) {
                self.block(block);
            }
            said_code = skips_code;
        }
        if quotes {
            self.announce(self.phrases.end_of_quote.to_owned(), PARAGRAPH_PAUSE);
        }
    }

    fn block(&mut self, block: &SpokenBlock) {
        match block.kind {
            BlockKind::Code if !self.options.code => self.announce(self.phrases.code.to_owned(), PARAGRAPH_PAUSE),
            BlockKind::Table { rows } if !self.options.tables => {
                self.announce(self.phrases.table(rows), PARAGRAPH_PAUSE);
            }
            BlockKind::Code | BlockKind::Table { .. } => {
                for row in block.text.lines() {
                    self.text(row, PARAGRAPH_PAUSE);
                }
            }
            BlockKind::Caption => {
                self.announce(self.phrases.caption.to_owned(), SENTENCE_PAUSE);
                self.text(&block.text, PARAGRAPH_PAUSE);
            }
            BlockKind::Heading => self.text(&block.text, HEADING_PAUSE),
            BlockKind::Paragraph | BlockKind::Item | BlockKind::Quote => self.text(&block.text, PARAGRAPH_PAUSE),
        }
    }

    /// Appends the sentences of a text, with `pause` after the last.
    fn text(&mut self, text: &str, pause: u32) {
        let before = self.sentences.len();
        for range in sentences(text, self.language) {
            let text = text.get(range).unwrap_or_default();
            let ends = text.ends_with(|c: char| !c.is_alphanumeric() && !matches!(c, ',' | ';' | ':' | '–' | '—'));
            self.push(text.to_owned(), self.speakable(text), if ends { SENTENCE_PAUSE } else { CLAUSE_PAUSE });
        }
        if let Some(last) = self.sentences.get_mut(before..).and_then(<[Sentence]>::last_mut) {
            last.pause = pause;
        }
    }

    fn announce(&mut self, spoken: String, pause: u32) {
        self.push(String::new(), spoken, pause);
    }

    fn push(&mut self, text: String, spoken: String, pause: u32) {
        if !spoken.is_empty() && self.sentences.len() < MAX_SENTENCES {
            self.sentences.push(Sentence { text, spoken, pause, block: self.block, place: self.place });
        }
    }
}

#[cfg(test)]
mod tests;
