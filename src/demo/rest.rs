//! Answers the part of WordPress's REST interface that readers use: the root, a post, and the comments of a post.
//!
//! Names, defaults and error codes are those of the WordPress REST API handbook.

use chrono::TimeDelta;
use hyper::StatusCode;
use hyper::header::{HeaderName, LINK};
use serde_json::{Value, json};

use super::answer::Answer;
use super::markup::{escape, teaser};
use super::outlets::OUTLETS;
use super::site::{self, Article, Comment, Kind, Outlet, SiteData};
use crate::domain::Time;

/// Offset of the site's local time from UTC; not 0, so that `date` and `date_gmt` differ as on most sites.
const OFFSET_HOURS: i64 = 1;
/// Comments on one page: the default and the maximum.
const PER_PAGE: (usize, usize) = (10, 100);

/// Answers a request for `path` below `/wp-json/`.
pub(super) fn answer(data: &SiteData, path: &str, query: &str) -> Answer {
    let answer = match path.split('/').collect::<Vec<_>>().as_slice() {
        [""] => Answer::json(StatusCode::OK, &root(data)),
        ["wp", "v2", "posts", id] => match id.parse().ok().and_then(site::post) {
            Some((outlet, article)) => Answer::json(StatusCode::OK, &post(data, outlet, article)),
            None => refusal(StatusCode::NOT_FOUND, "rest_post_invalid_id", "Invalid post ID."),
        },
        ["wp", "v2", "comments"] => comments(data, query),
        _ => refusal(StatusCode::NOT_FOUND, "rest_no_route", "No route was found matching the URL and request method."),
    };
    answer.with(LINK, &root_link(data))
}

/// Returns the values of the `Link` headers of an article's page.
pub(super) fn links(data: &SiteData, article: &Article) -> [String; 3] {
    let id = article.id;
    [
        root_link(data),
        format!(r#"<{}>; rel="alternate"; title="JSON"; type="application/json""#, data.url(&post_path(id))),
        format!("<{}>; rel=shortlink", data.url(&format!("/?p={id}"))),
    ]
}

fn root_link(data: &SiteData) -> String {
    format!(r#"<{}>; rel="https://api.w.org/""#, data.url("/wp-json/"))
}

fn post_path(id: u32) -> String {
    format!("/wp-json/wp/v2/posts/{id}")
}

fn root(data: &SiteData) -> Value {
    let outlet = OUTLETS.iter().find(|outlet| outlet.kind == Kind::WordPress);
    json!({
        "name": outlet.map(|outlet| outlet.title),
        "description": outlet.map(|outlet| outlet.tagline),
        "url": data.url(""),
        "home": data.url(""),
        "gmt_offset": OFFSET_HOURS.to_string(),
        "namespaces": ["wp/v2"],
        "routes": { "/wp/v2/posts/(?P<id>[\\d]+)": {}, "/wp/v2/comments": {} },
    })
}

fn post(data: &SiteData, outlet: &Outlet, article: &Article) -> Value {
    let published = data.time(article.ago);
    json!({
        "id": article.id,
        "date": local(published),
        "date_gmt": gmt(published),
        "modified": local(published),
        "modified_gmt": gmt(published),
        "guid": { "rendered": data.url(&format!("/?p={}", article.id)) },
        "slug": article.slug,
        "status": "publish",
        "type": "post",
        "link": data.article_url(outlet, article),
        "title": { "rendered": article.title },
        "content": { "rendered": article.body, "protected": false },
        "excerpt": { "rendered": format!("<p>{}</p>\n", teaser(article.body)), "protected": false },
        "comment_status": "open",
        "_links": {
            "self": [{ "href": data.url(&post_path(article.id)) }],
            "replies": [{
                "embeddable": true,
                "href": data.url(&format!("/wp-json/wp/v2/comments?post={}", article.id)),
            }],
        },
    })
}

fn comments(data: &SiteData, query: &str) -> Answer {
    let value = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    let number = |name: &str, default: usize| value(name).map_or(Some(default), |text| text.parse().ok());
    let (Some(page @ 1..), Some(per_page)) = (number("page", 1), number("per_page", PER_PAGE.0)) else {
        return refusal(StatusCode::BAD_REQUEST, "rest_invalid_param", "Invalid parameter(s): page");
    };
    if !(1..=PER_PAGE.1).contains(&per_page) {
        return refusal(StatusCode::BAD_REQUEST, "rest_invalid_param", "Invalid parameter(s): per_page");
    }
    let found = value("post").and_then(|id| id.parse().ok()).and_then(site::post);
    let mut comments: Vec<Value> = found.map_or_else(Vec::new, |(outlet, article)| {
        data.comments(article).iter().map(|it| comment_json(data, outlet, article, it)).collect()
    });
    if value("order").as_deref() != Some("asc") {
        comments.reverse();
    }
    let (total, pages) = (comments.len(), comments.len().div_ceil(per_page));
    let skipped = (page - 1).saturating_mul(per_page);
    let body: Vec<Value> = comments.into_iter().skip(skipped).take(per_page).collect();
    Answer::json(StatusCode::OK, &Value::Array(body))
        .with(HeaderName::from_static("x-wp-total"), &total.to_string())
        .with(HeaderName::from_static("x-wp-totalpages"), &pages.to_string())
}

fn comment_json(data: &SiteData, outlet: &Outlet, article: &Article, comment: &Comment<'_>) -> Value {
    let written = comment.at;
    json!({
        "id": comment.id,
        "post": comment.article,
        "parent": comment.parent,
        "author": if comment.is_by_author { 2 } else { 0 },
        // WordPress stores names escaped for HTML.
        "author_name": escape(comment.author),
        "author_url": "",
        "date": local(written),
        "date_gmt": gmt(written),
        "content": { "rendered": format!("{}\n", comment.body) },
        "link": format!("{}#comment-{}", data.article_url(outlet, article), comment.id),
        "status": "approved",
        "type": "comment",
        "meta": [],
    })
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Answer {
    Answer::json(status, &json!({ "code": code, "message": message, "data": { "status": status.as_u16() } }))
}

fn gmt(time: Time) -> String {
    time.format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn local(time: Time) -> String {
    gmt(time.checked_add_signed(TimeDelta::hours(OFFSET_HOURS)).unwrap_or(time))
}
