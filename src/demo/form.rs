//! WordPress's comment form: what is posted is looked at, and kept or refused as WordPress does it.
//!
//! Pure: what is to be kept is handed back. The form itself stands in the page's template, keeping is left to `site`.

use chrono::{SubsecRound, TimeDelta};
use hyper::StatusCode;

use super::answer::Answer;
use super::markup::escape;
use super::site::{self, Article, Outlet, Posted, SiteData};
use crate::domain::Time;
use crate::domain::article::Fnv;

/// Where the form leads.
pub(super) const PATH: &str = "/wp-comments-post.php";
/// Bytes of a request: a whole text with every byte escaped, and the rest of the form.
pub(super) const MOST_SENT: usize = 256 * 1024;
/// Bytes of a comment as it is kept. A column of WordPress's takes as many.
const MOST_BYTES: usize = 64 * 1024 - 1;
/// Characters of a name, and of an address for mail.
const MOST_NAME: usize = 245;
const MOST_EMAIL: usize = 100;
/// Comments that are kept in all.
const MOST_POSTED: usize = 1000;
/// Between two comments from one address for mail. WordPress wants fifteen seconds; nobody tries a demo for that long.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
/// The ways in which a text shows that it has a link.
const LINKS: [&str; 4] = ["http://", "https://", "www.", "<a "];

/// What was filled in.
#[derive(Debug, Default)]
struct Filled {
    article: u32,
    parent: u32,
    author: String,
    email: String,
    text: String,
}

/// The answer to a form that came `at` a time, and what is to be kept of it.
pub(super) fn take(data: &SiteData, body: &[u8], at: Time) -> (Answer, Option<Posted>) {
    let filled = Filled::read(body);
    // An article that is not there is an empty page, as WordPress has it.
    let Some((outlet, article)) = site::post(filled.article) else {
        return (Answer::page(StatusCode::OK, String::new()), None);
    };
    match look(data, article, filled, at) {
        Ok(posted) => (sent_on(data, outlet, article, &posted), Some(posted)),
        Err((status, why)) => (failure(status, why), None),
    }
}

impl Filled {
    fn read(body: &[u8]) -> Self {
        let mut filled = Self::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            match &*name {
                "comment_post_ID" => filled.article = value.trim().parse().unwrap_or_default(),
                "comment_parent" => filled.parent = value.trim().parse().unwrap_or_default(),
                "author" => filled.author = line(&value),
                "email" => filled.email = line(&value),
                "comment" => clean(&value).trim().clone_into(&mut filled.text),
                _ => {}
            }
        }
        filled
    }
}

/// What is kept, or why nothing is: in WordPress's order.
fn look(data: &SiteData, article: &Article, filled: Filled, at: Time) -> Result<Posted, (StatusCode, &'static str)> {
    let at = at.trunc_subsecs(0);
    let error = |why| Err((StatusCode::OK, why));
    let Filled { parent, author, email, text, .. } = filled;
    if data.posted().len() >= MOST_POSTED {
        return Err((StatusCode::FORBIDDEN, "The letters page is full, and takes no more comments."));
    }
    if author.is_empty() || email.is_empty() {
        return error("<strong>Error:</strong> A name and an address for mail are needed.");
    }
    if !is_email(&email) {
        return error("<strong>Error:</strong> No mail gets to that address.");
    }
    if text.is_empty() {
        return error("<strong>Error:</strong> There is no comment in it yet.");
    }
    if author.chars().count() > MOST_NAME || email.chars().count() > MOST_EMAIL {
        return error("<strong>Error:</strong> The name or the address is longer than there is room for.");
    }
    let body = paragraphs(&text);
    if body.len() > MOST_BYTES {
        return error("<strong>Error:</strong> The comment is longer than the paper.");
    }
    let remarks = data.remarks(article);
    // Who answers what is not there stands at the top.
    let parent = if remarks.iter().any(|remark| remark.id == parent) { parent } else { 0 };
    let is_copy = |known: &&Posted| {
        (known.article, known.parent) == (article.id, parent)
            && (known.author == author || known.email == email)
            && known.body == body
    };
    if data.posted().iter().any(|known| is_copy(&known)) {
        return Err((StatusCode::CONFLICT, "The same has been said already, by you and in the same place."));
    }
    if data.posted().iter().any(|known| known.email == email && at - known.at < PAUSE) {
        return Err((StatusCode::TOO_MANY_REQUESTS, "That was quick. The next comment has to wait a few seconds."));
    }
    let lower = text.to_lowercase();
    let is_held = LINKS.iter().any(|link| lower.contains(link));
    Ok(Posted { id: data.next_id(), article: article.id, parent, author, email, at, body, is_held })
}

/// Where those are sent whose comment was taken: to the comment, or to what will be one.
fn sent_on(data: &SiteData, outlet: &Outlet, article: &Article, posted: &Posted) -> Answer {
    let (url, id) = (data.article_url(outlet, article), posted.id);
    let held = if posted.is_held {
        let mut hash = Fnv::default();
        hash.write(posted.body.as_bytes());
        hash.write(&id.to_le_bytes());
        format!("?unapproved={id}&moderation-hash={:032x}", hash.0)
    } else {
        String::new()
    };
    Answer::moved(StatusCode::FOUND, &format!("{url}{held}#comment-{id}"))
}

