//! Writes a check as people read it: each text is scrubbed, and each verdict is a plain statement of what was found.

use super::{Check, Checked, Evidence, Mark, MarkKind, MatchedReview, Reason, Verdict};
use crate::domain::{ArticleId, ClockFormat, Text, Time, pluralize};

/// Other values that a statement lists.
const MAX_VALUES: usize = 4;
/// Characters of a listed value.
const MAX_VALUE: usize = 60;

/// The result of a check, for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The article that was checked.
    pub article: ArticleId,
    /// Its title.
    pub title: Text,
    /// The claims, in order of the text.
    pub claims: Vec<ReportedClaim>,
    /// Other outlets whose articles were searched.
    pub outlets: usize,
    /// Articles of other outlets that were searched.
    pub searched: usize,
    /// The window of publication that was searched.
    pub window: (Time, Time),
    /// Texts among those searched that were found on the web, and when the last of them was; `None` without any.
    pub online: Option<(usize, Time)>,
}

/// A claim, for people.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedClaim {
    /// The sentence.
    pub text: Text,
    /// Why it is worth checking.
    pub reasons: Vec<Reason>,
    /// What was found.
    pub verdict: Verdict,
    /// What other outlets write, independent outlets first.
    pub evidence: Vec<ReportedEvidence>,
    /// Published fact-checks of the claim.
    pub reviews: Vec<MatchedReview>,
    /// Figures, days and times that differ: the claim's own, and those of other outlets.
    values: Vec<(Text, Vec<Value>)>,
    /// Articles of other outlets about the same event.
    related: usize,
}

/// A sentence of another outlet, for people.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedEvidence {
    /// Title of the outlet's feed.
    pub outlet: Text,
    /// Host of the outlet.
    pub host: Text,
    /// The article; `None` for a text that was found on the web.
    pub article: Option<ArticleId>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Time,
    /// The sentence.
    pub quote: Text,
    /// Bytes of the quote to mark.
    pub marks: Vec<Mark>,
    /// Whether it says the same.
    pub agrees: bool,
    /// Whether it is a copy of the checked article, which corroborates nothing.
    pub is_copy: bool,
}

/// A value of another outlet.
#[derive(Debug, Clone, PartialEq)]
struct Value {
    text: Text,
    outlet: Text,
    published: Time,
}

impl Report {
    /// Makes the report of a check. `title` returns the title of the outlet that has a piece of evidence.
    #[must_use]
    pub fn new(
        article: (ArticleId, Text),
        check: &Check,
        window: (Time, Time),
        online: Option<(usize, Time)>,
        title: &impl Fn(&Evidence) -> Option<Text>,
    ) -> Self {
        let claims = check.claims.iter().map(|checked| ReportedClaim::new(checked, check.related, title)).collect();
        let (outlets, searched) = (check.outlets, check.searched);
        Self { article: article.0, title: article.1, claims, outlets, searched, window, online }
    }

    /// States what was searched.
    #[must_use]
    pub fn searched(&self, clock: ClockFormat) -> String {
        let online =
            self.online.map(|(texts, at)| format!(", {texts} of them found online on {}", clock.date_time(at)));
        format!(
            "{} of {} from {} to {} searched{}",
            pluralize(self.searched, "article"),
            pluralize(self.outlets, "other outlet"),
            clock.day_and_year(self.window.0),
            clock.day_and_year(self.window.1),
            online.unwrap_or_default()
        )
    }

    /// States what was found about a claim.
    #[must_use]
    pub fn statement(&self, claim: &ReportedClaim, clock: ClockFormat) -> String {
        match claim.verdict {
            Verdict::Corroborated { outlets } => {
                format!("corroborated by {}", pluralize(outlets, "independent outlet"))
            }
            Verdict::Differs => claim.differences(clock),
            Verdict::Reviewed => claim.reviews.first().map_or_else(
                || "reviewed".to_owned(),
                |found| format!("reviewed by {}: {}", found.review.publisher, found.review.rating),
            ),
            Verdict::SingleSource => {
                let others = pluralize(claim.related, "article");
                format!("single source: {others} of other outlets about the event, but none that confirms this")
            }
            Verdict::Insufficient => format!("insufficient evidence: {}", self.searched(clock)),
        }
    }
}

impl ReportedClaim {
    fn new(checked: &Checked, related: usize, title: &impl Fn(&Evidence) -> Option<Text>) -> Self {
        let claim = &checked.claim;
        let values = checked.points.iter().enumerate().filter(|(_, point)| point.differing > 0);
        let values = values.filter_map(|(at, point)| {
            let own = Text::line(claim.text.get(point.range.clone())?);
            let others = checked.evidence.iter().filter(|evidence| evidence.differs_in(at));
            Some((own, others.filter_map(|evidence| Value::new(evidence, title)).take(MAX_VALUES).collect()))
        });
        Self {
            text: Text::line(&claim.text),
            reasons: claim.reasons.clone(),
            verdict: checked.verdict,
            values: values.collect(),
            evidence: checked.evidence.iter().map(|evidence| ReportedEvidence::new(evidence, title)).collect(),
            reviews: checked.reviews.clone(),
            related,
        }
    }

    /// Lists the reasons: "a figure, a named source".
    #[must_use]
    pub fn reasons(&self) -> String {
        self.reasons.iter().map(|reason| reason.label()).collect::<Vec<_>>().join(", ")
    }

    fn differences(&self, clock: ClockFormat) -> String {
        let one = |(own, others): &(Text, Vec<Value>)| {
            let others = others.iter().map(|value| {
                let at = format!("{} {}", clock.day(value.published), clock.time(value.published));
                format!("{} ({}, {at})", value.text, value.outlet)
            });
            format!("{own} here and {}", others.collect::<Vec<_>>().join(", "))
        };
        format!("figures differ: {}", self.values.iter().map(one).collect::<Vec<_>>().join("; "))
    }
}

impl ReportedEvidence {
    fn new(evidence: &Evidence, title: &impl Fn(&Evidence) -> Option<Text>) -> Self {
        let quote = Text::line(&evidence.quote);
        // The bytes of the marks are those of the sentence as it was compared.
        let marks = if quote.as_str() == evidence.quote { evidence.marks.clone() } else { Vec::new() };
        Self {
            outlet: outlet(evidence, title),
            host: Text::line(&evidence.outlet),
            article: evidence.article,
            url: evidence.url.clone(),
            published: evidence.published,
            quote,
            marks,
            agrees: evidence.agrees,
            is_copy: evidence.is_copy,
        }
    }
}

impl Value {
    fn new(evidence: &Evidence, title: &impl Fn(&Evidence) -> Option<Text>) -> Option<Self> {
        let differs = evidence.marks.iter().filter(|mark| mark.kind == MarkKind::Differs);
        let texts: Vec<&str> = differs.filter_map(|mark| evidence.quote.get(mark.range.clone())).collect();
        let text: String = texts.join(", ").chars().take(MAX_VALUE).collect();
        let text = Text::line(&text).non_empty()?;
        Some(Self { text, outlet: outlet(evidence, title), published: evidence.published })
    }
}

fn outlet(evidence: &Evidence, title: &impl Fn(&Evidence) -> Option<Text>) -> Text {
    title(evidence).unwrap_or_else(|| Text::line(&evidence.outlet))
}
