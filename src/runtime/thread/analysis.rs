//! Analysing a thread: words, what the rules say, repeated text here and under other articles.

use std::sync::Arc;

use super::batch::{BATCH, batch_end};
use crate::app::document::Opened;
use crate::app::msg::Msg;
use crate::app::thread::Msg as ThreadMsg;
use crate::app::thread::analysis::{Annotation, RepeatElsewhere, ThreadAnalysis};
use crate::domain::article::host_of;
use crate::domain::repeats::{Fingerprint, find, in_time};
use crate::domain::triage::{Facts, Rules, Verb, reason};
use crate::domain::{CommentBody, CommentRef, CommentStatus, Text, Thread};
use crate::library::{Library, LibraryError};
use crate::page;
use crate::runtime::shell::ports::Shell;
use crate::store;
use crate::sync::{repeated_elsewhere, sketch_all};

/// In longer threads only so many comments are compared with those under other articles.
const SKETCHED: usize = 2_000;

/// Analyses a thread; only the last one asked for. Repeats under other articles come later, because there may be much to
/// compare first.
pub(super) fn start(shell: &Shell, opened: Arc<Opened>) {
    let (request, me, is_last) = (shell.requests.ask(), shell.me.clone(), shell.studies.1.take());
    let _ = shell.studies.0.send(Box::new(move |library| {
        let analysed = |analysis| -> Msg {
            ThreadMsg::Analysed { thread: opened.thread.clone(), analysis: Arc::new(analysis) }.into()
        };
        let study = match library.study(&opened, &me, &is_last) {
            Ok(Some(study)) => study,
            Ok(None) => return,
            Err(error) => return request.answer(Err(error)),
        };
        request.say(analysed(study.clone()));
        if opened.is_preview() {
            return;
        }
        match library.elsewhere(&opened, &is_last) {
            Ok(elsewhere) if elsewhere.is_empty() || !is_last() => {}
            Ok(elsewhere) => request.say(analysed(ThreadAnalysis { elsewhere, ..study })),
            Err(error) => request.answer(Err(error)),
        }
    }));
}

