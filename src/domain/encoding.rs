//! Detects the character encoding of feeds, pages and lists of feeds, and decodes them.
//!
//! The XML declaration is removed, since the encoding that it states no longer applies to the decoded text. Parsing is
//! left to the callers.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Warning;

/// Bytes from the start of a document in which a declaration is looked for.
const HEAD: usize = 1_024;

/// Decodes a document, without its byte order mark and XML declaration.
///
/// The order of precedence is: byte order mark, HTTP's `charset`, XML declaration, detection from the bytes (RFC 7303
/// section 3.2). A declaration that the bytes contradict is ignored, with a warning.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> (Cow<'a, str>, Vec<Warning>) {
    if let Some(text) = utf_32(bytes) {
        return (Cow::Owned(clean(text.into()).into_owned()), Vec::new());
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, malformed) = encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        let warnings = if malformed { vec![replacement_warning(encoding)] } else { Vec::new() };
        return (clean(text), warnings);
    }
    if let Some(encoding) = utf_16_without_bom(bytes) {
        return (clean(encoding.decode_without_bom_handling(bytes).0), Vec::new());
    }
    let declared = [content_type.and_then(http_charset), xml_encoding(bytes)];
    let declared: Vec<&'static Encoding> = declared.into_iter().flatten().collect();
    if let Ok(text) = std::str::from_utf8(bytes) {
        let stated = declared.first().copied().unwrap_or(UTF_8);
        // Non-ASCII bytes that are valid UTF-8 are hardly ever in another encoding.
        if !text.is_ascii() || stated.is_ascii_compatible() {
            let is_wrong = !text.is_ascii() && stated != UTF_8;
            let warning = is_wrong.then(|| Warning::new(format!("declared as {} but is UTF-8", stated.name())));
            return (clean(text.into()), warning.into_iter().collect());
        }
    }
    if declared.iter().all(|encoding| *encoding == UTF_8 || encoding.is_single_byte())
        && let Some((text, stray_bytes)) = mostly_utf_8(bytes)
    {
        let stray_bytes = super::pluralize(stray_bytes, "byte");
        let warning = Warning::new(format!("not valid UTF-8: {stray_bytes} read as windows-1252"));
        return (clean(text.into()), vec![warning]);
    }
    for encoding in &declared {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return (clean(text), Vec::new());
        }
    }
    let guess = guess(bytes);
    let (text, malformed) = guess.decode_without_bom_handling(bytes);
    let mut warnings = Vec::new();
    if let Some(encoding) = declared.first() {
        let (declared, guess) = (encoding.name(), guess.name());
        warnings.push(Warning::new(format!("declared as {declared} but is not valid {declared}; read as {guess}")));
    } else if malformed {
        warnings.push(replacement_warning(guess));
    }
    (clean(text), warnings)
}

/// Decodes UTF-8 with a few bytes of windows-1252, as programs write that paste texts together.
///
/// Returns the text and the number of such bytes; `None` unless there are four multibyte characters for each of them.
fn mostly_utf_8(bytes: &[u8]) -> Option<(String, usize)> {
    let stray_bytes: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    let multibyte: usize =
        bytes.utf8_chunks().map(|chunk| chunk.valid().chars().filter(|c| !c.is_ascii()).count()).sum();
    if multibyte < 4 * stray_bytes {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Some((text, stray_bytes))
}

fn replacement_warning(encoding: &'static Encoding) -> Warning {
    Warning::new(format!("not valid {}: bad bytes were replacement_warning", encoding.name()))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// Returns the encoding that the `charset` parameter of a `Content-Type` names.
fn http_charset(content_type: &str) -> Option<&'static Encoding> {
    let parameter = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })?;
    Encoding::for_label(parameter.trim().trim_matches(['"', '\'']).as_bytes())
}

/// Returns the encoding that an ASCII-readable XML declaration names; UTF-16 is ruled out, as it is not ASCII-readable.
fn xml_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String = bytes.iter().take(HEAD).map(|b| char::from(*b)).collect();
    let declaration = head.split_once("<?xml")?.1.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.split(quote).nth(1)?;
    Encoding::for_label(label.trim().as_bytes())
        .filter(|encoding| *encoding != UTF_16BE && *encoding != UTF_16LE)
        .map(|encoding| if label.eq_ignore_ascii_case("us-ascii") { WINDOWS_1252 } else { encoding })
}

