//! Splits HTML into tags and text for `guard`, by the rules of WHATWG HTML, 13.2.5.
//!
//! It makes one pass over the bytes, decodes nothing, and allocates only for the few attributes that the guard reads.
//! The meaning of tags is left to `open`.

use std::ops::Range;

/// Attributes of a tag that are kept, more than real tags have: the parser compares each with all others.
const MAX_ATTRIBUTES: usize = 64;

/// A tag as it stands in the source.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    /// The name as written, in any case.
    pub(super) name: &'a str,
    /// The bytes from `<` to after `>`.
    pub(super) range: Range<usize>,
    /// Whether it is written `<name/>`.
    pub(super) self_closing: bool,
    /// The bytes of the attributes beyond the cap.
    pub(super) excess: Option<Range<usize>>,
    /// Attributes whose numbers are clamped: name, and the bytes of the value.
    pub(super) numbers: Vec<(&'a str, Range<usize>)>,
    /// Whether it has one of the attributes with which `<font>` ends an `<svg>`.
    pub(super) sets_font: bool,
}

/// A token of the source; ranges are in bytes.
#[derive(Debug)]
pub(super) enum Token<'a> {
    /// Text without tags.
    Text(Range<usize>),
    /// A `<` that begins no tag.
    Stray(Range<usize>),
    /// A comment, a processing instruction, an end tag without a name, or a tag that the source breaks off in.
    Junk(Range<usize>),
    /// `<![CDATA[`, without its content.
    Cdata(Range<usize>),
    /// `<!doctype …>`.
    Doctype,
    /// `<name …>`.
    Start(Tag<'a>),
    /// `</name …>`.
    End(Tag<'a>),
}

/// Reads tokens from a source.
pub(super) struct Tokens<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, at: 0 }
    }

    /// Reads the content of a raw text element that was just opened, up to its end tag or the end of the source.
    pub(super) fn raw(&mut self, name: &str) -> Range<usize> {
        let start = self.at;
        let bytes = self.source.as_bytes();
        let is_end = |at: usize| {
            let name_end = at + 2 + name.len();
            bytes.get(at + 1) == Some(&b'/')
                && bytes.get(at + 2..name_end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && bytes.get(name_end).is_none_or(|b| is_space(*b) || matches!(b, b'/' | b'>'))
        };
        self.at = (start..bytes.len()).find(|at| bytes.get(*at) == Some(&b'<') && is_end(*at)).unwrap_or(bytes.len());
        start..self.at
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.source.as_bytes().get(at).copied()
    }

    fn find(&self, from: usize, needle: &str) -> Option<usize> {
        self.source.get(from..)?.find(needle).map(|found| from + found)
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.source.get(range).unwrap_or_default()
    }

    /// Moves to `end` and returns the bytes before it.
    fn advance(&mut self, end: usize) -> Range<usize> {
        let start = std::mem::replace(&mut self.at, end.min(self.source.len()));
        start..self.at
    }

    fn markup_declaration(&mut self) -> Token<'a> {
        let rest = self.source.as_bytes().get(self.at..).unwrap_or_default();
        let starts = |word: &str| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()));
        if starts("<!--") {
            // `<!-->` and `<!--->` are whole comments, and `--!>` ends a comment too.
            let short = ["<!-->", "<!--->"].iter().find(|short| starts(short)).map(|short| self.at + short.len());
            let end = short.or_else(|| {
                let regular = self.find(self.at + 4, "-->").map(|at| at + 3);
                let irregular = self.find_before(self.at + 4, "--!>", regular).map(|at| at + 4);
                irregular.or(regular)
            });
            return Token::Junk(self.advance(end.unwrap_or(self.source.len())));
        }
        if starts("<![CDATA[") {
            return Token::Cdata(self.advance(self.at + 9));
        }
        let end = self.find(self.at, ">").map_or(self.source.len(), |at| at + 1);
        if starts("<!doctype") {
            self.advance(end);
            return Token::Doctype;
        }
        Token::Junk(self.advance(end))
    }

    fn find_before(&self, from: usize, needle: &str, end: Option<usize>) -> Option<usize> {
        let found = self.source.get(from..end.unwrap_or(self.source.len()))?.find(needle)?;
        Some(from + found)
    }

    /// Reads a tag whose name begins at `name_start`.
    fn tag(&mut self, name_start: usize, is_end: bool) -> Token<'a> {
        let name_end = self.skip(name_start, |b| !is_space(b) && !matches!(b, b'/' | b'>'));
        let mut tag = Tag {
            name: self.slice(name_start..name_end),
            range: 0..0,
            self_closing: false,
            excess: None,
            numbers: Vec::new(),
            sets_font: false,
        };
        let mut at = name_end;
        let mut count = 0;
        loop {
            at = self.skip(at, |b| is_space(b) || b == b'/');
            match self.byte(at) {
                None => return Token::Junk(self.advance(self.source.len())),
                Some(b'>') => break,
                Some(_) => {}
            }
            let start = at;
            let Some(end) = self.attribute(at, &mut tag) else {
                return Token::Junk(self.advance(self.source.len()));
            };
            at = end;
            count += 1;
            if count > MAX_ATTRIBUTES {
                let first = tag.excess.map_or(start, |excess| excess.start);
                tag.excess = Some(first..at);
                tag.numbers.retain(|(_, value)| value.start < first);
            }
        }
        tag.self_closing = at > name_end && self.byte(at - 1) == Some(b'/');
        tag.range = self.advance(at + 1);
        if is_end { Token::End(tag) } else { Token::Start(tag) }
    }

    /// Reads the attribute at `at` and returns its end; `None` when the source ends inside it.
    fn attribute(&self, at: usize, tag: &mut Tag<'a>) -> Option<usize> {
        // A leading `=` belongs to the name.
        let name_end = self.skip(at + 1, |b| !is_space(b) && !matches!(b, b'/' | b'>' | b'='));
        let name = self.slice(at..name_end);
        let is_one_of = |names: [&str; 3]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        tag.sets_font |= tag.excess.is_none() && is_one_of(["color", "face", "size"]);
        let equals = self.skip(name_end, is_space);
        if self.byte(equals) != Some(b'=') {
            return Some(name_end);
        }
        let start = self.skip(equals + 1, is_space);
        let (value, end) = match self.byte(start)? {
            quote @ (b'"' | b'\'') => {
                let close = self.skip(start + 1, |b| b != quote);
                self.byte(close)?;
                (start + 1..close, close + 1)
            }
            b'>' => (start..start, start),
            _ => {
                let end = self.skip(start, |b| !is_space(b) && b != b'>');
                (start..end, end)
            }
        };
        if is_one_of(["start", "colspan", "rowspan"]) {
            tag.numbers.push((name, value));
        }
        Some(end)
    }

    /// The first byte from `from` on that `skips` is false for.
    fn skip(&self, from: usize, skips: impl Fn(u8) -> bool) -> usize {
        let bytes = self.source.as_bytes();
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter().position(|b| !skips(*b)).map_or(bytes.len(), |found| from + found)
    }

    /// Reads the next token; `None` at the end.
    pub(super) fn read(&mut self) -> Option<Token<'a>> {
        let first = self.byte(self.at)?;
        if first != b'<' {
            let end = self.find(self.at, "<").unwrap_or(self.source.len());
            return Some(Token::Text(self.advance(end)));
        }
        Some(match self.byte(self.at + 1) {
            Some(b'!') => self.markup_declaration(),
            Some(b'?') => self.junk_to_angle(),
            Some(b'/') => match self.byte(self.at + 2) {
                Some(b) if b.is_ascii_alphabetic() => self.tag(self.at + 2, true),
                None => Token::Stray(self.advance(self.at + 1)),
                Some(_) => self.junk_to_angle(),
            },
            Some(b) if b.is_ascii_alphabetic() => self.tag(self.at + 1, false),
            _ => Token::Stray(self.advance(self.at + 1)),
        })
    }

    fn junk_to_angle(&mut self) -> Token<'a> {
        let end = self.find(self.at, ">").map_or(self.source.len(), |at| at + 1);
        Token::Junk(self.advance(end))
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}
