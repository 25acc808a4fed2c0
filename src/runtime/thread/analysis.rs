//! Analyses a thread: counts words, applies the rules, and finds repeated text here and under other articles.

use std::sync::Arc;

use super::batch::{BATCH, batch_end};
use crate::app::document::Opened;
use crate::app::msg::Msg;
use crate::app::thread::Msg as ThreadMsg;
use crate::app::thread::analysis::{Annotation, RepeatElsewhere, ThreadAnalysis};
use crate::domain::host::host_of;
use crate::domain::repeats::{Fingerprint, chronological, find};
use crate::domain::triage::{Facts, Rules, Verb, reason};
use crate::domain::{CommentBody, CommentRef, CommentStatus, Text, Thread};
use crate::library::{Library, LibraryError};
use crate::page;
use crate::runtime::shell::ports::Shell;
use crate::store;
use crate::sync::{repeated_elsewhere, sketch_all};

/// In threads with more comments, those that no sync has sketched yet are not compared with other articles.
const MAX_SKETCHED: usize = 2_000;

/// Analyses a thread; only the last request is carried out.
///
/// Repeats under other articles come in a second message, because finding them may take long.
pub(super) fn start(shell: &Shell, opened: Arc<Opened>) {
    let (request, user_names) = (shell.requests.begin(), shell.user_names.clone());
    let is_last = shell.analyses.1.begin();
    let _ = shell.analyses.0.send(Box::new(move |library| {
        let analysed = |analysis| -> Msg {
            ThreadMsg::Analysed { thread: opened.thread.clone(), analysis: Arc::new(analysis) }.into()
        };
        let analysis = match library.analyse(&opened, &user_names, &is_last) {
            Ok(Some(analysis)) => analysis,
            Ok(None) => return,
            Err(error) => return request.answer(Err(error)),
        };
        request.send(analysed(analysis.clone()));
        if opened.is_preview() {
            return;
        }
        match library.elsewhere(&opened, &is_last) {
            Ok(elsewhere) if elsewhere.is_empty() || !is_last() => {}
            Ok(elsewhere) => request.send(analysed(ThreadAnalysis { elsewhere, ..analysis })),
            Err(error) => request.answer(Err(error)),
        }
    }));
}

