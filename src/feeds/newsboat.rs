//! Parses newsboat's `urls` file, and tells it from OPML.
//!
//! Query feeds (`query:`) become smart feeds; `filter` translates what they ask. Lines that run commands (`exec:`,
//! `filter:`) become warnings, and no command is run.

mod filter;

pub use filter::translate;

use std::collections::HashMap;
use std::path::Path;

use crate::domain::{FeedList, SmartFeed, Subscription, Text, Warning};

use super::{FeedError, links, opml};
use crate::domain::encoding;

/// Most smart feeds that a file may have; further ones are warnings.
const MAX_SMART: usize = 1_000;
/// Most tags that a feed may have; further ones are dropped.
const MAX_TAGS: usize = 100;
/// Longest quote of an address in a warning, in code points.
const QUOTED_CHARS: usize = 80;

/// Parses a `urls` file: each line has an address, then tags. `~Title` sets the title.
///
/// A tag that begins with `!` hides the feed, as in newsboat. What follows the `!` is kept as a tag, so that the feed
/// can still be found by it.
#[must_use]
pub fn parse(text: &str) -> (FeedList, Vec<Warning>) {
    let mut list = FeedList::default();
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut warnings = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let mut fields = split_fields(line).into_iter();
        let Some(address) = fields.next() else { continue };
        if let Some(query) = address.strip_prefix("query:") {
            match smart_feed(query, &list.smart) {
                Ok(feed) => list.smart.push(feed),
                Err(reason) => {
                    let quoted: String = address.chars().take(QUOTED_CHARS).collect();
                    warnings.push(Warning::new(format!("line {number}: not imported, {reason}: {quoted}")));
                }
            }
            continue;
        }
        let url = match self::address(&address) {
            Ok(url) => url,
            Err(reason) => {
                warnings.push(Warning::new(format!("line {number}: {reason}")));
                continue;
            }
        };
        if let Some(first) = lines.get(&url) {
            warnings.push(Warning::new(format!("line {number}: already on line {first}: {url}")));
            continue;
        }
        lines.insert(url.clone(), number);
        let mut feed = Subscription { url, ..Subscription::default() };
        for tag in fields {
            add_tag(&mut feed, &tag);
        }
        list.feeds.push(feed);
    }
    (list, warnings)
}

/// Makes a smart feed of `NAME:FILTER`. The error says why there is none.
fn smart_feed(query: &str, known: &[SmartFeed]) -> Result<SmartFeed, String> {
    let (name, filter) = query.split_once(':').ok_or("it has no filter")?;
    let name = Text::line(name).non_empty().ok_or("it has no name")?;
    if known.iter().any(|feed| feed.name == name) {
        return Err("an earlier line has its name".to_owned());
    }
    if known.len() == MAX_SMART {
        return Err(format!("there are more than {MAX_SMART}"));
    }
    Ok(SmartFeed { name, query: filter::translate(filter)?, folder: None })
}

/// Parses a file that is either OPML or newsboat's. The content decides which, then the extension of the name.
pub fn import(bytes: &[u8], filename: &str) -> Result<(FeedList, Vec<Warning>), FeedError> {
    let (text, mut warnings) = encoding::decode(bytes, None);
    // A program or a picture has such characters, and no list of feeds does.
    if text.chars().take(4_096).any(|c| c == '\0') {
        return Err(FeedError::NotAList);
    }
    let extension = Path::new(filename).extension().unwrap_or_default();
    if text.trim_start().starts_with('<') || ["opml", "xml"].iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        return opml::parse(bytes).map(|(feeds, warnings)| (FeedList { feeds, smart: Vec::new() }, warnings));
    }
    let (list, more) = parse(&text);
    warnings.extend(more);
    Ok((list, warnings))
}

/// Returns the address of a feed in newsboat's files, in the form in which it is subscribed; or why it is not imported.
pub fn address(line: &str) -> Result<String, String> {
    links::absolute(None, line).ok_or_else(|| refusal(line))
}

fn add_tag(feed: &mut Subscription, tag: &str) {
    if let Some(title) = tag.strip_prefix('~') {
        feed.title = Text::line(title).non_empty();
        return;
    }
    let hiding = tag.strip_prefix('!');
    feed.hidden |= hiding.is_some();
    if let Some(tag) = Text::line(hiding.unwrap_or(tag)).non_empty()
        && feed.tags.len() < MAX_TAGS
        && !feed.tags.contains(&tag)
    {
        feed.tags.push(tag);
    }
}

/// Says why an address is not imported.
fn refusal(address: &str) -> String {
    let quoted: String = address.chars().take(QUOTED_CHARS).collect();
    let reason = match address.split(':').next() {
        Some("exec" | "filter") => "commands are not run",
        Some("file") => "local files are not read",
        _ if address.starts_with('|') => "commands are not run",
        _ => "not an http or https address",
    };
    format!("not imported, {reason}: {quoted}")
}

/// Splits a line into fields at white space. Double quotes hold a field together, and a backslash in them escapes the
/// next character. A `#` at the start of a field begins a comment. newsboat's `config` has the same form.
#[must_use]
pub fn split_fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut chars = line.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        match chars.peek() {
            None | Some('#') => return fields,
            Some(_) => {}
        }
        let mut field = String::new();
        let mut is_quoted = false;
        while let Some(c) = chars.next_if(|c| is_quoted || !c.is_whitespace()) {
            match c {
                '"' if is_quoted => break,
                '"' if field.is_empty() => is_quoted = true,
                '\\' if is_quoted => field.extend(chars.next().map(unescape)),
                _ => field.push(c),
            }
        }
        fields.push(field);
    }
}

