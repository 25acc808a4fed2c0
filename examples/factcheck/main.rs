//! Measures the fact check on labelled texts: `cargo run --release --example factcheck [tuned|held_out|speed|FILE]`.
//!
//! Prints, for each half, precision and recall of claims, how precise the evidence is, and which figures are told to
//! differ. Two further measures change a figure that others repeat, and ask whether the check tells.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "measures are not documented, and panic on the first fault"
)]

mod events;
mod news;
mod repeated;
mod speed;

use events::Events;
use tidings::factcheck::{Source, claims};

fn main() {
    let wanted = std::env::args().nth(1);
    for half in ["tuned", "held_out"] {
        if wanted.as_deref().is_none_or(|wanted| wanted == half) {
            println!("== {half}: events");
            sentences(half);
            let read = std::fs::read_to_string(path(&format!("events-{half}.toml"))).unwrap();
            let events: Events = toml::from_str(&read).unwrap();
            events::evidence(&events.event);
            repeated::measure(&events::told(&events.event));
            println!("== {half}: news");
            repeated::measure(&news::read(&path(&format!("news-{half}.txt"))));
        }
    }
    // Any other file of one of the forms is measured by what its texts repeat.
    match wanted.filter(|wanted| wanted.contains('.')) {
        Some(file) if std::path::Path::new(&file).extension().is_some_and(|end| end == "toml") => {
            let events: Events = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            repeated::measure(&events::told(&events.event));
        }
        Some(file) => repeated::measure(&news::read(&file)),
        None => speed::speed(),
    }
}

fn path(name: &str) -> String {
    format!("{}/tests/fixtures/factcheck/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn time(raw: &str) -> tidings::domain::Time {
    raw.parse().unwrap()
}

fn share(part: usize, whole: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let share = part as f64 / whole.max(1) as f64;
    format!("{share:.3} ({part} of {whole})")
}

fn sentences(half: &str) {
    let read = std::fs::read_to_string(path(&format!("sentences-{half}.txt"))).unwrap();
    let (mut right, mut picked, mut labelled, mut all) = (0, 0, 0, 0);
    for line in read.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (label, language, text) = (&line[..1], &line[2..4], &line[5..]);
        let article = Source {
            outlet: "a.example",
            title: "",
            text,
            language: Some(language),
            published: time("2026-11-01T12:00:00Z"),
        };
        let is_picked = !claims(&article).is_empty();
        let is_claim = label == "+";
        all += 1;
        right += usize::from(is_picked && is_claim);
        picked += usize::from(is_picked);
        labelled += usize::from(is_claim);
        if is_picked != is_claim {
            println!("   claim {} {text}", if is_picked { "picked" } else { "missed" });
        }
    }
    println!("claims of {all} sentences: precision {}, recall {}", share(right, picked), share(right, labelled));
}
