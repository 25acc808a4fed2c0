//! Writes RSS 1.0: RDF with Dublin Core dates and the full text in `content:encoded`.

use super::markup::{cdata, each, escape, rfc3339, teaser};
use super::site::{Article, Outlet, SiteData};

/// Writes the feed: a channel that lists its items, followed by the items.
pub(super) fn feed(data: &SiteData, outlet: &Outlet) -> String {
    let list = each(outlet.articles, |article| {
        format!("   <rdf:li rdf:resource=\"{}\"/>\n", data.article_url(outlet, article))
    });
    let items = each(outlet.articles, |article| item(data, outlet, article));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="{feed}">
 <title>{title}</title>
 <link>{home}</link>
 <description>{tagline}</description>
 <dc:language>en</dc:language>
 <items>
  <rdf:Seq>
{list}  </rdf:Seq>
 </items>
</channel>
{items}</rdf:RDF>
"#,
        feed = data.url(outlet.feed),
        title = escape(outlet.title),
        home = data.url(outlet.home),
        tagline = escape(outlet.tagline),
    )
}

fn item(data: &SiteData, outlet: &Outlet, article: &Article) -> String {
    let subjects = each(article.categories, |it| format!(" <dc:subject>{}</dc:subject>\n", escape(it)));
    format!(
        r#"<item rdf:about="{url}">
 <title>{title}</title>
 <link>{url}</link>
 <description>{teaser}</description>
 <dc:creator>{author}</dc:creator>
 <dc:date>{published}</dc:date>
{subjects} <content:encoded>{body}</content:encoded>
</item>
"#,
        url = data.article_url(outlet, article),
        title = escape(article.title),
        teaser = escape(&teaser(article.body)),
        author = escape(article.author),
        published = rfc3339(data.time(article.ago)),
        body = cdata(article.body),
    )
}
