//! Finds the audio that an article or a page plays: `<audio>` elements.
//!
//! How they look in a text is left to `parse`.

use dom_query::{Document, NodeRef};
use url::Url;

use super::dom::{self, attribute};
use super::links::{base_of, resolve};

/// The most addresses returned of one page.
const MAX_AUDIO: usize = 100;

/// Returns an absolute http or https address for each `<audio>`, in the order of the page and without repeats: its own,
/// else that of the first `<source>` that has one, since the others are the same sound in other formats.
#[must_use]
pub fn audio_of(html: &str, base: Option<&str>) -> Vec<String> {
    // Few articles have audio, and a tree takes time.
    if !html.as_bytes().windows(6).any(|word| word.eq_ignore_ascii_case(b"<audio")) {
        return Vec::new();
    }
    let document = dom::parse(html);
    let base = base_of(&document, base);
    addresses(&document.root(), base.as_ref())
}

/// Returns the recording of the article on a page: the first one in its `<article>` or `<main>`, else the only one of the
/// page. Of several outside the article, nobody can tell which belongs to it.
pub(super) fn main_audio(document: &Document, base: Option<&Url>) -> Option<String> {
    let mut all = addresses(&document.root(), base);
    if all.len() < 2 {
        return all.pop();
    }
    document.select("article, main").nodes().iter().find_map(|node| addresses(node, base).into_iter().next())
}

/// Returns the addresses below a node.
fn addresses(root: &NodeRef<'_>, base: Option<&Url>) -> Vec<String> {
    let mut found = Vec::new();
    for node in root.descendants_it().filter(|node| node.has_name("audio")) {
        let own = ["src", "data-src"].iter().filter_map(|name| attribute(&node, name));
        let sources = node.descendants_it().filter(|below| below.has_name("source"));
        let mut all = own.chain(sources.filter_map(|source| attribute(&source, "src")));
        let url = all.find_map(|src| resolve(base, &src)).map(String::from);
        if let Some(url) = url.filter(|url| !found.contains(url)) {
            found.push(url);
        }
        if found.len() >= MAX_AUDIO {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_audio_has_one_address() {
        for (html, expected) in [
            ("<p>none</p><video src=a.mp4></video><source src=b.mp3>", &[][..]),
            ("<audio controls src='a.mp3'></audio>", &["https://a.example/x/a.mp3"]),
            ("<AUDIO SRC='/a.mp3'>", &["https://a.example/a.mp3"]),
            (
                "<figure><audio><source src=a.ogg type=audio/ogg><source src=a.mp3><a href=a.mp3>load</a></audio></figure>",
                &["https://a.example/x/a.ogg"],
            ),
            (
                "<audio src='blob:x'><source src='data:audio/wav,x'><source src=a.mp3></audio>",
                &["https://a.example/x/a.mp3"],
            ),
            ("<audio data-src=late.mp3></audio>", &["https://a.example/x/late.mp3"]),
            (
                "<audio src=a.mp3></audio><audio src=b.mp3></audio><audio src=a.mp3></audio>",
                &["https://a.example/x/a.mp3", "https://a.example/x/b.mp3"],
            ),
            ("<base href='https://b.example/'><audio src=a.mp3></audio>", &["https://b.example/a.mp3"]),
            ("<audio></audio><audio src=''></audio><audio src='javascript:x'></audio>", &[]),
        ] {
            assert_eq!(audio_of(html, Some("https://a.example/x/1")), expected, "{html}");
        }
        assert_eq!(audio_of("<audio src=a.mp3></audio>", None), [""; 0]);
        let many = (0..500).map(|n| format!("<audio src='/{n}.mp3'></audio>")).collect::<Vec<_>>().concat();
        assert_eq!(audio_of(&many, Some("https://a.example/")).len(), MAX_AUDIO);
    }

    #[test]
    fn the_articles_own_recording_is_told_from_others() {
        for (html, expected) in [
            ("<audio src=a.mp3></audio><article>text</article>", Some("https://a.example/a.mp3")),
            (
                "<aside><audio src=a.mp3></audio></aside><article><audio src=b.mp3></audio></article>",
                Some("https://a.example/b.mp3"),
            ),
            ("<aside><audio src=a.mp3></audio></aside><div><audio src=b.mp3></audio></div>", None),
            ("<main><audio><source src=c.ogg></audio></main>", Some("https://a.example/c.ogg")),
            ("<p>none</p>", None),
        ] {
            let base = Url::parse("https://a.example/x").unwrap();
            assert_eq!(main_audio(&dom::parse(html), Some(&base)).as_deref(), expected, "{html}");
        }
    }

    #[test]
    fn the_seed_page_has_its_player() {
        let page = include_str!("../../tests/fixtures/seed/page.html");
        let audio = "http://news.example/2025/12/gaza-ceasefire-second-phase/audio.mp3";
        assert_eq!(audio_of(page, None), [audio]);
    }
}
