//! Scans HTML for tags and attributes in linear time, without building a tree.
//!
//! Parsing of whole pages is left to `page`.

/// A tag, and its byte range from `<` to past `>`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// The name as spelled, never empty.
    pub(super) name: &'a str,
    pub(super) closing: bool,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Iterates over the tags of `text`, comments excluded. A tag without `>` ends the iteration.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find('<')?;
            let after = text.get(start + 1..)?;
            if let Some(comment) = after.strip_prefix("!--") {
                from = start + 4 + comment.find("-->")?;
                continue;
            }
            from = start + 1;
            let name = after.strip_prefix('/').unwrap_or(after);
            let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let name = name.get(..length).unwrap_or_default();
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let end = start + 1 + tag_end(after)?;
            from = end;
            return Some(Tag { name, closing: after.starts_with('/'), start, end });
        }
    })
}

/// Returns the end of a tag, past the first `>` outside quotes.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    let mut value_next = false;
    for (i, b) in rest.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return Some(i + 1),
            // A quote opens only after an equals sign, so that `<a title=it's>` ends at its `>`.
            (None, b'"' | b'\'') if value_next => quote = Some(b),
            (Some(open), _) if open == b => quote = None,
            _ => {}
        }
        value_next = quote.is_none() && (b == b'=' || (value_next && b.is_ascii_whitespace()));
    }
    None
}

/// An attribute with a value, and the byte offset of the value in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) at: usize,
}

/// Iterates over the attributes of a tag that have a value, with references unresolved.
pub(super) fn attributes<'a>(text: &'a str, tag: Tag<'a>) -> impl Iterator<Item = Attribute<'a>> {
    let inner = text.get(tag.start..tag.end.saturating_sub(1)).unwrap_or_default();
    let mut from = 0;
    std::iter::from_fn(move || {
        let equals = from + inner.get(from..)?.find('=')?;
        let name = inner.get(from..equals)?.trim_end();
        let name = name.rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/')).next()?;
        let rest = inner.get(equals + 1..)?;
        let value = rest.trim_start();
        let at = equals + 1 + rest.len() - value.len();
        let (at, value) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => (at + 1, value.get(1..)?.split(quote).next()?),
            _ => (at, value.split(char::is_whitespace).next()?),
        };
        from = at + value.len();
        Some(Attribute { name, value, at: tag.start + at })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_attributes_are_found() {
        let html = "<!-- <a href=no> --><A hreF = 'x>y' title=it's b=\"c\nd\" checked>1 < 2</a><br/><unclosed";
        let found: Vec<_> = tags(html).collect();
        let names: Vec<_> = found.iter().map(|tag| (tag.name, tag.closing)).collect();
        assert_eq!(names, [("A", false), ("a", true), ("br", false)]);
        let pairs: Vec<_> = attributes(html, found[0]).map(|a| (a.name, a.value)).collect();
        assert_eq!(pairs, [("hreF", "x>y"), ("title", "it's"), ("b", "c\nd")]);
        assert!(attributes(html, found[0]).all(|a| html[a.at..].starts_with(a.value)));
    }

    proptest::proptest! {
        #[test]
        fn offsets_are_those_of_the_text(html in "(<|>|/|[a-c]|=|'|\"| |ä|<!--|-->){0,60}") {
            for tag in tags(&html) {
                proptest::prop_assert!(tag.end <= html.len());
                for attribute in attributes(&html, tag) {
                    proptest::prop_assert!(html[attribute.at..].starts_with(attribute.value));
                }
            }
        }
    }
}