fn utf_16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, b'<' | b'{', 0, _, ..] => Some(UTF_16BE),
        [b'<' | b'{', 0, next, 0, ..] if *next != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// Decodes UTF-32, which the Encoding Standard leaves out; recognised by its byte order mark or its first bracket.
fn utf_32(bytes: &[u8]) -> Option<String> {
    let big = match bytes {
        [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, b'<' | b'{', ..] => true,
        [0xff, 0xfe, 0, 0, ..] | [b'<' | b'{', 0, 0, 0, ..] => false,
        _ => return None,
    };
    let points = bytes.chunks_exact(4).filter_map(|chunk| <[u8; 4]>::try_from(chunk).ok());
    let points = points.map(|word| if big { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) });
    Some(
        points
            .map(|point| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER))
            .filter(|c| *c != '\u{feff}')
            .collect(),
    )
}

/// Like [`decode`], but takes the bytes, and needs no memory beside them if they are UTF-8.
#[must_use]
pub fn decode_owned(bytes: Vec<u8>, content_type: Option<&str>) -> (String, Vec<Warning>) {
    let (text, warnings) = decode(&bytes, content_type);
    let rest = match text {
        Cow::Owned(mut text) => {
            drop(bytes);
            text.shrink_to_fit();
            return (text, warnings);
        }
        Cow::Borrowed(rest) => rest.len(),
    };
    // What is borrowed is the end of the bytes.
    let mut text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into());
    text.drain(..text.len() - rest);
    (text, warnings)
}

/// Removes characters that no document may contain, and the XML declaration.
fn clean(text: Cow<'_, str>) -> Cow<'_, str> {
    // Nearly every document is decided by its bytes: these begin all characters that are forbidden.
    let is_suspect = |b: u8| b == 0xef || (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
    let forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}');
    match text {
        Cow::Borrowed(text) if !text.bytes().any(is_suspect) || !text.contains(forbidden) => {
            Cow::Borrowed(after_declaration(text))
        }
        text => {
            let mut text = text.into_owned();
            text.retain(|c| !forbidden(c));
            let start = text.len() - after_declaration(&text).len();
            text.drain(..start);
            Cow::Owned(text)
        }
    }
}

/// Returns the text after an XML declaration near the start, and drops anything before it, such as a warning by PHP.
fn after_declaration(text: &str) -> &str {
    let text = text.trim_start();
    let head = super::text::prefix(text, HEAD);
    let start = head.match_indices("<?xml").map(|(at, _)| at).find(|at| {
        let after = text.get(at + 5..).unwrap_or_default();
        after.starts_with(|c: char| c.is_whitespace() || c == '?')
    });
    let Some(start) = start.filter(|start| !begins_document(text.get(..*start).unwrap_or_default())) else {
        return text;
    };
    let end = text.get(start..).and_then(|rest| rest.find("?>")).map_or(start, |end| start + end + 2);
    text.get(end..).unwrap_or(text).trim_start()
}

/// Returns whether the document itself begins in `head`, so that a declaration after it is quoted text.
fn begins_document(head: &str) -> bool {
    let head = head.to_ascii_lowercase();
    head.starts_with(['{', '['])
        || ["<rss", "<feed", "<rdf", "<opml", "<channel", "<html"].iter().any(|root| head.contains(root))
}

/// Decodes an HTML page. HTTP's charset precedes the page's own (HTML, "determining the character encoding").
#[must_use]
pub fn decode_page(body: &[u8], content_type: Option<&str>) -> String {
    let stated = content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("charset="));
    let own = if stated { None } else { meta_charset(body).map(|charset| format!("text/html; charset={charset}")) };
    decode(body, own.as_deref().or(content_type)).0.into_owned()
}

