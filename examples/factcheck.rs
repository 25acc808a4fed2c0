//! Measures the fact check on labelled events and sentences: `cargo run --release --example factcheck [tuned|held_out|FILE]`.
//!
//! Prints, for each half, precision and recall of claims, how precise the evidence is, and which figures are told to
//! differ. A second measure changes a figure of each claim that others repeat, and asks whether the check tells.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "measures are not documented, and panic on the first fault"
)]

use std::time::Instant;

use serde::Deserialize;
use tidings::domain::ArticleId;
use tidings::factcheck::{Check, Checked, MarkKind, Passage, Source, Verdict, check, claims};

#[derive(Deserialize)]
struct Events {
    event: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    id: String,
    language: String,
    published: String,
    title: String,
    text: String,
    passages: Vec<Labelled>,
    claims: Vec<Expected>,
}

#[derive(Deserialize)]
struct Labelled {
    outlet: String,
    published: String,
    title: String,
    text: String,
}

#[derive(Deserialize)]
struct Expected {
    find: String,
    labels: Vec<String>,
    verdict: String,
}

fn main() {
    let wanted = std::env::args().nth(1);
    for half in ["tuned", "held_out"] {
        if wanted.as_deref().is_none_or(|wanted| wanted == half) {
            println!("== {half}");
            sentences(half);
            let read = std::fs::read_to_string(path(&format!("events-{half}.toml"))).unwrap();
            let events: Events = toml::from_str(&read).unwrap();
            evidence(&events.event);
            cross(&events.event);
        }
    }
    // Any other file of the same form is measured by what its texts repeat.
    if let Some(file) = wanted.filter(|wanted| wanted.contains('.')) {
        let events: Events = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        cross(&events.event);
        return;
    }
    speed();
}

fn path(name: &str) -> String {
    format!("{}/tests/fixtures/factcheck/{name}", env!("CARGO_MANIFEST_DIR"))
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

fn time(raw: &str) -> tidings::domain::Time {
    raw.parse().unwrap()
}

fn run(event: &Event, text: &str, title: &str, others: &[Event]) -> Check {
    let as_passage = |(i, passage): (usize, &'_ Labelled)| {
        let id = ArticleId(i64::try_from(i).unwrap());
        (id, passage.outlet.clone(), passage.title.clone(), passage.text.clone(), time(&passage.published))
    };
    let mut all: Vec<_> = event.passages.iter().enumerate().map(as_passage).collect();
    // The texts of all other events are unrelated passages.
    for (i, other) in others.iter().filter(|other| other.id != event.id).enumerate() {
        let id = 1000 * i64::try_from(i + 1).unwrap();
        all.push((
            ArticleId(id),
            format!("{}.example", other.id),
            other.title.clone(),
            other.text.clone(),
            time(&other.published),
        ));
    }
    let passages: Vec<Passage<'_>> = all
        .iter()
        .map(|(id, outlet, title, text, published)| Passage {
            outlet,
            article: Some(*id),
            url: None,
            title,
            text,
            language: None,
            published: *published,
            is_same_story: false,
        })
        .collect();
    let article = Source {
        outlet: "own.example",
        title,
        text,
        language: Some(&event.language),
        published: time(&event.published),
    };
    check(&article, &passages, &[])
}

#[derive(Default)]
struct Counts {
    agree_said: usize,
    agree_right: usize,
    agree_labelled: usize,
    agree_found: usize,
    differ_labelled: usize,
    differ_found: usize,
    other_labelled: usize,
    false_alarms: usize,
    verdicts: usize,
    verdicts_right: usize,
    repeated: usize,
    repeated_backed: usize,
    repeated_alarmed: usize,
    changed: usize,
    changed_told: usize,
    changed_backed: usize,
}

fn evidence(events: &[Event]) {
    let mut counts = Counts::default();
    for event in events {
        let found = run(event, &event.text, &event.title, events);
        for expected in &event.claims {
            let Some(checked) = find(&found, &expected.find) else {
                println!("   {}: claim not picked: {}", event.id, expected.find);
                counts.verdicts += 1;
                continue;
            };
            labels(event, expected, checked, &mut counts);
        }
        for checked in &found.claims {
            for evidence in checked.evidence.iter().filter(|evidence| evidence.article.is_some_and(|id| id.0 >= 1000)) {
                counts.agree_said += usize::from(evidence.agrees);
                counts.false_alarms += usize::from(!evidence.agrees);
                println!("   {}: evidence of another event: {} / {}", event.id, checked.claim.text, evidence.quote);
            }
        }
        for expected in event.claims.iter().filter(|expected| expected.labels.iter().any(|label| label == "agree")) {
            changed(event, expected, events, &found, &mut counts);
        }
    }
    println!("evidence precision        {}", share(counts.agree_right, counts.agree_said));
    println!("agreeing passages found   {}", share(counts.agree_found, counts.agree_labelled));
    println!("differing passages told   {}", share(counts.differ_found, counts.differ_labelled));
    println!("false alarms by passage   {}", share(counts.false_alarms, counts.other_labelled));
    println!("verdicts as labelled      {}", share(counts.verdicts_right, counts.verdicts));
    println!("repeated figures backed   {}", share(counts.repeated_backed, counts.repeated));
    println!("repeated figures alarmed  {}", share(counts.repeated_alarmed, counts.repeated));
    println!("changed figures told      {}", share(counts.changed_told, counts.changed));
    println!("changed figures backed    {}", share(counts.changed_backed, counts.changed));
}

fn find<'a>(found: &'a Check, part: &str) -> Option<&'a Checked> {
    found.claims.iter().find(|checked| !checked.claim.is_title && checked.claim.text.contains(part))
}

