//! Searching the texts of a thread: for a filter, for a search in the text.

use std::sync::Arc;

use super::batch::{BATCH, batch_end};
use crate::app::document::Opened;
use crate::app::thread::Msg as ThreadMsg;
use crate::app::thread::state::AppliedFilter;
use crate::domain::triage::{Sought, limit_to};
use crate::library::Library;
use crate::page;
use crate::runtime::shell::ports::Shell;

/// Finds the comments with words in them, for a filter.
pub(super) fn filter(shell: &Shell, opened: Arc<Opened>, words: String) {
    let (request, is_last) = (shell.requests.ask(), shell.searches.1.take());
    let _ = shell.searches.0.send(Box::new(move |library| {
        let (sought, of) = (Sought::new(&words), opened.clone());
        let has = move |i: usize, html: &str| {
            let author = of.thread.get(i).and_then(|node| node.comment.author.as_deref());
            sought.are_in(author, &page::plain(html))
        };
        let Some(hits) = which(library, &opened, &is_last, has) else { return };
        let found = limit_to(&opened.thread, hits);
        let filter = AppliedFilter { name: words, shown: found.shown, matches: found.matches };
        request.say(ThreadMsg::Filtered { thread: opened.thread.clone(), filter }.into());
    }));
}

/// Finds words in a long thread's texts, for a search.
pub(super) fn find(shell: &Shell, opened: Arc<Opened>, words: String) {
    let (request, is_last) = (shell.requests.ask(), shell.searches.1.take());
    let _ = shell.searches.0.send(Box::new(move |library| {
        let lower = words.clone();
        let has = move |_, html: &str| page::plain(html).to_lowercase().contains(&lower);
        let Some(found) = which(library, &opened, &is_last, has) else { return };
        let places = (0..).zip(found).filter_map(|(i, has)| has.then_some(i)).collect();
        request.say(ThreadMsg::FoundIn { thread: opened.thread.clone(), words, places }.into());
    }));
}

/// By place, whether something is true of a comment's HTML; `None` when that is no longer wanted. It is not of what
/// can't be read.
fn which(
    library: &Library,
    opened: &Arc<Opened>,
    goes_on: &dyn Fn() -> bool,
    is: impl Fn(usize, &str) -> bool + Clone + Send + 'static,
) -> Option<Vec<bool>> {
    let mut all = Vec::new();
    for from in (0..opened.thread.len()).step_by(BATCH) {
        if !goes_on() {
            return None;
        }
        let batch: Vec<usize> = (from..batch_end(opened, from)).collect();
        let texts = library.texts(opened, &batch).unwrap_or_default();
        let is = is.clone();
        let work = move || texts.iter().map(|(i, words)| is(*i, &words.html.0)).collect::<Vec<bool>>();
        all.extend(page::run_with_deadline(page::LIMIT, work).unwrap_or_default());
        all.resize(batch_end(opened, from), false);
    }
    Some(all)
}
