//! Writes the site's HTML: front pages, and article pages with menus, share bars and footers around the text.
//!
//! Comments have WordPress's html5 markup or, on the science blog, schema.org microdata.

use super::markup::{each, escape, fill, human, rfc3339, teaser};
use super::rss::shown_name;
use super::site::{Article, Comment, Kind, Outlet, SiteData, in_tree_order};

const HOME: &str = include_str!("content/templates/home.html");
const LANTERN: &str = include_str!("content/templates/lantern.html");
const SMALL: &str = include_str!("content/templates/small.html");
/// WordPress's default number of levels; comments at the last one have no reply link.
const NESTING: usize = 5;

/// Writes an outlet's front page, which links to the feed for discovery.
pub(super) fn home(data: &SiteData, outlet: &Outlet) -> String {
    let articles = each(outlet.articles, |article| {
        format!(
            "<li><h2><a href=\"{url}\">{title}</a></h2><p>{teaser}</p></li>\n",
            url = data.article_url(outlet, article),
            title = escape(shown_title(article)),
            teaser = escape(&teaser(article.body)),
        )
    });
    fill(
        HOME,
        &[
            ("title", &escape(outlet.title)),
            ("tagline", &escape(outlet.tagline)),
            ("feed", &data.url(outlet.feed)),
            ("feed_type", feed_type(outlet.kind)),
            ("articles", &articles),
        ],
    )
}

/// Writes an article's page.
pub(super) fn article(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let (template, comments) = match outlet.kind {
        Kind::WordPress => (LANTERN, wordpress_comments(data, outlet, article)),
        Kind::Atom => (SMALL, discussion(data, article)),
        Kind::Rdf | Kind::JsonFeed | Kind::Rss => (SMALL, String::new()),
    };
    let published = data.time(article.ago);
    let url = data.article_url(outlet, article);
    fill(
        template,
        &[
            ("title", &escape(shown_title(article))),
            ("outlet", &escape(outlet.title)),
            ("tagline", &escape(outlet.tagline)),
            ("teaser", &escape(&teaser(article.body))),
            ("url", &url),
            ("home", &data.url(outlet.home)),
            ("feed", &data.url(outlet.feed)),
            ("feed_type", feed_type(outlet.kind)),
            ("rest", &data.url("/wp-json/")),
            ("id", &article.id.to_string()),
            ("author", &escape(article.author)),
            ("published", &rfc3339(published)),
            ("published_human", &human(published)),
            ("category", article.categories.first().copied().unwrap_or_default()),
            ("count", &data.comments(article).len().to_string()),
            ("body", article.body),
            ("comments", &comments),
            ("elsewhere", &elsewhere(data, outlet, article)),
        ],
    )
}

fn feed_type(kind: Kind) -> &'static str {
    match kind {
        Kind::WordPress | Kind::Rss => "application/rss+xml",
        Kind::Atom => "application/atom+xml",
        Kind::Rdf => "application/rdf+xml",
        Kind::JsonFeed => "application/feed+json",
    }
}

/// Returns the title for pages, which need one even if the article has none.
fn shown_title(article: &Article) -> &'static str {
    if article.title.is_empty() { "A note" } else { article.title }
}

/// Lists three other articles to read next.
fn elsewhere(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let others = outlet.articles.iter().filter(|other| other.id != article.id).take(3);
    each(others, |other| {
        format!("<li><a href=\"{}\">{}</a></li>\n", data.article_url(outlet, other), escape(shown_title(other)))
    })
}

/// Writes comments in the markup of WordPress's core for themes with html5 comment lists.
fn wordpress_comments(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let comments = data.comments(article);
    let mut out = String::new();
    let mut open = 0;
    for (depth, comment) in in_tree_order(&comments) {
        // A reply beyond the last level stands beside its parent.
        let depth = depth.min(NESTING - 1);
        if depth > 0 && open == depth {
            out.push_str("<ol class=\"children\">\n");
        }
        close_down_to(depth, &mut open, &mut out);
        out.push_str(&wordpress_comment(data, outlet, article, &comment, depth + 1));
        open += 1;
    }
    close_down_to(0, &mut open, &mut out);
    out
}

/// Closes comments, and the lists of children between them, until `depth` comments are open.
fn close_down_to(depth: usize, open: &mut usize, out: &mut String) {
    while *open > depth {
        out.push_str("</li>\n");
        *open -= 1;
        if *open > depth {
            out.push_str("</ol><!-- .children -->\n");
        }
    }
}

/// Writes a comment's opening `<li>` and its content before the children; the caller closes it.
fn wordpress_comment(
    data: &SiteData,
    outlet: &Outlet,
    article: &Article,
    comment: &Comment<'_>,
    level: usize,
) -> String {
    let (id, url) = (comment.id, data.article_url(outlet, article));
    let by_author = if comment.is_by_author { " bypostauthor" } else { "" };
    let reply = if level < NESTING {
        format!(
            "<div class=\"reply\"><a rel=\"nofollow\" class=\"comment-reply-link\" href=\"{url}?replytocom={id}#respond\" \
             data-commentid=\"{id}\" data-postid=\"{post}\" data-replyto=\"Reply to {name}\">Reply</a></div>",
            post = article.id,
            name = escape(shown_name(comment)),
        )
    } else {
        String::new()
    };
    format!(
        r#"<li id="comment-{id}" class="comment{by_author} depth-{level}">
<article id="div-comment-{id}" class="comment-body">
<footer class="comment-meta">
<div class="comment-author vcard"><b class="fn">{name}</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="{url}#comment-{id}"><time datetime="{written}">{written_human}</time></a></div>
</footer>
<div class="comment-content">{body}</div>
{reply}
</article>
"#,
        name = escape(shown_name(comment)),
        written = comment.at.to_rfc3339(),
        written_human = human(comment.at),
        body = comment.body,
    )
}

/// Writes the science blog's comments: flat, with microdata, and without an author if anonymous.
fn discussion(data: &SiteData, article: &Article) -> String {
    let comments = data.comments(article);
    each(in_tree_order(&comments), |(_, comment)| {
        let author = match comment.author {
            "" => String::new(),
            name => format!(
                "<b itemprop=\"author\" itemscope itemtype=\"https://schema.org/Person\">\
                     <span itemprop=\"name\">{}</span></b>",
                escape(name)
            ),
        };
        format!(
            r#"<article id="comment-{id}" itemprop="comment" itemscope itemtype="https://schema.org/Comment">
{author} <time itemprop="dateCreated" datetime="{written}">{written_human}</time>
<div itemprop="text">{body}</div>
</article>
"#,
            id = comment.id,
            written = rfc3339(comment.at),
            written_human = human(comment.at),
            body = comment.body,
        )
    })
}