fn labels(event: &Event, expected: &Expected, checked: &Checked, counts: &mut Counts) {
    for (i, label) in expected.labels.iter().enumerate() {
        let mut of =
            checked.evidence.iter().filter(|evidence| evidence.article == i64::try_from(i).ok().map(ArticleId));
        let evidence: Vec<_> = of.by_ref().collect();
        let agrees = evidence.iter().any(|evidence| evidence.agrees);
        let differs = evidence.iter().any(|evidence| !evidence.agrees);
        counts.agree_said += usize::from(agrees);
        counts.agree_right += usize::from(agrees && label != "unrelated" && label != "differ");
        let is_right = match label.as_str() {
            "agree" => {
                counts.agree_labelled += 1;
                counts.agree_found += usize::from(agrees);
                agrees && !differs
            }
            "differ" => {
                counts.differ_labelled += 1;
                counts.differ_found += usize::from(differs);
                differs
            }
            "copy" => evidence.iter().all(|evidence| evidence.is_copy),
            _ => evidence.is_empty(),
        };
        if label != "differ" {
            counts.other_labelled += 1;
            counts.false_alarms += usize::from(differs);
        }
        if !is_right {
            println!(
                "   {}: \"{}\" {}: {label}, found agree {agrees} differ {differs}",
                event.id, expected.find, event.passages[i].outlet
            );
        }
    }
    counts.verdicts += 1;
    counts.verdicts_right += usize::from(checked.verdict.name() == expected.verdict);
    if checked.verdict.name() != expected.verdict {
        println!("   {}: \"{}\" verdict {:?}, labelled {}", event.id, expected.find, checked.verdict, expected.verdict);
    }
}

/// One text of an event.
struct Told<'a> {
    event: &'a str,
    outlet: String,
    title: &'a str,
    text: &'a str,
    language: &'a str,
    published: &'a str,
}

