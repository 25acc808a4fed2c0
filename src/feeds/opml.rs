//! Parses and writes OPML files, which list feeds (<http://opml.org/spec2.opml>).
//!
//! A file may come from a stranger: only http and https addresses are imported, and no command in it is run.

use std::fmt::Write;

use url::Url;

use crate::domain::{Subscription, Text, Warning, pluralize};

use super::FeedError;
use super::field::escape;
use super::links;
use super::plain::{self, Kind};
use super::xml_reader::{Node, Tag, Walker};
use crate::domain::encoding;

/// Most feeds that a file may list; further ones are dropped, with a warning.
const MAX_FEEDS: usize = 20_000;
/// Most tags that a feed may have; further ones are dropped.
const MAX_TAGS: usize = 100;
/// Attribute of a hidden feed. OPML does not define it; a reader that does not know it shows the feed.
const HIDDEN: &str = "hidden";

/// Parses an OPML file. Nested outlines are folders, and `category` has the tags.
///
/// A feed that is listed twice is returned once, and its second folder becomes a tag.
pub fn parse(bytes: &[u8]) -> Result<(Vec<Subscription>, Vec<Warning>), FeedError> {
    let (text, mut warnings) = encoding::decode(bytes, None);
    if text.trim().is_empty() {
        return Err(FeedError::Empty);
    }
    let mut walker = Walker::new(&text, None);
    // Each open element, with the folder that it adds to the path.
    let mut folders: Vec<Option<Text>> = Vec::new();
    let mut list = List::default();
    let mut found = false;
    while let Some(node) = walker.next() {
        match node {
            Node::Open(tag) if folders.is_empty() && !tag.name.eq_ignore_ascii_case("opml") => {
                let name: String = tag.name.chars().take(60).collect();
                return Err(FeedError::NotOpml(Text::line(&format!("the root element is <{name}>"))));
            }
            Node::Open(tag) => {
                found = true;
                let is_outline = tag.name.eq_ignore_ascii_case("outline");
                folders.push(if is_outline { list.outline(&tag, &folders) } else { None });
            }
            Node::Close => {
                folders.pop();
            }
            Node::Text(_) => {}
        }
    }
    if !found {
        return Err(FeedError::NotOpml(Text::line("there is no <opml> element")));
    }
    if walker.damage.truncated {
        warnings.push(Warning::new("the file ends too early; its last feeds may be missing"));
    }
    warnings.extend(list.warnings);
    if list.dropped > 0 {
        warnings.push(Warning::new(format!(
            "{} not imported: a file may list at most {MAX_FEEDS}",
            pluralize(list.dropped, "feed")
        )));
    }
    Ok((list.feeds, warnings))
}

#[derive(Default)]
struct List {
    feeds: Vec<Subscription>,
    /// Index in `feeds` of each address.
    places: std::collections::HashMap<String, usize>,
    warnings: Vec<Warning>,
    /// Number of feeds beyond [`MAX_FEEDS`].
    dropped: usize,
}

impl List {
    /// Adds the feed of an outline. Returns the label of an outline that is a folder.
    fn outline(&mut self, tag: &Tag, folders: &[Option<Text>]) -> Option<Text> {
        let given = |name: &str| tag.attribute(name).map(str::trim).filter(|value| !value.is_empty());
        let label = given("text").or(given("title")).and_then(|label| plain::line(label, Kind::Text));
        let Some(address) = given("xmlUrl") else { return label };
        let name = label.clone().unwrap_or_else(|| Text::line(address));
        if let Some(command) = given("filtercmd") {
            self.warn(format!("{name}: imported without its filter, as commands are not run: {command}"));
        }
        let Some(url) = links::absolute(None, address) else {
            self.warn(format!("{name}: not imported, not an http or https address: {address}"));
            return None;
        };
        let path: Vec<&str> = folders.iter().flatten().map(Text::as_str).collect();
        let folder = Text::line(&path.join("/")).non_empty();
        let tags = tags(given("category").unwrap_or_default());
        if let Some(known) = self.places.get(&url).and_then(|place| self.feeds.get_mut(*place)) {
            let also = folder.filter(|folder| known.folder.as_ref() != Some(folder));
            for tag in tags.into_iter().chain(also) {
                if known.tags.len() < MAX_TAGS && !known.tags.contains(&tag) {
                    known.tags.push(tag);
                }
            }
            return None;
        }
        if self.feeds.len() >= MAX_FEEDS {
            self.dropped += 1;
            return None;
        }
        self.places.insert(url.clone(), self.feeds.len());
        let title = label.filter(|label| label.as_str() != url && label.as_str() != address);
        let hidden = given(HIDDEN).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        self.feeds.push(Subscription { url, title, folder, tags, hidden, ..Subscription::default() });
        None
    }

