//! Entities that a document declares itself, with limits that stop entity bombs.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::entities;

/// The most declarations kept.
const MAX_ENTITIES: usize = 100;
/// The longest value of a declaration, in bytes.
const MAX_ENTITY_BYTES: usize = 256;
/// The most bytes that declared entities may add to a document.
const MAX_EXPANSION: usize = 100_000;

/// The entities of one document.
#[derive(Debug, Default)]
pub(super) struct Entities {
    declared: Arc<HashMap<String, String>>,
    expanded: usize,
}

impl Entities {
    /// Returns the same declarations, of which nothing has been used so far.
    pub(super) fn again(&self) -> Self {
        Self { declared: Arc::clone(&self.declared), expanded: 0 }
    }

    /// Reads each plain `<!ENTITY name "value">` of an internal subset.
    ///
    /// It skips values that refer to other entities, as those of entity bombs do.
    pub(super) fn declare(&mut self, subset: &str) {
        for declaration in subset.split("<!ENTITY").skip(1) {
            let mut words = declaration.trim_start().splitn(2, char::is_whitespace);
            let (Some(name), Some(rest)) = (words.next(), words.next()) else { continue };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            let Some(value) = rest.split(quote).nth(1) else { continue };
            let is_harmless = value.len() <= MAX_ENTITY_BYTES && (!value.contains('&') || value.starts_with("&#"));
            if is_harmless && self.declared.len() < MAX_ENTITIES {
                Arc::make_mut(&mut self.declared).insert(name.to_owned(), entities::decode(value));
            }
        }
    }

    /// Resolves `&name;`, which stays as it is if unknown, and returns whether a strict XML parser gives the same text.
    pub(super) fn resolve(&mut self, name: &str) -> (Cow<'static, str>, bool) {
        if let Some(value) = self.declared.get(name)
            && self.expanded + value.len() <= MAX_EXPANSION
        {
            self.expanded += value.len();
            return (value.clone().into(), false);
        }
        // Bodies are full of these five, which need no memory.
        let strict = match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => "",
        };
        if !strict.is_empty() {
            return (strict.into(), true);
        }
        match entities::resolve(name) {
            Some(c) => (String::from(c).into(), is_plain_number(name)),
            None => (format!("&{name};").into(), false),
        }
    }
}

/// Returns whether a numeric reference means the same in XML as in HTML.
fn is_plain_number(name: &str) -> bool {
    let Some(digits) = name.strip_prefix('#') else { return false };
    let code = match digits.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    code.is_ok_and(|code| matches!(code, 9 | 10 | 13 | 32..=126 | 160..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_entities_are_resolved_within_bounds() {
        let mut entities = Entities::default();
        entities.declare(
            "rss [<!ENTITY co \"A &#38; B\"><!ENTITY q 'x'>\n<!ENTITY loop \"&co;&co;\"><!ENTITY f SYSTEM 'file:///etc/passwd'>
             <!ENTITY broken><!ENTITY",
        );
        for (name, text, is_strict) in [
            ("amp", "&", true),
            ("#233", "é", true),
            ("#133", "…", false),
            ("nbsp", "\u{a0}", false),
            ("q", "x", false),
            ("loop", "&loop;", false),
            ("f", "&f;", false),
            ("nope", "&nope;", false),
        ] {
            assert_eq!(entities.resolve(name), (text.into(), is_strict), "{name}");
        }
        let total: usize = (0..MAX_EXPANSION * 2).map(|_| usize::from(entities.resolve("q").0 == "x")).sum();
        assert_eq!(total, MAX_EXPANSION - 1);
    }
}