/// Checks every text of an event against the texts of all events, by the numbers in digits that its others repeat.
fn cross(events: &[Event]) {
    let mut all: Vec<Told<'_>> = Vec::new();
    for event in events {
        let of = |outlet: &str, title, text, published| {
            let outlet = format!("{outlet}.{}", event.id);
            Told { event: &event.id, outlet, title, text, language: &event.language, published }
        };
        all.push(of("own.example", &event.title, &event.text, &event.published));
        for (i, told) in event.passages.iter().enumerate() {
            let is_same = event.claims.is_empty() || event.claims.iter().any(|claim| claim.labels[i] != "unrelated");
            let told = of(&told.outlet, &told.title, &told.text, &told.published);
            all.push(Told { event: if is_same { &event.id } else { "" }, ..told });
        }
    }
    let (mut said, mut right, mut repeated, mut backed, mut alarmed, mut changed, mut told) = (0, 0, 0, 0, 0, 0, 0);
    for own in all.iter().filter(|own| !own.event.is_empty()) {
        let of = |text: &str| check_told(own, text, &all);
        let found = of(own.text);
        for checked in &found.claims {
            for evidence in checked.evidence.iter().filter(|evidence| evidence.agrees) {
                let is_same = all[usize::try_from(evidence.article.unwrap().0).unwrap()].event == own.event;
                said += 1;
                right += usize::from(is_same);
                if !is_same {
                    println!("   wrong evidence: {} / {}", checked.claim.text, evidence.quote);
                }
            }
        }
        for (at, number) in numbers(own.text) {
            let others = all.iter().filter(|other| other.event == own.event && other.outlet != own.outlet);
            if !others.clone().any(|other| numbers(other.text).iter().any(|(_, known)| *known == number)) {
                continue;
            }
            repeated += 1;
            let holds = |checked: &&Checked, length: usize| {
                let range = &checked.claim.range;
                !checked.claim.is_title && range.start <= at && at + length <= range.end
            };
            let checked = found.claims.iter().find(|checked| holds(checked, number.len()));
            let has = |quote: &str| numbers(quote).iter().any(|(_, known)| *known == number);
            let is_backed = checked.is_some_and(|c| c.evidence.iter().any(|e| e.agrees && has(&e.quote)));
            backed += usize::from(is_backed);
            let is_alarmed = checked.is_some_and(|checked| checked.verdict == Verdict::Differs);
            alarmed += usize::from(is_alarmed);
            let around = &own.text[own.text.floor_char_boundary(at.saturating_sub(30))
                ..own.text.ceil_char_boundary((at + 25).min(own.text.len()))];
            if !is_backed || is_alarmed {
                println!("   {}: backed {is_backed} alarmed {is_alarmed}: {around}", own.outlet);
            }
            for evidence in checked.filter(|_| is_alarmed).iter().flat_map(|c| &c.evidence).filter(|e| !e.agrees) {
                let marks = evidence.marks.iter().filter(|mark| mark.kind == MarkKind::Differs);
                let parts: Vec<&str> = marks.map(|mark| &evidence.quote[mark.range.clone()]).collect();
                println!("      alarmed by {parts:?}: {}", evidence.quote);
            }
            let Some(other) = change(number, 1.6) else { continue };
            let text = format!("{}{other}{}", &own.text[..at], &own.text[at + number.len()..]);
            let changed_check = of(&text);
            changed += 1;
            let after = changed_check.claims.iter().find(|checked| holds(checked, other.len()));
            let is_told = after.is_some_and(|checked| checked.verdict == Verdict::Differs);
            told += usize::from(is_told);
            if !is_told {
                println!(
                    "   {}: changed to {other} and {:?}: {around}",
                    own.outlet,
                    after.map(|checked| checked.verdict)
                );
            }
        }
    }
    println!("by what texts repeat: evidence precision {}, backed {}", share(right, said), share(backed, repeated));
    println!("   changed and told {}, alarmed {}", share(told, changed), share(alarmed, repeated));
}

fn check_told(own: &Told<'_>, text: &str, all: &[Told<'_>]) -> Check {
    let passages: Vec<Passage<'_>> = all
        .iter()
        .enumerate()
        .map(|(i, told)| Passage {
            outlet: &told.outlet,
            article: i64::try_from(i).ok().map(ArticleId),
            url: None,
            title: told.title,
            text: told.text,
            language: Some(told.language),
            published: time(told.published),
            is_same_story: false,
        })
        .collect();
    let article = Source {
        outlet: &own.outlet,
        title: own.title,
        text,
        language: Some(own.language),
        published: time(own.published),
    };
    check(&article, &passages, &[])
}

/// The numbers in digits of a text, with their places.
fn numbers(text: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|start| at + start) {
        let rest = &text[start..];
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
        let number = rest[..length].trim_end_matches([',', '.']);
        all.push((start, number));
        at = start + length;
    }
    all
}

