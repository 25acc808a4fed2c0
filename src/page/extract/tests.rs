//! Tests each rule of extraction on a page written for it.

use super::*;

const TEXT: &str = "The bridge reopened on Monday after fourteen months of work, and the first lorries crossed it before \
                     dawn. Engineers had replaced three hundred and twelve bolts, two bearings and the whole of the deck.";

fn page(head: &str, body: &str) -> String {
    format!("<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>")
}

fn article(paragraphs: usize) -> String {
    format!("<article><h1>Bridge reopens</h1>{}</article>", format!("<p>{TEXT}</p>").repeat(paragraphs))
}

#[test]
fn sources_are_trusted_in_order() {
    let ld = r##"<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"The Site"},
        {"@type":["Thing","NewsArticle"],"headline":"From JSON-LD","author":[{"@id":"#ann"},{"name":"Bo"}],
         "datePublished":"2025-01-02T03:04:05+01:00","image":{"url":"/i.png"}},
        {"@type":"Person","@id":"#ann","name":"Ann O&#8217;Lee"}]}</script>"##;
    let og = "<meta property=og:title content='From OpenGraph | Site'><meta property=og:site_name content=Site>\
              <meta name=author content='https://social.example/x'><meta property=og:locale content=de_DE>";
    let micro = "<span itemprop=author><b itemprop=name>Cy</b></span>";
    let all = extract(&page(&format!("{ld}{og}"), &format!("{micro}{}", article(6))), Some("https://a.example/x"));
    assert_eq!(all.title.as_str(), "From JSON-LD");
    assert_eq!(all.author.as_deref(), Some("Ann O’Lee, Bo"));
    assert_eq!(all.published.unwrap().to_rfc3339(), "2025-01-02T02:04:05+00:00");
    assert_eq!(all.site.as_deref(), Some("The Site"));
    assert_eq!(all.image.as_deref(), Some("https://a.example/i.png"));
    assert_eq!(all.language.as_deref(), Some("de-DE"), "no JSON-LD states one here, OpenGraph comes before the page");

    let meta = extract(&page(og, &format!("{micro}{}", article(6))), None);
    assert_eq!(meta.title.as_str(), "From OpenGraph");
    assert_eq!(meta.author.as_deref(), Some("Cy"));

    let shown = extract(&page("<title>Bridge reopens - The Post</title>", &article(6)), None);
    assert_eq!((shown.title.as_str(), shown.site.as_deref()), ("Bridge reopens", Some("The Post")));
}

#[test]
fn broken_json_is_skipped() {
    for json in ["{", "[1, null, {\"@type\": 7}]", "not json", "{\"@type\":\"Article\",\"headline\":\"A\nB\"}"] {
        let html = page(&format!("<script type=application/ld+json>{json}</script>"), &article(3));
        assert!(!extract(&html, None).title.is_empty(), "{json}");
    }
    let nested = format!("<script type=application/ld+json>{}</script>", "[".repeat(100_000));
    assert_eq!(extract(&page(&nested, &article(3)), None).title.as_str(), "Bridge reopens");
}

#[test]
fn the_article_is_separated_from_what_surrounds_it() {
    let body = format!(
        "<nav><a href=/>Home</a></nav><div class=share-bar>Share this</div><div class=listen><p>Listen to the article\
         </p>0:00</div>{}<div class=fact-checker><h3>Fact Checker</h3><p>Verify it.</p></div>\
         <div class=related-posts><h3>Related</h3><a href=/y>Another found</a></div><div id=cookie-notice>We use cookies\
         </div><div id=comments><h4>2 Comments</h4><p>{TEXT} So true.</p><p>{TEXT}</p></div>\
         <form><textarea>Leave a reply</textarea></form><footer>All rights reserved</footer>",
        article(5)
    );
    let found = extract(&page("", &body), None);
    assert_eq!(plain(&found.html.0), [TEXT; 5].join("\n\n"));
    assert!(found.warnings.is_empty());
}

#[test]
fn the_body_that_metadata_states_is_found() {
    let other = "Readers of this newspaper have sent in their own memories of the ferry that crossed here before there \
                 was any bridge at all, and of the winters in which it could not. ";
    let stated = |words: &str| {
        page(
            &format!(
                "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"Bridge\",\
                 \"articleBody\":\"{words}\"}}</script>"
            ),
            &format!(
                "<div class=memories>{}</div><div class=story-text><p>{TEXT}</p><p>{TEXT}</p></div>",
                format!("<p>{other}</p>").repeat(8)
            ),
        )
    };
    let found = extract(&stated(&format!("{TEXT} {TEXT}")), None);
    assert_eq!(plain(&found.html.0), [TEXT; 2].join("\n\n"));
    // Where scripts put the article on the page, only the metadata has its text.
    let words =
        "Ministers agreed late on Sunday to lend the money for a second crossing further down the river. ".repeat(8);
    let found = extract(&stated(&words), None);
    assert_eq!(plain(&found.html.0), words.trim());
}

