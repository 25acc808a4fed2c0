//! Measures claims and verdicts by the labels of events, and by figures of claims that are changed.

use serde::Deserialize;
use tidings::domain::ArticleId;
use tidings::factcheck::{Check, Checked, Passage, Source, Verdict, check};

use crate::repeated::{Told, change};
use crate::{share, time};

#[derive(Deserialize)]
pub(crate) struct Events {
    pub(crate) event: Vec<Event>,
}

#[derive(Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) language: String,
    pub(crate) published: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) passages: Vec<Labelled>,
    pub(crate) claims: Vec<Expected>,
}

#[derive(Deserialize)]
pub(crate) struct Labelled {
    pub(crate) outlet: String,
    pub(crate) published: String,
    pub(crate) title: String,
    pub(crate) text: String,
}

#[derive(Deserialize)]
pub(crate) struct Expected {
    pub(crate) find: String,
    pub(crate) labels: Vec<String>,
    pub(crate) verdict: String,
}

/// The texts of events, as the measure by what texts repeat has them.
pub(crate) fn told(events: &[Event]) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    for event in events {
        let of = |outlet: &str, (title, text, published): (&str, &str, &str), is_same: bool| Told {
            story: if is_same { event.id.clone() } else { String::new() },
            outlet: format!("{outlet}.{}", event.id),
            title: title.to_owned(),
            text: text.to_owned(),
            language: event.language.clone(),
            published: published.to_owned(),
            differing: Vec::new(),
            grouped: None,
        };
        all.push(of("own.example", (&event.title, &event.text, &event.published), true));
        for (i, told) in event.passages.iter().enumerate() {
            let is_same = event.claims.is_empty() || event.claims.iter().any(|claim| claim.labels[i] != "unrelated");
            all.push(of(&told.outlet, (&told.title, &told.text, &told.published), is_same));
        }
    }
    all
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

/// Measures the check on labelled events.
pub(crate) fn evidence(events: &[Event]) {
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
            for evidence in checked.evidence.iter().filter(|evidence| evidence.article.unwrap().0 >= 1000) {
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
            checked.evidence.iter().filter(|evidence| evidence.article.unwrap().0 == i64::try_from(i).unwrap());
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