/// Changes the figure of a claim and checks again.
fn changed(event: &Event, expected: &Expected, events: &[Event], found: &Check, counts: &mut Counts) {
    counts.repeated += 1;
    if let Some(checked) = find(found, &expected.find) {
        counts.repeated_backed += usize::from(checked.evidence.iter().any(|evidence| evidence.agrees));
        counts.repeated_alarmed += usize::from(checked.verdict == Verdict::Differs && expected.verdict != "differs");
    }
    for factor in [1.4, 3.0] {
        let Some(other) = change(&expected.find, factor) else { return };
        let text = event.text.replacen(&expected.find, &other, 1);
        let found = run(event, &text, "", events);
        counts.changed += 1;
        let checked = find(&found, &other);
        let told = checked.is_some_and(|checked| checked.verdict == Verdict::Differs);
        counts.changed_told += usize::from(told);
        counts.changed_backed +=
            usize::from(checked.is_some_and(|c| matches!(c.verdict, Verdict::Corroborated { .. })));
        if !told {
            println!(
                "   {}: changed to \"{other}\" and not told: {:?}",
                event.id,
                checked.map(|checked| checked.verdict)
            );
        }
    }
}

/// Multiplies the first number in digits, and keeps how it is written.
fn change(text: &str, factor: f64) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let length = text[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - start);
    let old: f64 = text[start..start + length].parse().ok()?;
    // Times and ages have a greatest value.
    let is_small = text[start + length..].starts_with([':', 'h'])
        || text.contains("year-old")
        || text.contains(" ans")
        || text.contains("jährig");
    let factor = if is_small { 1.0 + (factor - 1.0) / 8.0 } else { factor };
    let is_year = (1900.0..2100.0).contains(&old) && length == 4;
    let new = if is_year { old - 10.0 * factor } else { (old * factor).round().max(old + 1.0) };
    Some(format!("{}{new}{}", &text[..start], &text[start + length..]))
}

/// Checks an article of 30 sentences against 200 passages of its own event, the worst case.
fn speed() {
    let sentence = |i: usize, j: usize| {
        format!(
            "In Karvelia at least {} people were killed and {} injured when coach {} left the road near Dorsten, officer Milo Tarrant said. ",
            12 + i % 7,
            30 + j,
            j
        )
    };
    let text = |i: usize| (0..30).map(|j| sentence(i, j)).collect::<String>();
    let texts: Vec<String> = (0..200).map(text).collect();
    let outlets: Vec<String> = (0..200).map(|i| format!("outlet{i}.example")).collect();
    let published = time("2026-03-04T12:00:00Z");
    let passage = |i: usize| Passage {
        outlet: &outlets[i],
        article: i64::try_from(i).ok().map(ArticleId),
        url: None,
        title: "Coach leaves road in Karvelia",
        text: &texts[i],
        language: Some("en"),
        published,
        is_same_story: false,
    };
    let passages: Vec<Passage<'_>> = (0..200).map(passage).collect();
    let article = Source { outlet: "own.example", title: "Coach", text: &texts[3], language: Some("en"), published };
    println!("200 related passages of 30 sentences: {:.1} ms", fastest(&article, &passages));
    let news = std::fs::read_to_string(path("events-tuned.toml")).unwrap();
    let events: Events = toml::from_str(&news).unwrap();
    let many: Vec<(&Labelled, String)> = events
        .event
        .iter()
        .flat_map(|e| &e.passages)
        .cycle()
        .take(200)
        .enumerate()
        .map(|(i, p)| (p, format!("o{i}")))
        .collect();
    let passages: Vec<Passage<'_>> = many
        .iter()
        .map(|(p, outlet)| Passage {
            outlet,
            article: Some(ArticleId(1)),
            url: None,
            title: &p.title,
            text: &p.text,
            language: None,
            published,
            is_same_story: false,
        })
        .collect();
    let event = &events.event[0];
    let article =
        Source { outlet: "own.example", title: &event.title, text: &event.text, language: Some("en"), published };
    println!("200 passages of short news: {:.1} ms", fastest(&article, &passages));
}

/// The fastest of some checks, in milliseconds.
fn fastest(article: &Source<'_>, passages: &[Passage<'_>]) -> f64 {
    let run = || {
        let start = Instant::now();
        let found = check(article, passages, &[]);
        assert!(!found.claims.is_empty());
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..9).map(|_| run()).fold(f64::MAX, f64::min)
}
