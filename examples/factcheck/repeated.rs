//! Measures by what the texts of one story repeat: figures that others have must be backed, changed ones told to differ.

use std::collections::BTreeMap;

use tidings::domain::{ArticleId, StoryId};
use tidings::factcheck::{Check, Checked, MarkKind, Passage, Source, Verdict, check};
use tidings::stories::{Features, Grouper, OutletId, StoryArticle};

use crate::{share, time};

/// By how much a figure is changed.
const FACTORS: [f64; 4] = [0.6, 1.2, 1.7, 4.0];

/// One text of a story.
pub(crate) struct Told {
    /// Its story; empty for a text that belongs to none.
    pub(crate) story: String,
    pub(crate) outlet: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) language: String,
    pub(crate) published: String,
    /// Figures that really differ from those of other texts.
    pub(crate) differing: Vec<String>,
    /// The story that it was grouped into.
    pub(crate) grouped: Option<StoryId>,
}

/// Groups the texts into stories as the program does, so that a check knows which texts are about one event.
pub(crate) fn group(all: &mut [Told]) {
    let article = |(id, told): (i64, &Told)| StoryArticle {
        id: ArticleId(id),
        outlet: OutletId::of(&told.outlet),
        published: time(&told.published),
        features: Features::of(&told.title, &told.text, Some(&told.language)),
    };
    let mut grouper = Grouper::default();
    grouper.add((0..).zip(all.iter()).map(article).collect());
    grouper.review();
    for (id, told) in (0..).zip(all) {
        told.grouped = grouper.story_of(ArticleId(id));
    }
}

#[derive(Default)]
struct Counts {
    said: usize,
    right: usize,
    repeated: usize,
    backed: usize,
    alarmed: usize,
    claims: usize,
    claims_alarmed: usize,
    changed: usize,
    told: [usize; FACTORS.len()],
    /// Changed figures that were not told, by what became of them.
    missed: BTreeMap<&'static str, usize>,
}

/// Checks every text of a story against all texts, by the numbers in digits that others of its story repeat.
pub(crate) fn measure(all: &[Told]) {
    let mut counts = Counts::default();
    for own in all.iter().filter(|own| !own.story.is_empty()) {
        let found = check_told(own, &own.text, all);
        for checked in &found.claims {
            unchanged(own, checked, all, &mut counts);
        }
        for (at, number) in numbers(&own.text) {
            let mut others = all.iter().filter(|other| other.story == own.story && other.outlet != own.outlet);
            if others.any(|other| numbers(&other.text).iter().any(|(_, known)| *known == number)) {
                repeated(own, (at, number), &found, all, &mut counts);
            }
        }
    }
    println!("evidence precision        {}", share(counts.right, counts.said));
    println!("repeated figures backed   {}", share(counts.backed, counts.repeated));
    println!("repeated figures alarmed  {}", share(counts.alarmed, counts.repeated));
    println!("other claims alarmed      {}", share(counts.claims_alarmed, counts.claims));
    for (factor, told) in FACTORS.iter().zip(counts.told) {
        println!("changed by {factor:4} and told  {}", share(told, counts.changed));
    }
    println!("changed and not told: {:?}", counts.missed);
}

/// Counts what is said of a claim as it was written.
fn unchanged(own: &Told, checked: &Checked, all: &[Told], counts: &mut Counts) {
    for evidence in checked.evidence.iter().filter(|evidence| evidence.agrees) {
        let is_same = all[usize::try_from(evidence.article.unwrap().0).unwrap()].story == own.story;
        counts.said += 1;
        counts.right += usize::from(is_same);
        if !is_same {
            println!("   wrong evidence: {} / {}", checked.claim.text, evidence.quote);
        }
    }
    if own.differing.iter().any(|figure| checked.claim.text.contains(figure.as_str())) {
        return;
    }
    counts.claims += 1;
    if checked.verdict == Verdict::Differs {
        counts.claims_alarmed += 1;
        println!("   {}: alarm: {}", own.outlet, checked.claim.text);
        for evidence in checked.evidence.iter().filter(|evidence| !evidence.agrees) {
            let marks = evidence.marks.iter().filter(|mark| mark.kind == MarkKind::Differs);
            let parts: Vec<&str> = marks.map(|mark| &evidence.quote[mark.range.clone()]).collect();
            println!("      by {parts:?}: {}", evidence.quote);
        }
    }
}

/// Returns the claim that has the bytes, and the number of its point at them.
fn claim_at(found: &Check, at: usize, length: usize) -> Option<(&Checked, Option<usize>)> {
    let holds = |checked: &&Checked| {
        let range = &checked.claim.range;
        !checked.claim.is_title && range.start <= at && at + length <= range.end
    };
    let checked = found.claims.iter().find(holds)?;
    let inner = at - checked.claim.range.start;
    let point = checked.points.iter().position(|point| point.range.start <= inner && inner < point.range.end);
    Some((checked, point))
}