    fn warn(&mut self, message: String) {
        /// Most warnings of one file.
        const MOST: usize = 50;
        match self.warnings.len() {
            0..MOST => self.warnings.push(Warning::new(message)),
            MOST => self.warnings.push(Warning::new("further warnings are not shown")),
            _ => {}
        }
    }
}

/// Splits a `category` at its commas. A path such as `/tag/three` is the tag `tag/three`.
fn tags(category: &str) -> Vec<Text> {
    let mut tags: Vec<Text> = Vec::new();
    for part in category.split(',').take(MAX_TAGS) {
        if let Some(tag) = Text::line(part.trim().trim_start_matches('/')).non_empty()
            && !tags.contains(&tag)
        {
            tags.push(tag);
        }
    }
    tags
}

/// Writes an OPML 2.0 document. Folders are nested outlines, sorted by their paths; `category` has the tags.
#[must_use]
pub fn write(subscriptions: &[Subscription], title: &str) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    let _ = write!(out, "  <head>\n    <title>{}</title>\n  </head>\n  <body>\n", escape(&Text::line(title)));
    let mut sorted: Vec<(Vec<&str>, &Subscription)> = subscriptions.iter().map(|feed| (path(feed), feed)).collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let mut open: Vec<&str> = Vec::new();
    for (path, feed) in &sorted {
        let common = open.iter().zip(path).take_while(|(a, b)| a == b).count();
        close(&mut out, &mut open, common);
        for folder in path.iter().skip(common) {
            let _ = writeln!(out, "{}<outline text=\"{}\">", indent(open.len()), escape(folder));
            open.push(folder);
        }
        outline(&mut out, feed, open.len());
    }
    close(&mut out, &mut open, 0);
    out.push_str("  </body>\n</opml>\n");
    out
}

