//! Tests the guard against the parser that it protects.

use proptest::prelude::*;

use super::*;

/// The depth of the tree that the real parser makes.
fn real_depth(html: &str) -> usize {
    let document = dom_query::Document::from(html);
    let mut depths = vec![(document.root(), 0)];
    let mut deepest = 0;
    while let Some((node, depth)) = depths.pop() {
        deepest = deepest.max(depth);
        depths.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    deepest
}

fn guarded(html: &str) -> String {
    guard(html).into_owned()
}

#[test]
fn ordinary_html_is_borrowed() {
    for html in [
        "",
        "just text & more",
        "<p>one<p>two <b>bold</b><br><img src='a>b' alt=\"x\">",
        "<!doctype html><html><body><table><tr><td colspan=2>a<td rowspan=\"3\">b</table>",
        "<ul><li>a<li>b</ul><ol start=5><li>c</ol><svg><path d='m0'/></svg>",
    ] {
        assert!(matches!(guard(html), Cow::Borrowed(same) if same == html), "{html}");
    }
}

#[test]
fn ambiguous_markup_is_made_unambiguous() {
    for (html, expected) in [
        ("a<!-- <b> -->b", "ab"),
        ("a<!-->b-->c", "ab-->c"),
        ("a<!--x--!>b", "ab"),
        ("a<![CDATA[<p>x]]>y", "a<p>xy"),
        ("1 < 2 <3", "1 &lt; 2 &lt;3"),
        ("<<!-- -->b>x", "&lt;b>x"),
        ("<script>if(a<b)'</p>'</script>x", "<script>if(a\\u003cb)'\\u003c/p>'</script>x"),
        ("<style><div></STYLE >x", "<style>&lt;div></STYLE >x"),
        ("<p>cut <a href='", "<p>cut "),
        ("<a title='>' href=x>y</a>", "<a title='>' href=x>y</a>"),
        ("</>x</ y>z", "xz"),
    ] {
        assert_eq!(guarded(html), expected, "{html}");
    }
}

#[test]
fn numbers_are_clamped() {
    for (html, expected) in [
        ("<ol start=9223372036854775807>", "<ol start=999999>"),
        ("<ol start='-99999999999999999999'>", "<ol start='-999999'>"),
        ("<td COLSPAN=1000000000>", "<td COLSPAN=100>"),
        ("<td rowspan=\"65534\">", "<td rowspan=\"100\">"),
        ("<td colspan=0>", "<td colspan=1>"),
        ("<td colspan=two>", "<td colspan=two>"),
    ] {
        assert_eq!(guarded(html), expected, "{html}");
    }
    let many = format!("<a{}>x", " b=1".repeat(5000));
    assert!(guard(&many).len() < 400);
    let spans = "<td rowspan=100>".repeat(10_000);
    assert!(guard(&spans).matches("rowspan=100").count() < 300);
}

#[test]
fn nesting_is_capped_and_text_kept_at_every_depth() {
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(|| {
        for depth in [1_000, 10_000, 200_000] {
            for (open, close) in [
                ("<div>", "</div>"),
                ("<ul><li>", "</li></ul>"),
                ("<blockquote>", "</blockquote>"),
                ("<table><tr><td>", "</td></tr></table>"),
                ("<b>", "</b>"),
                ("<font color=red>", "</font>"),
            ] {
                let html = format!("{}deep{}after", open.repeat(depth), close.repeat(depth));
                for cap in [MAX_DEPTH, MAX_NESTED] {
                    let mut guard = Guard::new(&html, cap);
                    let guarded = guard.run();
                    assert!(real_depth(&guarded) <= cap + 8, "{open} x {depth}");
                    assert!(guarded.contains("deep"), "{open} x {depth}");
                    assert!(html.len() > MAX_BYTES || guarded.contains("after"), "{open} x {depth}");
                    let is_flat = guard.open.is_flattened;
                    assert!(open != "<div>" || is_flat == (depth > cap), "{open} x {depth}");
                }
            }
        }
    });
    worker.unwrap().join().unwrap();
}

/// Many tags for which the parser looks at all open elements, at a great depth.
#[test]
fn work_is_capped_for_every_kind_of_tag() {
    for (open, rest) in [
        ("<span>", "</q>"),
        ("<div>", "</body>"),
        ("<div>", "<hr>"),
        ("<b><div>", "x</z>"),
        ("<ul><li>", "<p></p>"),
        ("<div>", "<i id=comment-1></i>"),
    ] {
        let deep = open.repeat(4_000 / open.matches('<').count());
        let mut html = deep.clone();
        html.push_str(&rest.repeat((MAX_BYTES - deep.len()) / rest.len()));
        let mut guard = Guard::new(&html, MAX_NESTED);
        let guarded = guard.run();
        let tags = |html: &str| html[deep.len()..].matches('<').count();
        // Each costs at least one step for every level.
        assert!(tags(&guarded) <= MAX_STEPS / 4_000 + 1, "{open} {rest}: {} of {}", tags(&guarded), tags(&html));
        assert!(guard.is_cut && tags(&html) > 2 * tags(&guarded), "{open} {rest}");
    }
}

#[test]
fn ordinary_pages_are_far_from_the_bounds() {
    let page = "<div><ul><li><p>some <b>words</b></p></li></ul></div>".repeat(40_000);
    let html = format!("{}{page}", "<div>".repeat(30));
    let mut guard = Guard::new(&html, MAX_NESTED);
    guard.run();
    assert!(!guard.is_cut && guard.steps < MAX_STEPS / 4, "{}", guard.steps);
}

#[test]
fn misnested_tags_do_not_hide_depth() {
    for unit in [
        "<b><div></b>",
        "<span><div></span>",
        "<form><div></form>",
        "<div><table><td></div>",
        "<p><b></p>",
        "<p><i id=1></p></b>",
        "<svg><image>",
        "<svg><g><font>",
        "<svg><br><section/>",
        "<svg/><section/>",
        "<svg><style><div>",
        "<a><div><a>",
        "<select><xmp><input></xmp><div>",
        "<h1></h2><div>",
        "<noscript><span></noscript>",
        "<object><p><b></object><div>",
        "<math><annotation-xml><div>",
        "<svg><foreignObject><div></svg>",
        "<table><div>",
        "<template><div></template><td>",
        "<script><!--<script></script>",
        "<button><div><button>",
        "<dl><dd><div><dt>",
    ] {
        let html = unit.repeat(4_000);
        assert!(real_depth(&guard_to(&html, 60)) <= 140, "{unit}: {}", real_depth(&guard_to(&html, 60)));
    }
}

#[test]
fn the_size_is_capped_at_a_character() {
    let long = "é".repeat(MAX_BYTES);
    let cut = guard(&long);
    assert!(cut.len() <= MAX_BYTES && cut.len() > MAX_BYTES - 4);
    let many = "<i></i>".repeat(400_000);
    assert!(guard(&many).matches("<i>").count() <= MAX_ELEMENTS);
}

fn soup() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i class=a>",
        "</i>",
        "<a href=x>",
        "</a>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<svg>",
        "</svg>",
        "<g/>",
        "<g>",
        "<math>",
        "<mi>",
        "</math>",
        "<select>",
        "</select>",
        "<option>",
        "<h1>",
        "</h2>",
        "<form>",
        "</form>",
        "<span>",
        "</span>",
        "<button>",
        "</button>",
        "<font>",
        "<font size=1>",
        "</font>",
        "<dd>",
        "<dl>",
        "</dl>",
        "<object>",
        "</object>",
        "<template>",
        "</template>",
        "<caption>",
        "<tbody>",
        "<nobr>",
        "<noscript>",
        "<foreignObject>",
        "<section/>",
        "<image>",
        "<br>",
        "<title>",
        "</title>",
        "<script>",
        "</script>",
        "<xmp>",
        "</xmp>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<",
        "text ",
        "\"",
        "<blockquote>",
        "</blockquote>",
        "<em>",
    ]);
    prop::collection::vec(token, 0..400).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]
    #[test]
    fn the_real_tree_is_hardly_deeper_than_the_cap(html in soup()) {
        let capped = guard_to(&html, 20);
        prop_assert!(real_depth(&capped) <= 2 * 20 + 40, "{} in {}", real_depth(&capped), capped);
    }

    #[test]
    fn any_text_passes(html in "(\\PC|[<>/!\\-\"'= ]){0,200}") {
        let once = guarded(&html);
        prop_assert!(once.len() <= html.len() * 4 + 8);
    }
}