#[test]
fn classes_that_only_look_like_boilerplate_cost_no_words() {
    let paragraph = |wrap: &str| format!("<div class='{wrap}'><p>{TEXT}</p></div>");
    for (what, extra) in [
        ("a heading", "<h2 class=subheader id=social-media>How the valley took it</h2>".to_owned()),
        ("a paragraph of prose", paragraph("sponsored")),
        ("what subscribers see", "<div class=subscriber-preview><p>It did, he said.</p></div>".to_owned()),
    ] {
        let plain = |html: &str| Text::line(&Document::from(html).text()).into_string();
        let body = format!("{0}{extra}{0}", paragraph("part").repeat(4));
        let found = extract(&page("", &format!("<article><h1>Bridge reopens</h1>{body}</article>")), None);
        assert!(found.html.0.contains(&plain(&extra)), "{what}");
        assert_eq!(found.html.0.matches("The bridge").count(), body.matches("The bridge").count(), "{what}");
    }
    let teaser = "<div class=sponsored><h3>An offer</h3><p>Buy bolts.</p></div>";
    let found = extract(&page("", &format!("{teaser}<article>{}</article>", paragraph("part").repeat(4))), None);
    assert!(!found.html.0.contains("Buy bolts"));
}

#[test]
fn links_are_counted_in_scripts_without_spaces() {
    let prose =
        "这座桥在施工十四个月之后于星期一重新开放，黎明之前第一批卡车驶过。工程师更换了三百多个螺栓和整个桥面。";
    let other = "<a href=/x>另一座桥关闭了，因为工程师发现了许多裂缝和生锈的螺栓，居民非常不满</a>";
    let teasers = format!("<div class=list>{}</div>", format!("<div>{other}</div>").repeat(12));
    let body = format!("<div class=article-content><div>{}</div>{teasers}</div>", format!("<p>{prose}</p>").repeat(6));
    assert!(!extract(&page("", &body), None).html.0.contains("另一座桥"));
}

#[test]
fn an_article_in_parts_is_joined() {
    let parts = format!("<div class=article-body><p>{TEXT}</p><p>{TEXT}</p></div><div class=slot></div>").repeat(3);
    let found = extract(&page("", &format!("<article><h1>Bridge</h1>{parts}</article>")), None);
    assert_eq!(plain(&found.html.0), [TEXT; 6].join("\n\n"));
}

#[test]
fn rules_for_sites_take_effect() {
    let body = format!(
        "<div class=mw-parser-output><p>{TEXT}</p><table class=vertical-navbox><tr><td>Bridges</td></tr>\
                        </table><p>{TEXT}</p></div><div class=other><p>{}</p></div>",
        TEXT.repeat(6)
    );
    let found = extract(&page("", &body), Some("https://en.wikipedia.org/wiki/Bridge"));
    assert_eq!(plain(&found.html.0), [TEXT; 2].join("\n\n"));
}

#[test]
fn addresses_become_absolute() {
    let links = "<p>See the report, <a href='../x'>x</a> <a href=#n>n</a> <a href='mailto:a@b.example'>m</a> \
                 <img src=i.png alt=i srcset='s.png 1x, t.png 2x'></p>";
    let html = page("", &format!("<article><p>{TEXT}</p>{links}<p>{TEXT}</p></article>"));
    let html = extract(&html, Some("https://a.example/b/c/d")).html.0;
    for expected in [
        "https://a.example/b/x",
        "\"#n\"",
        "mailto:a@b.example",
        "https://a.example/b/c/i.png",
        "https://a.example/b/c/s.png 1x, https://a.example/b/c/t.png 2x",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
}

#[test]
fn there_is_text_whenever_the_page_has_any() {
    let short = extract(
        &page("", "<nav>Menu</nav><main><h1>Note</h1><div class=entry-content><p>Closed today.</p></div></main>"),
        None,
    );
    assert_eq!(plain(&short.html.0), "Closed today.");
    let menu_only = extract(&page("", "<nav>Only a menu here</nav>"), None);
    assert_eq!(plain(&menu_only.html.0), "Only a menu here");
    assert_eq!(menu_only.warnings.len(), 1);
    let scattered = extract(&page("", &"<span>one</span> ".repeat(40)), None);
    assert!(plain(&scattered.html.0).contains("one one"));
    for html in ["", "text", "<p>", "<frameset><frame src=x></frameset>", "\u{0}", "<html><head></head></html>"] {
        let found = extract(html, Some("no url"));
        assert_eq!(plain(&found.html.0).is_empty(), plain(html).is_empty(), "{html:?}");
    }
}

#[test]
fn deep_pages_fit_a_small_stack() {
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(|| {
        for open in
            ["<div>x", "<ul><li>x", "<blockquote>x", "<table><tr><td>x", "<b>x", "<font color=red>x", "<dl><dd>x"]
        {
            let html = open.repeat(3_000);
            assert!(extract(&html, None).words > 0, "{open}");
            assert!(
                !super::super::render(&html, None, &super::super::RenderOptions::new(40)).lines.is_empty(),
                "{open}"
            );
            assert!(!super::super::markdown(&html, None).is_empty(), "{open}");
        }
    });
    worker.unwrap().join().unwrap();
}
