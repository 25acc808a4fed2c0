//! Compares the ways from HTML to text: `cargo bench --bench texts`.
//!
//! Prints medians for the flattener, which the search index uses, and for html2text, which makes the text that leaves
//! the screen: on this thread at one width, and as a quote with a thread and a deadline of its own.
#![allow(missing_docs, reason = "a bench explains itself")]
#![allow(clippy::cast_precision_loss, reason = "texts are short")]

use std::hint::black_box;
use std::time::Instant;

use tidings::page;

const RUNS: usize = 31;
/// Calls in one run.
const CALLS: u32 = 10;
const COMMENT: &str = "<p>I crossed it this morning, and the <a href=\"https://a.example/x\">new surface</a> is a lot \
    quieter. My neighbour, who drives a lorry, says the same.</p><p>What I don&#8217;t understand is why the second lane \
    stays closed until <em>May</em>.</p>";
const SENTENCE: &str = "The bridge reopened on Monday after fourteen months of work, and the <a href='/x'>first lorries\
    </a> crossed it before dawn. ";
const TITLE: &str = "Bridge reopens after fourteen months &#8211; &quot;quieter&quot; than before";

fn main() {
    let paragraph = format!("<p>{}</p>", SENTENCE.repeat(4));
    let (article, megabyte) = (paragraph.repeat(12), paragraph.repeat(2_000));
    for (name, html) in [("title", TITLE), ("comment", COMMENT), ("article", &article), ("megabyte", &megabyte)] {
        println!("{name}, {} bytes", html.len());
        report("flattened", html, || page::plain(html).len());
        report("by html2text, on this thread", html, || page::render_plain(html, 1_000).lines.len());
        report("by html2text, as a quote", html, || page::quotable(html).len());
    }
}

fn report(name: &str, html: &str, work: impl Fn() -> usize) {
    let run = || {
        let began = Instant::now();
        for _ in 0..CALLS {
            black_box(work());
        }
        began.elapsed() / CALLS
    };
    let mut times: Vec<_> = (0..RUNS).map(|_| run()).collect();
    times.sort_unstable();
    let median = times.get(RUNS / 2).copied().unwrap_or_default();
    println!("  {name:30} {median:>10.1?} {:>8.1} MB/s", html.len() as f64 / median.as_secs_f64() / 1e6);
}