impl Library {
    /// Counts words, applies the rules and finds repeated text; `None` once the result is no longer wanted.
    fn analyse(
        &self,
        opened: &Arc<Opened>,
        user_names: &[String],
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Option<ThreadAnalysis>, LibraryError> {
        let (rules, thread) = (self.rules()?, &opened.thread);
        let host = opened.article.row.url.as_deref().and_then(host_of);
        let mut analysis = ThreadAnalysis::default();
        let mut fingerprints: Vec<Option<Fingerprint>> = Vec::with_capacity(thread.len());
        for from in (0..thread.len()).step_by(BATCH) {
            if !is_wanted() {
                return Ok(None);
            }
            let (article, rules, host) = (opened.clone(), rules.clone(), host.clone());
            let places: Vec<usize> = (from..batch_end(opened, from)).collect();
            let bodies = self.bodies(opened, &places)?;
            let analyse = move || analyse_batch(&article, &bodies, &rules, host.as_deref());
            // A batch that takes too long has no analysis.
            let batch = page::run_with_deadline(page::LIMIT, analyse).unwrap_or_default();
            // Fingerprints are long-lived. Made beside the parser's trees, they would keep the allocator from freeing
            // that memory.
            fingerprints.extend(batch.texts.iter().map(|text| Fingerprint::of(text)));
            fingerprints.resize(batch_end(opened, from), None);
            analysis.words.extend(batch.words);
            analysis.words.resize(batch_end(opened, from), 0);
            analysis.annotations.extend(batch.annotations);
            analysis.hits.extend(batch.hits);
        }
        annotate_repeats(thread, &fingerprints, &mut analysis);
        drop(fingerprints);
        annotate_returns(opened, user_names, (&rules, host.as_deref()), &mut analysis);
        analysis.rules = rules.0;
        Ok(Some(analysis))
    }

    /// Finds the same text under other articles.
    fn elsewhere(&self, opened: &Opened, is_wanted: &dyn Fn() -> bool) -> Result<Vec<RepeatElsewhere>, LibraryError> {
        // Syncs have sketched most comments already. The rest of a very long thread would take too long.
        if opened.thread.len() <= MAX_SKETCHED {
            sketch_all(&self.store, is_wanted)?;
        }
        let (found, _) = repeated_elsewhere(&self.store, opened.article.row.id)?;
        let place = |found: &store::CrossThread| {
            opened.place_of(&CommentRef { origin: found.origin.clone(), id: found.id.clone() })
        };
        let repeat = |found: store::CrossThread| {
            let place = place(&found)?;
            let store::CrossThread { article, article_title: title, other_author: author, likeness, .. } = found;
            Some(RepeatElsewhere { place, article, title, author, likeness })
        };
        let mut all: Vec<RepeatElsewhere> = found.into_iter().filter_map(repeat).collect();
        all.sort_by_key(|repeat| repeat.place);
        Ok(all)
    }
}

/// The analysis of a batch of comments.
#[derive(Default)]
struct BatchAnalysis {
    words: Vec<u32>,
    /// Texts to compare: without quotations, and empty for the user's own replies.
    texts: Vec<String>,
    annotations: Vec<(usize, Annotation)>,
    /// Indices of the rules that match a comment, by the comment's index.
    hits: Vec<(usize, Vec<usize>)>,
}

fn analyse_batch(opened: &Opened, bodies: &[(usize, CommentBody)], rules: &Rules, host: Option<&str>) -> BatchAnalysis {
    let mut batch = BatchAnalysis::default();
    for (i, CommentBody { html, url }) in bodies {
        let Some(comment) = opened.thread.get(*i).map(|node| node.comment) else { continue };
        let base = url.as_deref().or(opened.article.row.url.as_deref());
        let (text, links) = page::plain_with_links(&html.0, base);
        batch.words.push(u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX));
        // The user's own replies are left alone: no rule applies to them, and they count as no repeats.
        if comment.reply.is_some() {
            batch.texts.push(String::new());
            continue;
        }
        // A quotation is no repeat.
        let has_quotes = html.0.contains("<blockquote");
        batch.texts.push(if has_quotes { page::own_words(&html.0) } else { text.clone() });
        if rules.is_empty() {
            continue;
        }
        let facts = Facts { author: comment.author.as_deref(), text: &text, links: &links, score: comment.score, host };
        let hits = rules.hits(facts);
        if let Some(rule) = rules.deciding_rule(&hits) {
            let text = Text::line(&rule.to_string());
            let is_mute = rule.verb() == Verb::Mute;
            batch.annotations.push((*i, if is_mute { Annotation::Muted(text) } else { Annotation::Followed(text) }));
            batch.hits.push((*i, hits));
        }
    }
    batch
}

/// Adds the clusters of repeated text, and annotates their comments.
fn annotate_repeats(thread: &Thread, fingerprints: &[Option<Fingerprint>], analysis: &mut ThreadAnalysis) {
    let found = find(fingerprints, &chronological(thread));
    for cluster in &found.clusters {
        let first = cluster.first as usize;
        let id = thread.get(first).map(|node| Text::line(&node.comment.id)).unwrap_or_default();
        for (place, repeat) in cluster.repeats() {
            let annotation = Annotation::Repeat {
                of: first,
                id: id.clone(),
                likeness: repeat.likeness,
                all: cluster.size(),
                part: repeat.part,
            };
            // The annotation of a rule comes first.
            analysis.annotations.entry(place as usize).or_insert(annotation);
        }
    }
    analysis.clusters = found.clusters;
}

/// Annotates unseen replies to comments that are done, if there is a reason to show them again.
fn annotate_returns(
    opened: &Opened,
    user_names: &[String],
    (rules, host): (&Rules, Option<&str>),
    analysis: &mut ThreadAnalysis,
) {
    for (i, node) in opened.thread.nodes().enumerate().filter(|(_, node)| node.comment.mark == CommentStatus::Unseen) {
        let Some(parent) = node.parent.and_then(|parent| opened.thread.get(parent)) else { continue };
        if parent.comment.mark == CommentStatus::Done
            && let Some(reason) = reason(node.comment, parent.comment.author.as_deref(), user_names, rules, host)
        {
            analysis.annotations.entry(i).or_insert(Annotation::Back(reason));
        }
    }
}
