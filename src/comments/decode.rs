//! Bytes to text: byte order mark, HTTP charset, the document's own declaration, UTF-8, and windows-1252 at last.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes searched for a declaration, as HTML asks for.
const PRESCAN: usize = 1024;

/// The document's text; bytes that fit no encoding become replacement characters.
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    let head = String::from_utf8_lossy(bytes.get(..PRESCAN).unwrap_or(bytes));
    let declared = content_type
        .and_then(|value| label_after(value, "charset="))
        .or_else(|| label_after(&head, "charset="))
        .or_else(|| label_after(&head, "encoding="));
    match declared.or_else(|| std::str::from_utf8(bytes).is_ok().then_some(UTF_8)) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
        None => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The encoding named behind `key`, quoted or not.
fn label_after(text: &str, key: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, rest) = lower.split_once(key)?;
    let label = rest.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(['"', '\'', ';', '>', ' ', '?']).unwrap_or(label.len());
    Encoding::for_label(label.get(..end)?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found_where_they_are_said() {
        for (bytes, content_type, expected) in [
            (&b"caf\xc3\xa9"[..], None, "café"),
            (b"caf\xe9", None, "café"),
            (b"caf\xe9", Some("text/html; charset=ISO-8859-1"), "café"),
            (b"\xef\xbb\xbfcaf\xc3\xa9", Some("text/html; charset=iso-8859-1"), "café"),
            (b"<meta charset=\"windows-1251\">\xef", None, "<meta charset=\"windows-1251\">п"),
            (b"<?xml version='1.0' encoding='koi8-r'?>\xd0", None, "<?xml version='1.0' encoding='koi8-r'?>п"),
            (b"\xff\xfea\0b\0", None, "ab"),
            (b"charset=nonsense \xc3\xa9", None, "charset=nonsense é"),
        ] {
            assert_eq!(decode(bytes, content_type), expected);
        }
    }
}
