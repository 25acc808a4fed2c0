//! Atom 1.0 (RFC 4287) with threading (RFC 4685): a feed, the replies to an entry, and WordPress's comment feed.

use super::markup::{each, escape, rfc3339, teaser};
use super::rss::{NEWEST_COMMENTS, shown_name, with_reply_line};
use super::site::{Article, Outlet, Said, SiteData};
use crate::domain::Time;

/// The feed: each entry says where its replies are, and how many.
pub(super) fn feed(data: &SiteData, outlet: &Outlet) -> String {
    let entries = each(outlet.articles, |article| entry(data, outlet, article));
    let head = Head {
        title: outlet.title,
        subtitle: outlet.tagline,
        alternate: &data.url(outlet.home),
        own: &data.url(outlet.feed),
        updated: data.outlet_changed(outlet),
    };
    document(&head, &entries)
}

fn entry(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let url = data.article_url(outlet, article);
    let count = data.remarks(article).len();
    let categories = each(article.categories, |it| format!("  <category term=\"{}\"/>\n", escape(it)));
    format!(
        r#"<entry>
  <title>{title}</title>
  <id>{id}</id>
  <link rel="alternate" type="text/html" href="{url}"/>
  <link rel="replies" type="application/atom+xml" href="{url}replies.atom" thr:count="{count}" thr:updated="{changed}"/>
  <link rel="replies" type="text/html" href="{url}#discussion" thr:count="{count}"/>
  <thr:total>{count}</thr:total>
  <published>{published}</published>
  <updated>{published}</updated>
  <author><name>{author}</name></author>
{categories}  <summary>{teaser}</summary>
  <content type="html" xml:base="{url}">{body}</content>
</entry>
"#,
        title = escape(article.title),
        id = entry_id(article),
        changed = rfc3339(data.changed(article)),
        published = rfc3339(data.time(article.ago)),
        author = escape(article.author),
        teaser = escape(&teaser(article.body)),
        body = escape(article.body),
    )
}

/// Every reply to an entry, oldest first. A name is required of an Atom author: an unsigned reply has an empty one.
pub(super) fn replies(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let url = data.article_url(outlet, article);
    let entries = each(data.remarks(article), |remark| {
        let reply = Reply {
            id: remark_id(remark.id),
            title: format!("Re: {}", article.title),
            author: remark.author,
            body: remark.body.to_owned(),
            parent: if remark.parent == 0 { entry_id(article) } else { remark_id(remark.parent) },
        };
        reply.entry(&url, &remark)
    });
    let head = Head {
        title: &format!("Replies to {}", article.title),
        subtitle: outlet.title,
        alternate: &format!("{url}#discussion"),
        own: &format!("{url}replies.atom"),
        updated: data.changed(article),
    };
    document(&head, &entries)
}

/// WordPress's comments of one post: newest first and no more than ten, with parents.
pub(super) fn wordpress_comments(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let url = data.article_url(outlet, article);
    let guid = data.url(&format!("/?p={}", article.id));
    let entries = each(data.remarks(article).into_iter().rev().take(NEWEST_COMMENTS), |remark| {
        let reply = Reply {
            id: format!("{guid}#comment-{}", remark.id),
            title: format!("By: {}", shown_name(&remark)),
            author: shown_name(&remark),
            body: with_reply_line(data, &url, article, &remark),
            parent: if remark.parent == 0 { guid.clone() } else { format!("{guid}#comment-{}", remark.parent) },
        };
        reply.entry(&url, &remark)
    });
    let head = Head {
        title: &format!("Comments on {}", article.title),
        subtitle: outlet.title,
        alternate: &format!("{url}#comments"),
        own: &format!("{url}feed/atom/"),
        updated: data.changed(article),
    };
    document(&head, &entries)
}

/// A remark as one of the two comment feeds words it.
struct Reply<'a> {
    id: String,
    title: String,
    author: &'a str,
    body: String,
    /// The id of what it answers.
    parent: String,
}

impl Reply<'_> {
    fn entry(&self, url: &str, remark: &Said<'_>) -> String {
        let parent_url = if remark.parent == 0 { url.to_owned() } else { format!("{url}#comment-{}", remark.parent) };
        format!(
            r#"<entry>
  <title>{title}</title>
  <link rel="alternate" type="text/html" href="{url}#comment-{number}"/>
  <author><name>{author}</name></author>
  <id>{id}</id>
  <updated>{published}</updated>
  <published>{published}</published>
  <content type="html" xml:base="{url}#comment-{number}">{body}</content>
  <thr:in-reply-to ref="{parent}" href="{parent_url}" type="text/html"/>
</entry>
"#,
            title = escape(&self.title),
            number = remark.id,
            author = escape(self.author),
            id = self.id,
            published = rfc3339(remark.at),
            body = escape(&self.body),
            parent = self.parent,
        )
    }
}

/// What stands before the entries of a document.
struct Head<'a> {
    title: &'a str,
    subtitle: &'a str,
    /// The page that says the same.
    alternate: &'a str,
    /// The document's own address.
    own: &'a str,
    updated: Time,
}

fn document(head: &Head<'_>, entries: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="en">
<title>{title}</title>
<subtitle>{subtitle}</subtitle>
<id>{own}</id>
<updated>{updated}</updated>
<link rel="alternate" type="text/html" href="{alternate}"/>
<link rel="self" type="application/atom+xml" href="{own}"/>
{entries}</feed>
"#,
        title = escape(head.title),
        subtitle = escape(head.subtitle),
        own = head.own,
        updated = rfc3339(head.updated),
        alternate = head.alternate,
    )
}

fn entry_id(article: &Article) -> String {
    format!("tag:slow-light.example,2020:entry-{}", article.id)
}

fn remark_id(id: u32) -> String {
    format!("tag:slow-light.example,2020:reply-{id}")
}