fn path(feed: &Subscription) -> Vec<&str> {
    let folder = feed.folder.as_ref().map_or("", Text::as_str);
    folder.split('/').map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn close(out: &mut String, open: &mut Vec<&str>, depth: usize) {
    while open.len() > depth {
        open.pop();
        let _ = writeln!(out, "{}</outline>", indent(open.len()));
    }
}

fn outline(out: &mut String, feed: &Subscription, depth: usize) {
    let url = Url::parse(&feed.url).map_or_else(|_| feed.url.clone(), Into::into);
    let label = feed.title.as_ref().map_or(url.as_str(), Text::as_str);
    let _ = write!(out, "{}<outline type=\"rss\" text=\"{}\"", indent(depth), escape(label));
    if feed.title.is_some() {
        let _ = write!(out, " title=\"{}\"", escape(label));
    }
    let _ = write!(out, " xmlUrl=\"{}\"", escape(&url));
    if !feed.tags.is_empty() {
        let tags: Vec<String> =
            feed.tags.iter().map(|tag| if tag.contains('/') { format!("/{tag}") } else { tag.to_string() }).collect();
        let _ = write!(out, " category=\"{}\"", escape(&tags.join(",")));
    }
    if feed.hidden {
        let _ = write!(out, " {HIDDEN}=\"true\"");
    }
    out.push_str("/>\n");
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth + 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(xml: &str) -> (Vec<Subscription>, Vec<String>) {
        let (feeds, warnings) = parse(xml.as_bytes()).unwrap();
        (feeds, warnings.into_iter().map(|w| w.0.into_string()).collect())
    }

    #[test]
    fn outlines_have_folders_tags_and_titles() {
        let (feeds, warnings) = read(
            "<opml version='2.0'><body>
               <outline text='News &amp; more' title='ignored'><outline text='World'>
                 <outline type='rss' text='A &lt;b&gt; &nbsp;day' xmlUrl='http://a.example/feed?x=1&y=2' category='one,/tag/three, one'/>
               </outline></outline>
               <outline xmlurl='https://b.example/' TEXT='https://b.example/'/>
               <outline text='Again'><outline xmlUrl='https://b.example/'/></outline>
             </body></opml>",
        );
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!(feeds.len(), 2);
        assert_eq!(feeds[0].url, "http://a.example/feed?x=1&y=2");
        assert_eq!(feeds[0].title.as_deref(), Some("A <b> day"));
        assert_eq!(feeds[0].folder.as_deref(), Some("News & more/World"));
        assert_eq!(feeds[0].tags, [Text::line("one"), Text::line("tag/three")]);
        assert_eq!((feeds[1].title.clone(), feeds[1].folder.clone()), (None, None));
        assert_eq!(feeds[1].tags, [Text::line("Again")]);
    }

    #[test]
    fn commands_are_not_run() {
        let (feeds, warnings) = read(
            "<opml><body><outline xmlUrl='|touch /tmp/x'/><outline xmlUrl='exec:touch /tmp/x'/>
             <outline xmlUrl='filter:cat:http://a.example/'/><outline text='F' xmlUrl='file:///etc/passwd'/>
             <outline text='Ok' xmlUrl='http://a.example/' filtercmd='rm -rf /'/></body></opml>",
        );
        assert_eq!(feeds.len(), 1);
        assert_eq!(warnings.len(), 5);
        assert!(warnings[4].contains("without its filter"));
    }

    #[test]
    fn a_hidden_feed_is_exported_and_imported_as_hidden() {
        let feed = |url: &str, hidden| Subscription { url: url.to_owned(), hidden, ..Subscription::default() };
        let list = [feed("https://a.example/", true), feed("https://b.example/", false)];
        let written = write(&list, "feeds");
        assert_eq!(written.matches(" hidden=\"true\"").count(), 1, "{written}");
        assert_eq!(read(&written).0, list);
    }

    #[test]
    fn other_documents_are_refused() {
        assert!(matches!(parse(b"<not-opml><body/></not-opml>"), Err(FeedError::NotOpml(_))));
        assert!(matches!(parse(b"plain text"), Err(FeedError::NotOpml(_))));
        assert!(matches!(parse(b" \n"), Err(FeedError::Empty)));
        assert_eq!(parse(b"<opml version='2.0'></opml>").unwrap().0, []);
    }

    #[test]
    fn a_truncated_file_gives_the_feeds_before_its_end() {
        let (feeds, warnings) =
            read("<opml><body><outline text='x'><outline xmlUrl='http://a.example/'></bogus:y><outline xml");
        assert_eq!((feeds.len(), feeds[0].folder.as_deref()), (1, Some("x")));
        assert_eq!(warnings.len(), 1);
    }

    fn word() -> impl Strategy<Value = String> {
        "[a-zA-Zäß&<>\"'#;%.é日-]{1,6}( [a-z&\"]{1,3})?"
    }

    fn subscription() -> impl Strategy<Value = Subscription> {
        let folder = proptest::option::of(proptest::collection::vec(word(), 1..4));
        (0..500u32, proptest::option::of(word()), folder, proptest::collection::vec(word(), 0..3), any::<bool>())
            .prop_map(|(n, title, folder, tags, hidden)| {
                let mut seen = Vec::new();
                for tag in tags.iter().map(|tag| Text::line(tag)) {
                    if !seen.contains(&tag) {
                        seen.push(tag);
                    }
                }
                Subscription {
                    url: format!("https://a.example/{n}?a=1&b=\"2\""),
                    title: title.map(|t| Text::line(&t)),
                    folder: folder.map(|f| Text::line(&f.join("/"))),
                    tags: seen,
                    hidden,
                    ..Subscription::default()
                }
            })
    }

    proptest! {
        #[test]
        fn a_written_list_parses_to_the_same_feeds(list in proptest::collection::vec(subscription(), 0..12)) {
            let mut expected = Vec::new();
            let mut urls = std::collections::HashSet::new();
            for mut feed in list {
                feed.url = Url::parse(&feed.url).unwrap().into();
                if urls.insert(feed.url.clone()) {
                    expected.push(feed);
                }
            }
            let written = write(&expected, "my <list>");
            let (mut read, warnings) = parse(written.as_bytes()).unwrap();
            read.sort_by(|a, b| a.url.cmp(&b.url));
            expected.sort_by(|a, b| a.url.cmp(&b.url));
            prop_assert!(warnings.is_empty());
            prop_assert_eq!(read, expected);
        }
    }
}