impl Library {
    /// Counts words, applies the rules and finds repeated text; `None` when that is no longer wanted.
    fn study(
        &self,
        opened: &Arc<Opened>,
        me: &[String],
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Option<ThreadAnalysis>, LibraryError> {
        let (rules, thread) = (self.rules()?, &opened.thread);
        let host = opened.article.row.url.as_deref().and_then(host_of);
        let mut study = ThreadAnalysis::default();
        let mut prints: Vec<Option<Fingerprint>> = Vec::with_capacity(thread.len());
        for from in (0..thread.len()).step_by(BATCH) {
            if !goes_on() {
                return Ok(None);
            }
            let (of, rules, host) = (opened.clone(), rules.clone(), host.clone());
            let places: Vec<usize> = (from..batch_end(opened, from)).collect();
            let texts = self.texts(opened, &places)?;
            let look = move || look_at(&of, &texts, &rules, host.as_deref());
            // Comments that can't be read in time have nothing to be said of them.
            let looked = page::run_with_deadline(page::LIMIT, look).unwrap_or_default();
            // Made here and not beside the parser's trees: what stays would hold their memory.
            prints.extend(looked.texts.iter().map(|text| Fingerprint::of(text)));
            prints.resize(batch_end(opened, from), None);
            study.words.extend(looked.words);
            study.words.resize(batch_end(opened, from), 0);
            study.annotations.extend(looked.annotations);
            study.hits.extend(looked.hits);
        }
        repeats(thread, &prints, &mut study);
        drop(prints);
        backs(opened, me, (&rules, host.as_deref()), &mut study);
        study.rules = rules.0;
        Ok(Some(study))
    }

    /// The same text under other articles, as far as the first comments of each thread go.
    fn elsewhere(&self, opened: &Opened, goes_on: &dyn Fn() -> bool) -> Result<Vec<RepeatElsewhere>, LibraryError> {
        // A sync has looked at most already; of a very long thread only the beginning is asked about.
        if opened.thread.len() <= SKETCHED {
            sketch_all(&self.store, goes_on)?;
        }
        let (found, _) = repeated_elsewhere(&self.store, opened.article.row.id)?;
        let place = |there: &store::CrossThread| {
            opened.place_of(&CommentRef { origin: there.origin.clone(), id: there.id.clone() })
        };
        let told = |there: store::CrossThread| {
            let place = place(&there)?;
            let store::CrossThread { article, article_title: title, other_author: author, likeness, .. } = there;
            Some(RepeatElsewhere { place, article, title, author, likeness })
        };
        let mut all: Vec<RepeatElsewhere> = found.into_iter().filter_map(told).collect();
        all.sort_by_key(|there| there.place);
        Ok(all)
    }
}

/// What a batch of comments says.
#[derive(Default)]
struct LookedAt {
    words: Vec<u32>,
    /// What the writers say themselves.
    texts: Vec<String>,
    annotations: Vec<(usize, Annotation)>,
    /// The rules that hit a comment, by their places.
    hits: Vec<(usize, Vec<usize>)>,
}

fn look_at(opened: &Opened, texts: &[(usize, CommentBody)], rules: &Rules, host: Option<&str>) -> LookedAt {
    let mut looked = LookedAt::default();
    for (i, CommentBody { html, url }) in texts {
        let Some(comment) = opened.thread.get(*i).map(|node| node.comment) else { continue };
        let base = url.as_deref().or(opened.article.row.url.as_deref());
        let (text, links) = page::plain_with_links(&html.0, base);
        looked.words.push(u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX));
        // Nothing is judged that the user writes: no rule is meant for it, and it repeats nobody.
        if comment.reply.is_some() {
            looked.texts.push(String::new());
            continue;
        }
        // Whoever quotes somebody repeats nothing.
        let quotes = html.0.contains("<blockquote");
        looked.texts.push(if quotes { page::own_words(&html.0) } else { text.clone() });
        if rules.is_empty() {
            continue;
        }
        let facts = Facts { author: comment.author.as_deref(), text: &text, links: &links, score: comment.score, host };
        let hits = rules.hits(facts);
        if let Some(rule) = rules.judge(&hits) {
            let told = Text::line(&rule.to_string());
            looked.annotations.push((
                *i,
                if rule.verb() == Verb::Mute { Annotation::Muted(told) } else { Annotation::Followed(told) },
            ));
            looked.hits.push((*i, hits));
        }
    }
    looked
}

fn repeats(thread: &Thread, prints: &[Option<Fingerprint>], study: &mut ThreadAnalysis) {
    let found = find(prints, &in_time(thread));
    for cluster in &found.clusters {
        let first = cluster.first as usize;
        let id = thread.get(first).map(|node| Text::line(&node.comment.id)).unwrap_or_default();
        for (place, repeat) in cluster.repeats() {
            let why = Annotation::Repeat {
                of: first,
                id: id.clone(),
                likeness: repeat.likeness,
                all: cluster.size(),
                part: repeat.part,
            };
            // What a rule says comes first.
            study.annotations.entry(place as usize).or_insert(why);
        }
    }
    study.clusters = found.clusters;
}

/// What is back below something done.
fn backs(opened: &Opened, me: &[String], (rules, host): (&Rules, Option<&str>), study: &mut ThreadAnalysis) {
    for (i, node) in opened.thread.nodes().enumerate().filter(|(_, node)| node.comment.mark == CommentStatus::Unseen) {
        let Some(parent) = node.parent.and_then(|parent| opened.thread.get(parent)) else { continue };
        if parent.comment.mark == CommentStatus::Done
            && let Some(reason) = reason(node.comment, parent.comment.author.as_deref(), me, rules, host)
        {
            study.annotations.entry(i).or_insert(Annotation::Back(reason));
        }
    }
}
