//! Writes Atom 1.0 (RFC 4287) with threading (RFC 4685): a feed, the replies to an entry, WordPress's comment feed.

use super::markup::{each, escape, rfc3339, teaser};
use super::rss::{NEWEST_COMMENTS, shown_name, with_reply_line};
use super::site::{Article, Comment, Outlet, SiteData};
use crate::domain::Time;

/// Writes the feed; each entry links to its replies and states their number.
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
    let count = data.comments(article).len();
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

/// Writes all replies to an entry, oldest first. Atom requires an author's name: that of an anonymous reply is empty.
pub(super) fn replies(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let url = data.article_url(outlet, article);
    let entries = each(data.comments(article), |comment| {
        let reply = Reply {
            id: reply_id(comment.id),
            title: format!("Re: {}", article.title),
            author: comment.author,
            body: comment.body.to_owned(),
            parent: if comment.parent == 0 { entry_id(article) } else { reply_id(comment.parent) },
        };
        reply.entry(&url, &comment)
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

/// Writes WordPress's comment feed of a post: the newest [`NEWEST_COMMENTS`], newest first, with parents.
pub(super) fn wordpress_comments(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let url = data.article_url(outlet, article);
    let guid = data.url(&format!("/?p={}", article.id));
    let entries = each(data.comments(article).into_iter().rev().take(NEWEST_COMMENTS), |comment| {
        let reply = Reply {
            id: format!("{guid}#comment-{}", comment.id),
            title: format!("By: {}", shown_name(&comment)),
            author: shown_name(&comment),
            body: with_reply_line(data, &url, article, &comment),
            parent: if comment.parent == 0 { guid.clone() } else { format!("{guid}#comment-{}", comment.parent) },
        };
        reply.entry(&url, &comment)
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

/// The parts of a comment's entry in which the two comment feeds differ.
struct Reply<'a> {
    id: String,
    title: String,
    author: &'a str,
    body: String,
    /// Entry id of the parent comment, or of the article.
    parent: String,
}

impl Reply<'_> {
    fn entry(&self, url: &str, comment: &Comment<'_>) -> String {
        let parent_url = if comment.parent == 0 { url.to_owned() } else { format!("{url}#comment-{}", comment.parent) };
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
            number = comment.id,
            author = escape(self.author),
            id = self.id,
            published = rfc3339(comment.at),
            body = escape(&self.body),
            parent = self.parent,
        )
    }
}

/// The metadata of an Atom document, before its entries.
struct Head<'a> {
    title: &'a str,
    subtitle: &'a str,
    /// Address of the HTML page with the same content.
    alternate: &'a str,
    /// Address of the document itself.
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

fn reply_id(id: u32) -> String {
    format!("tag:slow-light.example,2020:reply-{id}")
}