/// The page that WordPress dies with.
fn failure(status: StatusCode, why: &str) -> Answer {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name='robots' content='noindex, follow' />\n<title>Your comment was not taken</title>\n</head>\n\
         <body id=\"error-page\">\n<div class=\"wp-die-message\"><p>{why}</p></div>\n\
         <p><a href='javascript:history.back()'>&laquo; Back</a></p></body>\n</html>\n"
    );
    Answer::page(status, page)
}

/// One line, without what no page may hold.
fn line(raw: &str) -> String {
    clean(raw).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines that end alike, and nothing that XML can't carry.
fn clean(raw: &str) -> String {
    let is_fit = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    raw.replace("\r\n", "\n").chars().filter(is_fit).collect()
}

/// Something, an @, and a host with a dot in it.
fn is_email(address: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains(['@', ' ']);
    let parts = address.rsplit_once('@').and_then(|(who, host)| Some((who, host.rsplit_once('.')?)));
    parts.is_some_and(|(who, (host, end))| is_part(who) && is_part(host) && is_part(end))
}

/// The paragraphs and line breaks that WordPress sees in a text. No tag gets through: this paper has none in comments.
fn paragraphs(text: &str) -> String {
    let text = escape_anew(text);
    let paragraphs = text.split("\n\n").map(|part| part.trim_matches('\n')).filter(|part| !part.trim().is_empty());
    let paragraphs = paragraphs.map(|part| format!("<p>{}</p>", part.replace('\n', "<br />\n")));
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// Escapes what is not escaped yet: as WordPress has it, a comment is HTML when it arrives.
fn escape_anew(text: &str) -> String {
    const KNOWN: [(&str, &str); 5] = [("lt", "<"), ("gt", ">"), ("quot", "\""), ("#39", "'"), ("#039", "'")];
    let plain = KNOWN.iter().fold(text.to_owned(), |text, (name, c)| text.replace(&format!("&{name};"), c));
    escape(&plain.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use hyper::header::{ALLOW, HeaderMap, LOCATION};

    use super::*;
    use crate::demo::answer::answer;
    use crate::demo::outlets::OUTLETS;
    use crate::demo::site::Kind;

    const ARTICLE: &str = "http://127.0.0.1:9/news/fish-market-roof/";

    fn now() -> Time {
        "2026-03-04T12:30:00.250Z".parse().unwrap()
    }

    fn data() -> SiteData {
        SiteData::new("http://127.0.0.1:9".to_owned(), now())
    }

    /// Fills the form in and posts it `after` seconds; the status, where it leads, and the page.
    fn post(data: &mut SiteData, after: i64, fields: &[(&str, &str)]) -> (u16, String, String) {
        let usual = [("comment_post_ID", "1195"), ("author", "Ann"), ("email", "ann@a.example"), ("comment", "Well!")];
        let usual = usual.iter().filter(|(name, _)| fields.iter().all(|(known, _)| known != name));
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(usual.chain(fields)).finish();
        let (answer, posted) = take(data, form.as_bytes(), now() + TimeDelta::seconds(after));
        if let Some(posted) = posted {
            data.keep(posted);
        }
        let (status, headers, body) = answer.parts();
        let location = headers.get(LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        (status.as_u16(), location, body)
    }

    fn get(data: &SiteData, path: &str) -> String {
        answer(data, path, &HeaderMap::new()).2
    }

    #[test]
    fn what_was_posted_stands_wherever_comments_stand() {
        let mut data = data();
        let first = post(&mut data, 9, &[("comment", "So &lt;b&gt; &amp; <i>so</i>,\r\nhe \u{b}said.\r\n\r\n]]>")]);
        assert_eq!((first.0, first.1), (302, format!("{ARTICLE}#comment-5118")));
        let (_, to, _) = post(&mut data, 19, &[("author", "<Bea> & Co"), ("comment_parent", "5118")]);
        assert_eq!(to, format!("{ARTICLE}#comment-5119"));

        let list = get(&data, "/wp-json/wp/v2/comments?post=1195&order=asc");
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        let body = "<p>So &lt;b&gt; &amp; &lt;i&gt;so&lt;/i&gt;,<br />\nhe said.</p>\n<p>]]&gt;</p>\n";
        assert_eq!(
            (&list[0]["content"]["rendered"], &list[0]["date_gmt"]),
            (&body.into(), &"2026-03-04T12:30:09".into())
        );
        assert_eq!((&list[1]["parent"], &list[1]["author_name"]), (&5118.into(), &"&lt;Bea&gt; &amp; Co".into()));
        let page = get(&data, "/news/fish-market-roof/");
        assert!(page.contains("2 Comments") && page.contains(body.trim()) && page.contains("&lt;Bea&gt; &amp; Co"));
        let (_, page) = page.split_once("id=\"comment-5118\"").unwrap();
        assert!(page.contains("<ol class=\"children\">\n<li id=\"comment-5119\" class=\"comment depth-2\">"));
        assert!(get(&data, "/feed/").contains("<slash:comments>2</slash:comments>"));
        for path in ["feed/", "feed/atom/"] {
            let feed = get(&data, &format!("/news/fish-market-roof/{path}"));
            let feed = feed_rs::parser::parse(feed.as_bytes()).unwrap();
            let title = |at: usize| feed.entries[at].title.as_ref().unwrap().content.clone();
            assert_eq!((title(0), title(1)), ("By: <Bea> & Co".to_owned(), "By: Ann".to_owned()), "{path}");
        }
    }

    #[test]
    fn what_has_a_link_is_held_and_shown_to_nobody() {
        let mut data = data();
        let before = get(&data, "/feed/");
        let (status, to, _) = post(&mut data, 0, &[("comment", "See HTTPS://a.example/.")]);
        assert_eq!(status, 302);
        let hash = to.strip_prefix(&format!("{ARTICLE}?unapproved=5118&moderation-hash=")).unwrap();
        assert!(hash.ends_with("#comment-5118") && hash.len() == 32 + 13, "{hash}");
        assert_eq!(get(&data, "/feed/"), before);
        assert_eq!(get(&data, "/wp-json/wp/v2/comments?post=1195"), "[]");
        assert!(!get(&data, "/news/fish-market-roof/").contains("comment-5118"));
        assert_eq!(post(&mut data, 60, &[("comment", "See HTTPS://a.example/.")]).0, 409, "held ones are known, too");
        let (_, to, _) = post(&mut data, 90, &[("comment_parent", "5118")]);
        assert_eq!(to, format!("{ARTICLE}#comment-5119"));
        assert_eq!(data.posted()[1].parent, 0, "nobody answers what is not shown");
    }

    #[test]
    fn refusals_are_those_of_wordpress() {
        let mut data = data();
        assert_eq!(post(&mut data, 0, &[]).0, 302);
        let long = "é".repeat(40_000);
        for (after, fields, status, said) in [
            (60, [("author", "Bea"), ("url", "")], 409, "said already"),
            (60, [("email", "bea@a.example"), ("url", "")], 409, "said already"),
            (4, [("comment", "More."), ("author", "Bea")], 429, "quick"),
            (60, [("author", " "), ("url", "")], 200, "name and an address"),
            (60, [("email", ""), ("url", "")], 200, "name and an address"),
            (60, [("email", "ann@a"), ("url", "")], 200, "No mail"),
            (60, [("email", "@a.example"), ("url", "")], 200, "No mail"),
            (60, [("comment", " \u{7}\n"), ("url", "")], 200, "no comment"),
            (60, [("comment", &long), ("url", "")], 200, "longer than the paper"),
            (60, [("author", &long), ("url", "")], 200, "longer than there is room"),
        ] {
            let (got, to, page) = post(&mut data, after, &fields);
            assert_eq!((got, to.as_str()), (status, ""), "{said}");
            let (_, message) = page.split_once("<div class=\"wp-die-message\"><p>").unwrap();
            assert!(message.contains(said) && page.contains("<body id=\"error-page\">"), "{page}");
        }
        assert_eq!(post(&mut data, 60, &[("comment_post_ID", "7")]), (200, String::new(), String::new()));
        assert_eq!(data.posted().len(), 1);
        // Elsewhere, by others and later the same may be said.
        assert_eq!(post(&mut data, 60, &[("comment_parent", "5118")]).0, 302);
        assert_eq!(post(&mut data, 60, &[("author", "Bea"), ("email", "bea@a.example")]).0, 302);
        assert_eq!(post(&mut data, 65, &[("comment", "More.")]).0, 302);
        let (status, headers, _) = answer(&data, PATH, &HeaderMap::new());
        assert_eq!((status.as_u16(), &headers[ALLOW]), (405, &"POST".parse().unwrap()));
    }

    #[test]
    fn it_is_full_at_some_time_and_nests_no_deeper_than_wordpress() {
        let mut data = data();
        let mut last = 0;
        for i in 0..MOST_POSTED {
            let (parent, text) = (last.to_string(), format!("No. {i}"));
            let fields = [("comment", text.as_str()), ("comment_parent", &parent)];
            assert_eq!(post(&mut data, i64::try_from(i).unwrap() * 5, &fields).0, 302);
            last = data.posted().last().unwrap().id;
        }
        assert_eq!(post(&mut data, 9999, &[]).0, 403);
        let page = get(&data, "/news/fish-market-roof/");
        assert!(page.contains("1000 Comments") && page.contains("depth-5") && !page.contains("depth-6"));
        for tag in ["ol", "li"] {
            let opened = page.matches(&format!("<{tag} ")).count() + page.matches(&format!("<{tag}>")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        let others = OUTLETS.iter().filter(|outlet| outlet.kind == Kind::Atom).flat_map(|outlet| outlet.articles);
        assert!(others.flat_map(Article::written).all(|remark| remark.id > last), "numbers are not given twice");
    }
}
