//! Checks posted comment forms, and accepts or refuses them as WordPress does.
//!
//! Pure: the caller stores the accepted comment. The HTML of the form is in the page's template.

use chrono::{SubsecRound, TimeDelta};
use hyper::StatusCode;

use super::answer::Answer;
use super::markup::escape;
use super::site::{self, Article, Outlet, PostedComment, SiteData};
use crate::domain::Time;
use crate::domain::article::Fnv;

/// Path to which the form is posted.
pub(super) const PATH: &str = "/wp-comments-post.php";
/// Most bytes of a request: a text of [`MAX_BYTES`] with every byte percent-encoded, and the other fields.
pub(super) const MAX_REQUEST: usize = 256 * 1024;
/// Most bytes of a comment's HTML, the limit of WordPress's database column.
const MAX_BYTES: usize = 64 * 1024 - 1;
/// Most characters of a name, and of an email address: the limits of WordPress's database columns.
const MAX_NAME: usize = 245;
const MAX_EMAIL: usize = 100;
/// Most comments that the site accepts in total.
const MAX_POSTED: usize = 1000;
/// Least time between two comments from one email address. WordPress asks for 15 seconds, too long for a demo.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
/// Strings that show, in lower case, that a text contains a link.
const LINK_SIGNS: [&str; 4] = ["http://", "https://", "www.", "<a "];

/// The fields of a posted form.
#[derive(Debug, Default)]
struct Form {
    article: u32,
    parent: u32,
    author: String,
    email: String,
    text: String,
}

/// Answers a form posted at a time, and returns the comment if it is accepted.
pub(super) fn receive(data: &SiteData, body: &[u8], at: Time) -> (Answer, Option<PostedComment>) {
    let form = Form::read(body);
    // WordPress answers with an empty page when the article does not exist.
    let Some((outlet, article)) = site::post(form.article) else {
        return (Answer::page(StatusCode::OK, String::new()), None);
    };
    match check(data, article, form, at) {
        Ok(posted) => (redirect(data, outlet, article, &posted), Some(posted)),
        Err((status, why)) => (failure(status, why), None),
    }
}

impl Form {
    fn read(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            match &*name {
                "comment_post_ID" => form.article = value.trim().parse().unwrap_or_default(),
                "comment_parent" => form.parent = value.trim().parse().unwrap_or_default(),
                "author" => form.author = line(&value),
                "email" => form.email = line(&value),
                "comment" => clean(&value).trim().clone_into(&mut form.text),
                _ => {}
            }
        }
        form
    }
}

/// Makes a comment of the form, or returns the reason for refusing it; checks in WordPress's order.
fn check(
    data: &SiteData,
    article: &Article,
    form: Form,
    at: Time,
) -> Result<PostedComment, (StatusCode, &'static str)> {
    let at = at.trunc_subsecs(0);
    // WordPress reports errors in the fields with status 200.
    let error = |why| Err((StatusCode::OK, why));
    let Form { parent, author, email, text, .. } = form;
    if data.posted().len() >= MAX_POSTED {
        return Err((StatusCode::FORBIDDEN, "The demo site accepts no more comments."));
    }
    if author.is_empty() || email.is_empty() {
        return error("<strong>Error:</strong> Please fill the required fields (name, email).");
    }
    if !is_email(&email) {
        return error("<strong>Error:</strong> Please enter a valid email address.");
    }
    if text.is_empty() {
        return error("<strong>Error:</strong> Please type your comment text.");
    }
    if author.chars().count() > MAX_NAME || email.chars().count() > MAX_EMAIL {
        return error("<strong>Error:</strong> Your name or email address is too long.");
    }
    let body = paragraphs(&text);
    if body.len() > MAX_BYTES {
        return error("<strong>Error:</strong> Your comment is too long.");
    }
    let comments = data.comments(article);
    // A reply to a comment that is not shown becomes a comment on the article.
    let parent = if comments.iter().any(|comment| comment.id == parent) { parent } else { 0 };
    let is_duplicate = |known: &&PostedComment| {
        (known.article, known.parent) == (article.id, parent)
            && (known.author == author || known.email == email)
            && known.body == body
    };
    if data.posted().iter().any(|known| is_duplicate(&known)) {
        return Err((
            StatusCode::CONFLICT,
            "Duplicate comment detected; it looks as though you have already said that.",
        ));
    }
    if data.posted().iter().any(|known| known.email == email && at - known.at < PAUSE) {
        return Err((StatusCode::TOO_MANY_REQUESTS, "You are posting comments too quickly. Slow down."));
    }
    let lower = text.to_lowercase();
    let is_held = LINK_SIGNS.iter().any(|link| lower.contains(link));
    Ok(PostedComment { id: data.next_id(), article: article.id, parent, author, email, at, body, is_held })
}

/// Redirects to the accepted comment, or to the preview of a comment held for moderation.
fn redirect(data: &SiteData, outlet: &Outlet, article: &Article, posted: &PostedComment) -> Answer {
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

/// Makes the page on which WordPress reports an error.
fn failure(status: StatusCode, why: &str) -> Answer {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name='robots' content='noindex, follow' />\n<title>Comment Submission Failure</title>\n</head>\n\
         <body id=\"error-page\">\n<div class=\"wp-die-message\"><p>{why}</p></div>\n\
         <p><a href='javascript:history.back()'>&laquo; Back</a></p></body>\n</html>\n"
    );
    Answer::page(status, page)
}

