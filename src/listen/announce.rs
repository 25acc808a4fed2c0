//! The words that a voice adds to a text, in the language of the article.

use crate::domain::language::Language;

/// The words of one language; `{}` stands for what they are about.
#[derive(Debug)]
pub(super) struct Phrases {
    by: &'static str,
    pub(super) quote: &'static str,
    pub(super) end_of_quote: &'static str,
    pub(super) caption: &'static str,
    pub(super) code: &'static str,
    table_of_one: &'static str,
    table: &'static str,
    pub(super) anonymous: &'static str,
    writes: &'static str,
    replies: &'static str,
    replies_to: &'static str,
    link: &'static str,
    link_to: &'static str,
    email_at: &'static str,
    pub(super) less_than: &'static str,
    pub(super) greater_than: &'static str,
}

static ENGLISH: Phrases = Phrases {
    by: "by {}",
    quote: "Quote.",
    end_of_quote: "End of quote.",
    caption: "Caption.",
    code: "Code skipped.",
    table_of_one: "A table of one row skipped.",
    table: "A table of {} rows skipped.",
    anonymous: "anonymous",
    writes: "{} writes.",
    replies: "{} replies.",
    replies_to: "{} replies to {}.",
    link: "link",
    link_to: "link to {}",
    email_at: "email address at {}",
    less_than: "less than",
    greater_than: "greater than",
};

static GERMAN: Phrases = Phrases {
    by: "von {}",
    quote: "Zitat.",
    end_of_quote: "Ende des Zitats.",
    caption: "Bildunterschrift.",
    code: "Code übersprungen.",
    table_of_one: "Tabelle mit einer Zeile übersprungen.",
    table: "Tabelle mit {} Zeilen übersprungen.",
    anonymous: "anonym",
    writes: "{} schreibt.",
    replies: "{} antwortet.",
    replies_to: "{} antwortet auf {}.",
    link: "Link",
    link_to: "Link zu {}",
    email_at: "E-Mail-Adresse bei {}",
    less_than: "kleiner als",
    greater_than: "größer als",
};

static FRENCH: Phrases = Phrases {
    by: "par {}",
    quote: "Citation.",
    end_of_quote: "Fin de citation.",
    caption: "Légende.",
    code: "Code omis.",
    table_of_one: "Tableau d'une ligne omis.",
    table: "Tableau de {} lignes omis.",
    anonymous: "anonyme",
    writes: "{} écrit.",
    replies: "{} répond.",
    replies_to: "{} répond à {}.",
    link: "lien",
    link_to: "lien vers {}",
    email_at: "adresse e-mail chez {}",
    less_than: "inférieur à",
    greater_than: "supérieur à",
};

static SPANISH: Phrases = Phrases {
    by: "por {}",
    quote: "Cita.",
    end_of_quote: "Fin de la cita.",
    caption: "Pie de foto.",
    code: "Código omitido.",
    table_of_one: "Tabla de una fila omitida.",
    table: "Tabla de {} filas omitida.",
    anonymous: "anónimo",
    writes: "{} escribe.",
    replies: "{} responde.",
    replies_to: "{} responde a {}.",
    link: "enlace",
    link_to: "enlace a {}",
    email_at: "dirección de correo de {}",
    less_than: "menor que",
    greater_than: "mayor que",
};

impl Phrases {
    /// Returns the words of a language, a BCP 47 tag; English where there are none.
    pub(super) fn of(language: Option<&str>) -> &'static Self {
        match Language::of(language) {
            Language::English | Language::Other { .. } => &ENGLISH,
            Language::German => &GERMAN,
            Language::French => &FRENCH,
            Language::Spanish => &SPANISH,
        }
    }

    /// "by X, Y": who wrote an article and where, as far as that is known.
    pub(super) fn byline(&self, author: &str, outlet: &str) -> String {
        match (author, outlet) {
            ("", outlet) => outlet.to_owned(),
            (author, "") => fill(self.by, &[author]),
            (author, outlet) => format!("{}, {outlet}", fill(self.by, &[author])),
        }
    }

    /// Says that a table is skipped, and its size.
    pub(super) fn table(&self, rows: usize) -> String {
        if rows == 1 { self.table_of_one.to_owned() } else { fill(self.table, &[&rows.to_string()]) }
    }

    /// Says who writes a comment.
    pub(super) fn writes(&self, who: &str) -> String {
        fill(self.writes, &[who])
    }

    /// Says who replies, and to whom if that comment is loaded.
    pub(super) fn replies(&self, who: &str, whom: Option<&str>) -> String {
        whom.map_or_else(|| fill(self.replies, &[who]), |whom| fill(self.replies_to, &[who, whom]))
    }

    /// Says where an address leads; an empty host is not said.
    pub(super) fn link(&self, host: &str) -> String {
        if host.is_empty() { self.link.to_owned() } else { fill(self.link_to, &[host]) }
    }

    /// Says where the mailbox of an address is.
    pub(super) fn email(&self, host: &str) -> String {
        fill(self.email_at, &[host])
    }
}

/// Puts each value in the place of a `{}`; values are not searched for more.
fn fill(phrase: &str, values: &[&str]) -> String {
    let mut parts = phrase.split("{}");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, value) in parts.zip(values) {
        out.push_str(value);
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_are_in_the_language_of_the_article() {
        for (language, byline, table, reply) in [
            (Some("en-GB"), "by Ann, The Gazette", "A table of 5 rows skipped.", "Bob replies to Ann."),
            (Some("de"), "von Ann, The Gazette", "Tabelle mit 5 Zeilen übersprungen.", "Bob antwortet auf Ann."),
            (Some("fr"), "par Ann, The Gazette", "Tableau de 5 lignes omis.", "Bob répond à Ann."),
            (Some("es"), "por Ann, The Gazette", "Tabla de 5 filas omitida.", "Bob responde a Ann."),
            (Some("it"), "by Ann, The Gazette", "A table of 5 rows skipped.", "Bob replies to Ann."),
            (None, "by Ann, The Gazette", "A table of 5 rows skipped.", "Bob replies to Ann."),
        ] {
            let phrases = Phrases::of(language);
            assert_eq!(phrases.byline("Ann", "The Gazette"), byline);
            assert_eq!(phrases.table(5), table);
            assert_eq!(phrases.replies("Bob", Some("Ann")), reply);
        }
    }

    #[test]
    fn what_is_unknown_is_not_said() {
        let phrases = Phrases::of(None);
        for (said, expected) in [
            (phrases.byline("", "The Gazette"), "The Gazette"),
            (phrases.byline("Ann", ""), "by Ann"),
            (phrases.byline("", ""), ""),
            (phrases.table(1), "A table of one row skipped."),
            (phrases.replies("Bob", None), "Bob replies."),
            (phrases.replies("{}", Some("{}")), "{} replies to {}."),
            (phrases.link(""), "link"),
        ] {
            assert_eq!(said, expected);
        }
    }
}
