//! WordPress's REST interface, as far as a reader asks it: the root, one post, and the comments of a post.
//!
//! Names, defaults and error codes are those of the WordPress REST API handbook.

use chrono::TimeDelta;
use hyper::StatusCode;
use hyper::header::{HeaderName, LINK};
use serde_json::{Value, json};

use super::answer::Answer;
use super::markup::{escape, teaser};
use super::outlets::OUTLETS;
use super::site::{self, Article, Kind, Outlet, Said, SiteData};
use crate::domain::Time;

/// The site's clock is an hour ahead of UTC: `date` and `date_gmt` differ, as they do nearly everywhere.
const OFFSET_HOURS: i64 = 1;
/// Comments on one page, unless asked otherwise, and at most.
const PER_PAGE: (usize, usize) = (10, 100);

/// The answer to `/wp-json/` + `path`.
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

/// The values of the `Link` headers on an article's page.
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
    let mut remarks: Vec<Value> = found.map_or_else(Vec::new, |(outlet, article)| {
        data.remarks(article).iter().map(|remark| comment(data, outlet, article, remark)).collect()
    });
    if value("order").as_deref() != Some("asc") {
        remarks.reverse();
    }
    let (total, pages) = (remarks.len(), remarks.len().div_ceil(per_page));
    let skipped = (page - 1).saturating_mul(per_page);
    let body: Vec<Value> = remarks.into_iter().skip(skipped).take(per_page).collect();
    Answer::json(StatusCode::OK, &Value::Array(body))
        .with(HeaderName::from_static("x-wp-total"), &total.to_string())
        .with(HeaderName::from_static("x-wp-totalpages"), &pages.to_string())
}

fn comment(data: &SiteData, outlet: &Outlet, article: &Article, remark: &Said<'_>) -> Value {
    let written = remark.at;
    json!({
        "id": remark.id,
        "post": remark.article,
        "parent": remark.parent,
        "author": if remark.is_by_author { 2 } else { 0 },
        // WordPress keeps names as they stand in a page.
        "author_name": escape(remark.author),
        "author_url": "",
        "date": local(written),
        "date_gmt": gmt(written),
        "content": { "rendered": format!("{}\n", remark.body) },
        "link": format!("{}#comment-{}", data.article_url(outlet, article), remark.id),
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
