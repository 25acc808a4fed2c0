//! Resolves addresses, limits them to http and https, and chooses the article's address among the links of an entry.

use url::Url;

use crate::domain::{Enclosure, media};

use super::extensions::Link;

/// The most enclosures kept of one entry.
const MAX_ENCLOSURES: usize = 100;
/// The longest address kept, in bytes; browsers and servers accept less.
const MAX_ADDRESS: usize = 8_000;

/// Resolves `raw` against `base`; `None` unless the result is http or https.
pub(super) fn absolute(base: Option<&Url>, raw: &str) -> Option<String> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > MAX_ADDRESS {
        return None;
    }
    let url = super::xml_reader::join(base, raw)?;
    is_web(&url).then(|| url.into())
}

/// Returns whether the address may be fetched or opened.
pub(super) fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Returns the page that an entry or feed is about: the alternate link, HTML before other types, else a related link.
pub(super) fn article(links: &[Link]) -> Option<String> {
    let alternates = || links.iter().filter(|link| matches!(link.relation.as_str(), "" | "alternate"));
    let page = |link: &&Link| link.media_type.is_empty() || link.media_type.contains("html");
    let chosen = alternates().find(page).or_else(|| alternates().next());
    chosen.or_else(|| links.iter().find(|link| link.relation == "related")).map(|link| link.url.clone())
}

/// Adds an enclosure. One with a known address only adds a missing type or length.
pub(super) fn push_enclosure(list: &mut Vec<Enclosure>, new: Enclosure) {
    if let Some(old) = list.iter_mut().find(|old| old.url == new.url) {
        old.media_type = old.media_type.take().or(new.media_type);
        old.length = old.length.or(new.length);
        old.seconds = old.seconds.or(new.seconds);
    } else if list.len() < MAX_ENCLOSURES {
        list.push(new);
    }
}

/// Converts a stated duration to whole seconds; `None` if it is nothing, or longer than any medium.
pub(super) fn seconds(stated: f64) -> Option<u32> {
    const MOST: f64 = 1_000_000.0;
    let seconds = stated.round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked before")]
    (1.0..=MOST).contains(&seconds).then_some(seconds as u32)
}

/// Gives the first audio or video the duration that the whole entry states.
pub(super) fn with_duration(mut list: Vec<Enclosure>, seconds: Option<u32>) -> Vec<Enclosure> {
    if let Some(enclosure) = list.iter_mut().find(|enclosure| enclosure.is_audio_or_video()) {
        enclosure.seconds = enclosure.seconds.or(seconds);
    }
    list
}

/// Parses `1:02:03`, `32:10` or seconds, as `itunes:duration` and Media RSS have them.
pub(super) fn duration(text: &str) -> Option<u32> {
    seconds(media::seconds(media::milliseconds(text)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_up_to_three_parts() {
        for (text, seconds) in [
            ("1950", Some(1950)),
            (" 32:30 ", Some(1950)),
            ("01:05:00", Some(3900)),
            ("12.4", Some(12)),
            ("0", None),
            ("", None),
            ("1:2:3:4", None),
            ("-5", None),
            ("inf", None),
            ("NaN", None),
            ("32 min", None),
            ("99999999999999999999:00:00", None),
        ] {
            assert_eq!(duration(text), seconds, "{text}");
        }
    }

    #[test]
    fn only_the_web_is_linked_to() {
        let base = Url::parse("https://a.example/feeds/main.xml").ok();
        for (raw, expected) in [
            (" /x ", Some("https://a.example/x")),
            ("y?a=1&b=2", Some("https://a.example/feeds/y?a=1&b=2")),
            ("//b.example/z", Some("https://b.example/z")),
            ("http://c.example", Some("http://c.example/")),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("mailto:a@b.example", None),
            ("", None),
            ("http://", None),
        ] {
            assert_eq!(absolute(base.as_ref(), raw).as_deref(), expected, "{raw}");
        }
        assert_eq!(absolute(None, "relative"), None);
    }

    #[test]
    fn the_article_is_the_alternate_page() {
        let link = |url: &str, relation: &str, media_type: &str| Link {
            url: url.into(),
            relation: relation.into(),
            media_type: media_type.into(),
        };
        let links = [
            link("self", "self", ""),
            link("json", "alternate", "application/json"),
            link("page", "alternate", "text/html"),
        ];
        assert_eq!(article(&links).as_deref(), Some("page"));
        assert_eq!(article(&links[..2]).as_deref(), Some("json"));
        assert_eq!(article(&links[..1]), None);
    }
}