fn unescape(c: char) -> char {
    match c {
        'n' | 'r' | 't' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urls_file_has_addresses_tags_and_titles() {
        let text = r#"# my feeds
http://a.example/feed.xml news "two words" "~The \"A\" Feed"
   https://b.example/?x=1#frag ! ~B   # a comment

"https://c.example/quoted" tag tag "!"
http://a.example/feed.xml again
"query:Unread:unread = \"yes\"" ignored tags
query:Unread:x
"query:Flags:flags # \"s\""
exec:~/bin/feed.sh tag
filter:cat:http://d.example/
file:///etc/passwd
|touch x
"#;
        let (list, warnings) = parse(text);
        let feeds = list.feeds;
        assert_eq!(feeds.len(), 3);
        assert_eq!(feeds[0].title.as_deref(), Some("The \"A\" Feed"));
        assert_eq!(feeds[0].tags, [Text::line("news"), Text::line("two words")]);
        assert_eq!((feeds[0].folder.clone(), feeds[0].hidden), (None, false));
        assert_eq!((feeds[1].title.as_deref(), feeds[1].hidden), (Some("B"), true));
        assert_eq!(feeds[1].url, "https://b.example/?x=1#frag");
        assert_eq!((feeds[2].url.as_str(), feeds[2].hidden), ("https://c.example/quoted", true));
        assert_eq!(feeds[2].tags.len(), 1);
        let lines: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        let unread = SmartFeed { name: Text::line("Unread"), query: "is:unread".into(), folder: None };
        assert_eq!(list.smart, [unread]);
        assert_eq!(lines.len(), 7);
        assert_eq!(lines[0], "line 6: already on line 2: http://a.example/feed.xml");
        assert_eq!(lines[1], "line 8: not imported, an earlier line has its name: query:Unread:x");
        assert_eq!(lines[2], "line 9: not imported, no query compares flags by #: query:Flags:flags # \"s\"");
        assert!(lines[3].starts_with("line 10: not imported, commands are not run"));
        assert!(lines[5].starts_with("line 12: not imported, local files"));
    }

    #[test]
    fn any_tag_that_begins_with_an_exclamation_mark_hides_a_feed() {
        let text = "https://a.example/ !archive news\nhttps://b.example/ \"!two words\"\nhttps://c.example/ wow!\n";
        let (list, warnings) = parse(text);
        let feeds = list.feeds;
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!(feeds.iter().map(|feed| feed.hidden).collect::<Vec<_>>(), [true, true, false]);
        let tags: Vec<&[Text]> = feeds.iter().map(|feed| feed.tags.as_slice()).collect();
        assert_eq!(tags[0], [Text::line("archive"), Text::line("news")], "the feed is found by its tags");
        assert_eq!((tags[1], tags[2]), (&[Text::line("two words")][..], &[Text::line("wow!")][..]));
    }

    #[test]
    fn opml_is_told_from_newsboat_by_content_and_extension() {
        let opml = b"<?xml version='1.0'?><opml><body><outline xmlUrl='http://a.example/'/></body></opml>";
        assert_eq!(import(opml, "urls").unwrap().0.feeds.len(), 1);
        assert_eq!(import(b"http://a.example/ x\n", "urls").unwrap().0.feeds.len(), 1);
        assert!(import(b"http://a.example/ x\n", "list.opml").is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_distinct_web_addresses(text in "([\"\\\\#!~ ]|[a-z:/.]{1,4}|ä|\n|https://[ab]\\.example/ ){0,60}") {
            let (list, warnings) = parse(&text);
            let feeds = &list.feeds;
            let urls: std::collections::HashSet<&str> = feeds.iter().map(|feed| feed.url.as_str()).collect();
            proptest::prop_assert_eq!(urls.len(), feeds.len());
            proptest::prop_assert!(urls.iter().all(|url| url.starts_with("http://") || url.starts_with("https://")));
            proptest::prop_assert!(feeds.iter().flat_map(|feed| &feed.tags).all(|tag| !tag.is_empty()));
            let shown = feeds.iter().flat_map(|feed| feed.tags.iter().chain(&feed.title));
            for shown in shown.chain(warnings.iter().map(|warning| &warning.0)) {
                proptest::prop_assert_eq!(&Text::line(shown), shown);
                proptest::prop_assert!(shown.len() <= text.len() + 200);
            }
            proptest::prop_assert!(feeds.len() + warnings.len() <= text.lines().count());
            proptest::prop_assert!(feeds.iter().all(|feed| feed.tags.len() <= MAX_TAGS));
            proptest::prop_assert_eq!(parse(&text), (list.clone(), warnings));
            // The addresses are normalised: they stay as they are.
            let again: Vec<&str> = feeds.iter().map(|feed| feed.url.as_str()).collect();
            let (same, warnings) = parse(&again.join("\n"));
            proptest::prop_assert_eq!(same.feeds.iter().map(|feed| feed.url.as_str()).collect::<Vec<_>>(), again);
            proptest::prop_assert_eq!(warnings, []);
        }
    }
}
