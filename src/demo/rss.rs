//! Writes RSS 2.0: WordPress's feed with its namespaces, a hand-made feed, and WordPress's comment feed of a post.

use super::markup::{cdata, each, escape, teaser};
use super::recording;
use super::site::{Article, Comment, Outlet, SiteData};

/// Comments in a WordPress comment feed, by WordPress's default.
pub(super) const NEWEST_COMMENTS: usize = 10;

/// Writes WordPress's feed: full texts in `content:encoded`, and three elements about the comments.
pub(super) fn wordpress(data: &SiteData, outlet: &Outlet) -> String {
    let items = each(outlet.articles, |article| wordpress_item(data, outlet, article));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
	xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel>
	<title>{title}</title>
	<atom:link href="{feed}" rel="self" type="application/rss+xml" />
	<link>{home}</link>
	<description>{tagline}</description>
	<lastBuildDate>{built}</lastBuildDate>
	<language>en-GB</language>
	<sy:updatePeriod>hourly</sy:updatePeriod>
	<sy:updateFrequency>1</sy:updateFrequency>
{items}</channel>
</rss>
"#,
        title = escape(outlet.title),
        feed = data.url(outlet.feed),
        home = data.url(outlet.home),
        tagline = escape(outlet.tagline),
        built = data.outlet_changed(outlet).to_rfc2822(),
    )
}

fn wordpress_item(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let url = data.article_url(outlet, article);
    let count = data.comments(article).len();
    let anchor = if count == 0 { "respond" } else { "comments" };
    format!(
        "\t<item>
		<title>{title}</title>
		<link>{url}</link>
		<comments>{url}#{anchor}</comments>
		<dc:creator>{author}</dc:creator>
		<pubDate>{published}</pubDate>
{categories}		<guid isPermaLink=\"false\">{guid}</guid>
		<description>{teaser}</description>
		<content:encoded>{body}</content:encoded>
		<wfw:commentRss>{url}feed/</wfw:commentRss>
		<slash:comments>{count}</slash:comments>
{recording}	</item>
",
        title = escape(article.title),
        author = cdata(article.author),
        published = data.time(article.ago).to_rfc2822(),
        categories = categories(article),
        guid = data.url(&format!("/?p={}", article.id)),
        teaser = cdata(&teaser(article.body)),
        body = cdata(article.body),
        recording = if article.id == recording::ARTICLE { recording_of(data) } else { String::new() },
    )
}

/// Writes the enclosure with its chapters and its transcript, as podcasts on WordPress have them.
fn recording_of(data: &SiteData) -> String {
    let ((chapters, chapters_type, _), (transcript, transcript_type, _)) = (recording::CHAPTERS, recording::TRANSCRIPT);
    format!(
        "		<enclosure url=\"{url}\" length=\"{length}\" type=\"audio/wav\" />
		<itunes:duration>{seconds}</itunes:duration>
		<podcast:chapters url=\"{chapters}\" type=\"{chapters_type}\" />
		<podcast:transcript url=\"{transcript}\" type=\"{transcript_type}\" language=\"en\" />
",
        url = data.url(recording::PATH),
        length = recording::LENGTH,
        seconds = recording::SECONDS,
        chapters = data.url(chapters),
        transcript = data.url(transcript),
    )
}

/// Writes a hand-made feed: teasers only, `ttl`, and email addresses as authors.
pub(super) fn plain(data: &SiteData, outlet: &Outlet) -> String {
    let items = each(outlet.articles, |article| {
        let url = data.article_url(outlet, article);
        format!(
            "<item>\n<title>{title}</title>\n<link>{url}</link>\n<guid>{url}</guid>\n\
                 <author>letters@copper-pan.example ({author})</author>\n<pubDate>{published}</pubDate>\n\
                 {categories}<description>{teaser}</description>\n</item>\n",
            title = escape(article.title),
            author = escape(article.author),
            published = data.time(article.ago).format("%a, %d %b %Y %H:%M:%S GMT"),
            categories = categories(article),
            teaser = escape(&teaser(article.body)),
        )
    });
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\">\n<channel>\n<title>{title}</title>\n<link>{home}</link>\n\
         <description>{tagline}</description>\n<language>en</language>\n<ttl>120</ttl>\n{items}</channel>\n</rss>\n",
        title = escape(outlet.title),
        home = data.url(outlet.home),
        tagline = escape(outlet.tagline),
    )
}

/// Writes WordPress's comment feed of a post: the newest ones, newest first. Only a reply's text names its parent.
pub(super) fn comments(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let url = data.article_url(outlet, article);
    let items = each(data.comments(article).into_iter().rev().take(NEWEST_COMMENTS), |comment| {
        format!(
            "\t<item>
		<title>By: {name}</title>
		<link>{url}#comment-{id}</link>
		<dc:creator>{creator}</dc:creator>
		<pubDate>{published}</pubDate>
		<guid isPermaLink=\"false\">{guid}#comment-{id}</guid>
		<description>{text}</description>
		<content:encoded>{body}</content:encoded>
	</item>
",
            name = escape(shown_name(&comment)),
            id = comment.id,
            creator = cdata(shown_name(&comment)),
            published = comment.at.to_rfc2822(),
            guid = data.url(&format!("/?p={}", article.id)),
            text = cdata(&teaser(comment.body)),
            body = cdata(&with_reply_line(data, &url, article, &comment)),
        )
    });
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
	<title>Comments on: {title}</title>
	<atom:link href="{url}feed/" rel="self" type="application/rss+xml" />
	<link>{url}</link>
	<description>{tagline}</description>
	<lastBuildDate>{built}</lastBuildDate>
{items}</channel>
</rss>
"#,
        title = escape(article.title),
        tagline = escape(outlet.tagline),
        built = data.changed(article).to_rfc2822(),
    )
}

/// Returns the author's name as WordPress shows it in feeds and pages, with a stand-in for anonymous comments.
pub(super) fn shown_name<'a>(comment: &Comment<'a>) -> &'a str {
    if comment.author.is_empty() { "Anonymous" } else { comment.author }
}

/// Returns a comment's body as WordPress's comment feeds have it: a reply begins with a link to its parent.
pub(super) fn with_reply_line(data: &SiteData, url: &str, article: &Article, comment: &Comment<'_>) -> String {
    let comments = data.comments(article);
    let Some(parent) = comments.iter().find(|other| other.id == comment.parent) else {
        return comment.body.to_owned();
    };
    format!(
        "<p>In reply to <a href=\"{url}#comment-{id}\">{name}</a>.</p>\n{body}",
        id = parent.id,
        name = escape(shown_name(parent)),
        body = comment.body
    )
}

fn categories(article: &Article) -> String {
    each(article.categories, |category| format!("\t\t<category>{}</category>\n", cdata(category)))
}
