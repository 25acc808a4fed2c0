//! The languages that have rules and words of their own here.

/// A language by the primary part of its BCP 47 tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Any other language, and texts without a tag.
    Other {
        /// Whether ordinals are written as a number with a full stop.
        has_dotted_ordinals: bool,
    },
}

/// Other languages that write ordinals as a number with a full stop.
const DOTTED_ORDINALS: &[&str] =
    &["bs", "cs", "da", "et", "fi", "hr", "hu", "is", "lb", "lv", "nb", "nn", "no", "pl", "sk", "sl", "sr", "tr"];

impl Language {
    /// Reads a BCP 47 tag.
    #[must_use]
    pub fn of(tag: Option<&str>) -> Self {
        let primary = tag.unwrap_or_default().split(['-', '_']).next().unwrap_or_default().trim();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Self::English,
            "de" => Self::German,
            "fr" => Self::French,
            "es" => Self::Spanish,
            primary => Self::Other { has_dotted_ordinals: DOTTED_ORDINALS.contains(&primary) },
        }
    }

    /// Whether "3." can mean "third".
    #[must_use]
    pub fn has_dotted_ordinals(self) -> bool {
        matches!(self, Self::German | Self::Other { has_dotted_ordinals: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_primary_part() {
        for (tag, expected) in [
            (Some("en"), Language::English),
            (Some("de-AT"), Language::German),
            (Some("FR_ca"), Language::French),
            (Some("es-419"), Language::Spanish),
            (Some("cs"), Language::Other { has_dotted_ordinals: true }),
            (Some("eng"), Language::Other { has_dotted_ordinals: false }),
            (Some(""), Language::Other { has_dotted_ordinals: false }),
            (None, Language::Other { has_dotted_ordinals: false }),
        ] {
            assert_eq!(Language::of(tag), expected, "{tag:?}");
        }
    }
}