/// Returns the charset of `<meta charset=…>` or of `<meta http-equiv … content=…>`.
fn meta_charset(body: &[u8]) -> Option<String> {
    let head = body.get(..body.len().min(HEAD)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.split("<meta").skip(1).find_map(|rest| {
        let tag = rest.split('>').next()?;
        let value = tag.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let name: String = value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
        (!name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn encodings_are_detected() {
        let plain = "<rss>é</rss>";
        let declared = |name: &str| format!("<?xml version='1.0' encoding='{name}'?>");
        let latin = |head: String| [head.as_bytes(), b"<rss>\xe9</rss>"].concat();
        let utf32: Vec<u8> = plain.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        for (what, bytes, content_type) in [
            ("no declaration", plain.as_bytes().to_vec(), None),
            ("byte order mark", [b"\xef\xbb\xbf", plain.as_bytes()].concat(), None),
            ("UTF-16BE with mark", utf_16(plain, true, true), None),
            ("UTF-16LE with mark", utf_16(plain, false, true), None),
            ("UTF-16BE", utf_16(plain, true, false), None),
            ("UTF-16LE", utf_16(plain, false, false), None),
            ("UTF-32", utf32, None),
            ("declared", latin(declared("iso-8859-1")), None),
            ("by HTTP", latin(String::new()), Some("text/xml; charset=\"ISO-8859-1\"")),
            ("HTTP before declaration", latin(declared("utf-8")), Some("text/xml;charset=latin1")),
            ("unknown name", latin(declared("no-such")), None),
            ("false UTF-16", [declared("utf-16").as_bytes(), plain.as_bytes()].concat(), None),
            ("false latin", [declared("iso-8859-1").as_bytes(), plain.as_bytes()].concat(), None),
            ("space before", [b"\r\n ", declared("utf-8").as_bytes(), plain.as_bytes()].concat(), None),
        ] {
            assert_eq!(decode(&bytes, content_type).0, plain, "{what}");
        }
    }

    #[test]
    fn wrong_declarations_are_reported() {
        let (_, warnings) = decode("<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>".as_bytes(), None);
        assert_eq!(warnings.len(), 1);
        let (text, warnings) = decode(b"<?xml version='1.0' encoding='utf-8'?><a>caf\xe9 au lait</a>", None);
        assert_eq!((text.as_ref(), warnings.len()), ("<a>café au lait</a>", 1));
        let mixed = ["<?xml version='1.0' encoding='iso-8859-1'?><a>æøåéü ".as_bytes(), b"bes\xf8ge</a>"].concat();
        let (text, warnings) = decode(&mixed, None);
        assert_eq!((text.as_ref(), warnings.len()), ("<a>æøåéü besøge</a>", 1));
    }

    #[test]
    fn controls_are_dropped() {
        assert_eq!(decode(b"<a>\x00\x1b[31m\x08</a>", None).0, "<a>[31m</a>");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_decode_without_controls(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            for content_type in [None, Some("text/xml; charset=shift_jis")] {
                let (text, _) = decode(&bytes, content_type);
                let is_control = |c| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}');
                proptest::prop_assert!(!text.contains(is_control));
                // A byte becomes at most one character of three bytes, such as the replacement character.
                proptest::prop_assert!(text.len() <= bytes.len() * 3);
                proptest::prop_assert_eq!(&decode(text.as_bytes(), content_type).0, &text);
            }
        }
    }

    #[test]
    fn the_charset_of_a_page_is_found() {
        for (body, content_type, text) in [
            (&b"<meta charset='iso-8859-2'>\xb1"[..], Some("text/html"), "\u{105}"),
            (b"<META http-equiv=Content-Type content=\"text/html; charset=koi8-r\">\xc1", None, "\u{430}"),
            (b"<meta charset=koi8-r>\xe9", Some("text/html; charset=iso-8859-1"), "\u{e9}"),
            ("<meta charset=iso-8859-1>\u{e9}".as_bytes(), None, "\u{e9}"),
            (b"<p>\xe9t\xe9", None, "\u{e9}t\u{e9}"),
        ] {
            assert!(decode_page(body, content_type).ends_with(text), "{body:?}");
        }
    }
}
