//! How a story looks.

use super::*;

fn text(html: &str, width: usize) -> String {
    let document = render(html, Some("https://a.example/"), width);
    document.lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
}

#[test]
fn look() {
    println!("{}", text("<h1>Title of it</h1><p>One <b>two</b> <a href=/x>three</a>, four 👨‍👩‍👧‍👦 five.</p><blockquote><p>Quote one</p><p>Quote two</p><ul><li>a<li>b<ul><li>c</ul></ul></blockquote><p>x<br><br>y</p><hr><ol><li>a<li>b</ol><p>after</p><figure><img src=x alt='A cat'><figcaption>The caption</figcaption></figure><pre>fn main() {\n    x();\n}</pre><table><caption>cap</caption><tr><th>a<th>bcd<tr><td>1<td>2 3 4<tr><td>3<td>4</table>end<dl><dt>term<dd>def</dl><div>日本語のテキストはここで折り返されますか。「東京」</div>", 30));
}