/// Makes one line of a field: cleaned, with runs of whitespace as single spaces.
fn line(raw: &str) -> String {
    clean(raw).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Normalises line ends to `\n`, and removes characters that XML 1.0 forbids.
fn clean(raw: &str) -> String {
    let is_fit = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    raw.replace("\r\n", "\n").chars().filter(is_fit).collect()
}

/// Whether the address has the form of an email address: a local part, `@`, and a host with a dot.
fn is_email(address: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains(['@', ' ']);
    let parts = address.rsplit_once('@').and_then(|(who, host)| Some((who, host.rsplit_once('.')?)));
    parts.is_some_and(|(who, (host, end))| is_part(who) && is_part(host) && is_part(end))
}

/// Makes HTML paragraphs and line breaks of a text, as WordPress does. Escapes all tags: the site allows none.
fn paragraphs(text: &str) -> String {
    let text = escape_once(text);
    let paragraphs = text.split("\n\n").map(|part| part.trim_matches('\n')).filter(|part| !part.trim().is_empty());
    let paragraphs = paragraphs.map(|part| format!("<p>{}</p>", part.replace('\n', "<br />\n")));
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// Escapes characters that are not escaped yet: WordPress takes a posted comment as HTML.
fn escape_once(text: &str) -> String {
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

    /// Posts a form with these fields `after` seconds; returns the status, the `Location` header and the page.
    fn post(data: &mut SiteData, after: i64, fields: &[(&str, &str)]) -> (u16, String, String) {
        let usual = [("comment_post_ID", "1195"), ("author", "Ann"), ("email", "ann@a.example"), ("comment", "Well!")];
        let usual = usual.iter().filter(|(name, _)| fields.iter().all(|(known, _)| known != name));
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(usual.chain(fields)).finish();
        let (answer, posted) = receive(data, form.as_bytes(), now() + TimeDelta::seconds(after));
        if let Some(posted) = posted {
            data.add(posted);
        }
        let (status, headers, body) = answer.parts();
        let location = headers.get(LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        (status.as_u16(), location, body)
    }

    fn get(data: &SiteData, path: &str) -> String {
        answer(data, path, &HeaderMap::new()).2
    }

    #[test]
    fn an_accepted_comment_appears_in_the_page_the_feeds_and_the_rest_interface() {
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
    fn a_comment_with_a_link_is_held_and_not_shown() {
        let mut data = data();
        let before = get(&data, "/feed/");
        let (status, to, _) = post(&mut data, 0, &[("comment", "See HTTPS://a.example/.")]);
        assert_eq!(status, 302);
        let hash = to.strip_prefix(&format!("{ARTICLE}?unapproved=5118&moderation-hash=")).unwrap();
        assert!(hash.ends_with("#comment-5118") && hash.len() == 32 + 13, "{hash}");
        assert_eq!(get(&data, "/feed/"), before);
        assert_eq!(get(&data, "/wp-json/wp/v2/comments?post=1195"), "[]");
        assert!(!get(&data, "/news/fish-market-roof/").contains("comment-5118"));
        assert_eq!(
            post(&mut data, 60, &[("comment", "See HTTPS://a.example/.")]).0,
            409,
            "held comments count as duplicates"
        );
        let (_, to, _) = post(&mut data, 90, &[("comment_parent", "5118")]);
        assert_eq!(to, format!("{ARTICLE}#comment-5119"));
        assert_eq!(data.posted()[1].parent, 0, "a held comment gets no replies");
    }

    #[test]
    fn refusals_are_those_of_wordpress() {
        let mut data = data();
        assert_eq!(post(&mut data, 0, &[]).0, 302);
        let long = "é".repeat(40_000);
        for (after, fields, status, said) in [
            (60, [("author", "Bea"), ("url", "")], 409, "Duplicate comment"),
            (60, [("email", "bea@a.example"), ("url", "")], 409, "Duplicate comment"),
            (4, [("comment", "More."), ("author", "Bea")], 429, "too quickly"),
            (60, [("author", " "), ("url", "")], 200, "required fields"),
            (60, [("email", ""), ("url", "")], 200, "required fields"),
            (60, [("email", "ann@a"), ("url", "")], 200, "valid email address"),
            (60, [("email", "@a.example"), ("url", "")], 200, "valid email address"),
            (60, [("comment", " \u{7}\n"), ("url", "")], 200, "type your comment"),
            (60, [("comment", &long), ("url", "")], 200, "comment is too long"),
            (60, [("author", &long), ("url", "")], 200, "email address is too long"),
        ] {
            let (got, to, page) = post(&mut data, after, &fields);
            assert_eq!((got, to.as_str()), (status, ""), "{said}");
            let (_, message) = page.split_once("<div class=\"wp-die-message\"><p>").unwrap();
            assert!(message.contains(said) && page.contains("<body id=\"error-page\">"), "{page}");
        }
        assert_eq!(post(&mut data, 60, &[("comment_post_ID", "7")]), (200, String::new(), String::new()));
        assert_eq!(data.posted().len(), 1);
        // The same text is accepted as a reply to another comment, from another author, and later.
        assert_eq!(post(&mut data, 60, &[("comment_parent", "5118")]).0, 302);
        assert_eq!(post(&mut data, 60, &[("author", "Bea"), ("email", "bea@a.example")]).0, 302);
        assert_eq!(post(&mut data, 65, &[("comment", "More.")]).0, 302);
        let (status, headers, _) = answer(&data, PATH, &HeaderMap::new());
        assert_eq!((status.as_u16(), &headers[ALLOW]), (405, &"POST".parse().unwrap()));
    }

    #[test]
    fn the_number_of_comments_is_bounded_and_they_nest_no_deeper_than_wordpress() {
        let mut data = data();
        let mut last = 0;
        for i in 0..MAX_POSTED {
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
        assert!(others.flat_map(Article::written).all(|comment| comment.id > last), "ids are unique");
    }
}