/// Counts whether a repeated figure is backed, and whether the check tells after it was changed.
fn repeated(own: &Told, (at, number): (usize, &str), found: &Check, all: &[Told], counts: &mut Counts) {
    counts.repeated += 1;
    let checked = claim_at(found, at, number.len()).map(|(checked, _)| checked);
    let has = |quote: &str| numbers(quote).iter().any(|(_, known)| *known == number);
    let is_backed = checked.is_some_and(|c| c.evidence.iter().any(|e| e.agrees && has(&e.quote)));
    counts.backed += usize::from(is_backed);
    counts.alarmed += usize::from(checked.is_some_and(|checked| checked.verdict == Verdict::Differs));
    let around = &own.text[own.text.floor_char_boundary(at.saturating_sub(40))
        ..own.text.ceil_char_boundary((at + 30).min(own.text.len()))]
        .replace('\n', " ");
    if !is_backed {
        println!("   {}: not backed ({}): {around}", own.outlet, state(checked));
    }
    counts.changed += 1;
    for (factor, told) in FACTORS.iter().zip(0..) {
        let other = change(number, *factor).unwrap();
        let text = format!("{}{other}{}", &own.text[..at], &own.text[at + number.len()..]);
        let after = check_told(own, &text, all);
        let found = claim_at(&after, at, other.len());
        if found.is_some_and(|(checked, _)| checked.verdict == Verdict::Differs) {
            counts.told[told] += 1;
            continue;
        }
        let cause = match found {
            None => "no claim",
            Some((_, None)) => "no figure",
            Some((checked, Some(point))) if checked.points[point].agreeing > 0 => "agrees",
            Some((checked, Some(point))) if checked.points[point].differing > 0 => "outvoted",
            Some(_) => "not compared",
        };
        *counts.missed.entry(cause).or_default() += 1;
        println!(
            "   {}: changed to {other}: {cause} ({}): {around}",
            own.outlet,
            state(found.map(|(checked, _)| checked))
        );
    }
}

fn state(checked: Option<&Checked>) -> &'static str {
    checked.map_or("no claim", |checked| checked.verdict.name())
}

fn check_told(own: &Told, text: &str, all: &[Told]) -> Check {
    let passages: Vec<Passage<'_>> = all
        .iter()
        .enumerate()
        .map(|(i, told)| Passage {
            outlet: &told.outlet,
            article: Some(ArticleId(i64::try_from(i).unwrap())),
            url: None,
            title: &told.title,
            text: &told.text,
            language: Some(&told.language),
            published: time(&told.published),
            is_same_story: own.grouped.is_some() && own.grouped == told.grouped,
        })
        .collect();
    let article = Source {
        outlet: &own.outlet,
        title: &own.title,
        text,
        language: Some(&own.language),
        published: time(&own.published),
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

/// Multiplies the first number in digits, and keeps how it is written.
pub(crate) fn change(text: &str, factor: f64) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
    let number = rest[..length].trim_end_matches([',', '.']);
    let behind = &rest[number.len()..];
    // The last mark begins the decimals, unless three digits follow it.
    let decimals = number.rfind([',', '.']).map(|mark| number.len() - mark - 1).filter(|decimals| *decimals != 3);
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let old: f64 = digits.parse().ok()?;
    // Times and ages have a greatest value.
    let is_small =
        behind.starts_with([':', 'h']) || text.contains("year-old") || text.contains(" ans") || text.contains("jährig");
    let factor = if is_small { 1.0 + (factor - 1.0) / 8.0 } else { factor };
    let is_year = (1900.0..2100.0).contains(&old) && number.len() == 4;
    let mut new = (if is_year { old - 10.0 * factor } else { old * factor }).round();
    if (new - old).abs() < 0.5 {
        new += 1.0;
    }
    let mut new = format!("{new}");
    let mark = number.chars().find(|c| !c.is_ascii_digit());
    let mut at = new.len() - decimals.unwrap_or(0).min(new.len());
    if let (Some(decimals), Some(mark)) = (decimals, number.chars().rfind(|c| !c.is_ascii_digit())) {
        let whole = if at == 0 { "0" } else { &new[..at] };
        new = format!("{whole}{mark}{:0>decimals$}", &new[at..]);
    } else if let Some(mark) = mark {
        while at > 3 {
            at -= 3;
            new.insert(at, mark);
        }
    }
    Some(format!("{}{new}{behind}", &text[..start]))
}
