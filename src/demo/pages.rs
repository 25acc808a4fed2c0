//! The site's HTML: front pages and article pages, with menus, share bars and footers around the text, and the
//! comments under it in WordPress's html5 markup or, on the science blog, as schema.org comments.

use super::markup::{each, escape, fill, human, rfc3339, teaser};
use super::rss::shown_name;
use super::site::{Article, Kind, Outlet, Said, SiteData, in_tree_order};

const HOME: &str = include_str!("content/templates/home.html");
const LANTERN: &str = include_str!("content/templates/lantern.html");
const SMALL: &str = include_str!("content/templates/small.html");
/// WordPress's default depth of nesting: comments this deep have no reply link.
const NESTING: usize = 5;

/// An outlet's front page: it names the feed, for those who only have the address of the site.
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

/// An article's page.
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
            ("count", &data.remarks(article).len().to_string()),
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

/// A page has to be called something, even where the feed's entry is not.
fn shown_title(article: &Article) -> &'static str {
    if article.title.is_empty() { "A note" } else { article.title }
}

/// The three articles that a page offers to read next.
fn elsewhere(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let others = outlet.articles.iter().filter(|other| other.id != article.id).take(3);
    each(others, |other| {
        format!("<li><a href=\"{}\">{}</a></li>\n", data.article_url(outlet, other), escape(shown_title(other)))
    })
}

/// The markup that WordPress's core writes for themes with html5 comment lists.
fn wordpress_comments(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let remarks = data.remarks(article);
    let mut out = String::new();
    let mut open = 0;
    for (depth, remark) in in_tree_order(&remarks) {
        // What goes deeper stands beside what it answers.
        let depth = depth.min(NESTING - 1);
        if depth > 0 && open == depth {
            out.push_str("<ol class=\"children\">\n");
        }
        close_down_to(depth, &mut open, &mut out);
        out.push_str(&wordpress_comment(data, outlet, article, &remark, depth + 1));
        open += 1;
    }
    close_down_to(0, &mut open, &mut out);
    out
}

/// Closes comments, and the lists of children between them, until `depth` of them are open.
fn close_down_to(depth: usize, open: &mut usize, out: &mut String) {
    while *open > depth {
        out.push_str("</li>\n");
        *open -= 1;
        if *open > depth {
            out.push_str("</ol><!-- .children -->\n");
        }
    }
}

/// The opening `<li>` and what is in it before the children; closing it is left to the caller.
fn wordpress_comment(data: &SiteData, outlet: &Outlet, article: &Article, remark: &Said<'_>, level: usize) -> String {
    let (id, url) = (remark.id, data.article_url(outlet, article));
    let by_author = if remark.is_by_author { " bypostauthor" } else { "" };
    let reply = if level < NESTING {
        format!(
            "<div class=\"reply\"><a rel=\"nofollow\" class=\"comment-reply-link\" href=\"{url}?replytocom={id}#respond\" \
             data-commentid=\"{id}\" data-postid=\"{post}\" data-replyto=\"Reply to {name}\">Reply</a></div>",
            post = article.id,
            name = escape(shown_name(remark)),
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
        name = escape(shown_name(remark)),
        written = remark.at.to_rfc3339(),
        written_human = human(remark.at),
        body = remark.body,
    )
}

/// The science blog's own: flat, with microdata, unsigned where nobody signed.
fn discussion(data: &SiteData, article: &Article) -> String {
    let remarks = data.remarks(article);
    each(in_tree_order(&remarks), |(_, remark)| {
        let author = match remark.author {
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
            id = remark.id,
            written = rfc3339(remark.at),
            written_human = human(remark.at),
            body = remark.body,
        )
    })
}
