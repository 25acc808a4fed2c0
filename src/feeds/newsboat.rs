//! newsboat's `urls` file, and telling it from OPML.
//!
//! Its lines may run commands (`exec:`, `filter:`) and query its database (`query:`): those are reported, never run.

use std::path::Path;

use crate::domain::{Subscription, Text, Warning};

use super::{FeedError, links, opml};
use crate::domain::encoding;

/// Tags taken of one feed.
const MAX_TAGS: usize = 100;

/// The feeds of a `urls` file: an address, then tags; `"~Title"` renames, `!` hides.
#[must_use]
pub fn parse(text: &str) -> (Vec<Subscription>, Vec<Warning>) {
    let mut feeds: Vec<Subscription> = Vec::new();
    let mut known = std::collections::HashMap::new();
    let mut warnings = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut words = words(line).into_iter();
        let Some(address) = words.next() else { continue };
        let Some(url) = links::absolute(None, &address) else {
            warnings.push(Warning::new(format!("line {}: {}", number + 1, refusal(&address))));
            continue;
        };
        let mut feed = Subscription { url, ..Subscription::default() };
        for word in words {
            take_word(&mut feed, &word);
        }
        if known.insert(feed.url.clone(), number + 1).is_some() {
            warnings.push(Warning::new(format!("line {}: {} is there already", number + 1, feed.url)));
        } else {
            feeds.push(feed);
        }
    }
    (feeds, warnings)
}

/// The feeds of a file that is either OPML or newsboat's: by what is in it, then by its name.
pub fn import(bytes: &[u8], filename: &str) -> Result<(Vec<Subscription>, Vec<Warning>), FeedError> {
    let (text, mut warnings) = encoding::decode(bytes, None);
    let extension = Path::new(filename).extension().unwrap_or_default();
    if text.trim_start().starts_with('<') || ["opml", "xml"].iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        return opml::parse(bytes);
    }
    let (feeds, more) = parse(&text);
    warnings.extend(more);
    Ok((feeds, warnings))
}

fn take_word(feed: &mut Subscription, word: &str) {
    if word == "!" {
        feed.hidden = true;
    } else if let Some(title) = word.strip_prefix('~') {
        feed.title = Text::line(title).non_empty();
    } else if let Some(tag) = Text::line(word).non_empty()
        && feed.tags.len() < MAX_TAGS
        && !feed.tags.contains(&tag)
    {
        feed.tags.push(tag);
    }
}

fn refusal(address: &str) -> String {
    let shown: String = address.chars().take(80).collect();
    let reason = match address.split(':').next() {
        Some("query") => "query feeds are not supported",
        Some("exec" | "filter") => "commands are not run",
        Some("file") => "local files are not read",
        _ if address.starts_with('|') => "commands are not run",
        _ => "only http and https are",
    };
    format!("not imported, {reason}: {shown}")
}

/// The words of a line: separated by white space, held together by double quotes, in which a backslash takes the next
/// character as it is. `#` at the start of a word begins a comment.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = line.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        match chars.peek() {
            None | Some('#') => return words,
            Some(_) => {}
        }
        let mut word = String::new();
        let mut quoted = false;
        while let Some(c) = chars.next_if(|c| quoted || !c.is_whitespace()) {
            match c {
                '"' if quoted => break,
                '"' if word.is_empty() => quoted = true,
                '\\' if quoted => word.extend(chars.next().map(unescaped)),
                _ => word.push(c),
            }
        }
        words.push(word);
    }
}

fn unescaped(c: char) -> char {
    match c {
        'n' | 'r' | 't' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urls_file() {
        let text = r#"# my feeds
http://a.example/feed.xml news "two words" "~The \"A\" Feed"
   https://b.example/?x=1#frag ! ~B   # a comment

"https://c.example/quoted" tag tag "!"
http://a.example/feed.xml again
"query:Unread:unread = \"yes\""
exec:~/bin/feed.sh tag
filter:cat:http://d.example/
file:///etc/passwd
|touch x
"#;
        let (feeds, warnings) = parse(text);
        assert_eq!(feeds.len(), 3);
        assert_eq!(feeds[0].title.as_deref(), Some("The \"A\" Feed"));
        assert_eq!(feeds[0].tags, [Text::line("news"), Text::line("two words")]);
        assert_eq!((feeds[0].folder.clone(), feeds[0].hidden), (None, false));
        assert_eq!((feeds[1].title.as_deref(), feeds[1].hidden), (Some("B"), true));
        assert_eq!(feeds[1].url, "https://b.example/?x=1#frag");
        assert_eq!((feeds[2].url.as_str(), feeds[2].hidden), ("https://c.example/quoted", true));
        assert_eq!(feeds[2].tags.len(), 1);
        let lines: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[0], "line 6: http://a.example/feed.xml is there already");
        assert!(lines[1].starts_with("line 7: not imported, query feeds"));
        assert!(lines[2].starts_with("line 8: not imported, commands are not run"));
        assert!(lines[4].starts_with("line 10: not imported, local files"));
    }

    #[test]
    fn files_are_told_apart() {
        let opml = b"<?xml version='1.0'?><opml><body><outline xmlUrl='http://a.example/'/></body></opml>";
        assert_eq!(import(opml, "urls").unwrap().0.len(), 1);
        assert_eq!(import(b"http://a.example/ x\n", "urls").unwrap().0.len(), 1);
        assert!(import(b"http://a.example/ x\n", "list.opml").is_err());
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in "([\"\\\\#!~ ]|[a-z:/.]{1,4}|ä|\n){0,60}") {
            let _ = parse(&text);
        }
    }
}
