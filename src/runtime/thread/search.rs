//! Searches the texts of a thread, for filters and for searches in the text.

use std::sync::Arc;

use super::batch::{BATCH, batch_end};
use crate::app::document::Opened;
use crate::app::thread::Msg as ThreadMsg;
use crate::app::thread::state::AppliedFilter;
use crate::domain::triage::{SearchWords, filter_to};
use crate::library::Library;
use crate::page;
use crate::runtime::shell::ports::Shell;

/// Finds the comments that have the words, for a filter.
pub(super) fn filter(shell: &Shell, opened: Arc<Opened>, words: String) {
    let (request, is_last) = (shell.requests.begin(), shell.searches.1.begin());
    let _ = shell.searches.0.send(Box::new(move |library| {
        let (sought, article) = (SearchWords::new(&words), opened.clone());
        let has_words = move |i: usize, html: &str| {
            let author = article.thread.get(i).and_then(|node| node.comment.author.as_deref());
            sought.matches(author, &page::plain(html))
        };
        let Some(hits) = test_each(library, &opened, &is_last, has_words) else { return };
        let found = filter_to(&opened.thread, hits);
        let filter = AppliedFilter { name: words, shown: found.shown, matches: found.matches };
        request.send(ThreadMsg::Filtered { thread: opened.thread.clone(), filter }.into());
    }));
}

/// Finds the comments of a long thread that have the text, for a search.
pub(super) fn find(shell: &Shell, opened: Arc<Opened>, words: String) {
    let (request, is_last) = (shell.requests.begin(), shell.searches.1.begin());
    let _ = shell.searches.0.send(Box::new(move |library| {
        let lower = words.clone();
        let has_text = move |_, html: &str| page::plain(html).to_lowercase().contains(&lower);
        let Some(found) = test_each(library, &opened, &is_last, has_text) else { return };
        let places = (0..).zip(found).filter_map(|(i, has)| has.then_some(i)).collect();
        request.send(ThreadMsg::FoundIn { thread: opened.thread.clone(), words, places }.into());
    }));
}

/// Tests the HTML of each comment; `None` once the result is no longer wanted.
///
/// The test is false for comments that can't be loaded or tested in time.
fn test_each(
    library: &Library,
    opened: &Arc<Opened>,
    is_wanted: &dyn Fn() -> bool,
    test: impl Fn(usize, &str) -> bool + Clone + Send + 'static,
) -> Option<Vec<bool>> {
    let mut all = Vec::new();
    for from in (0..opened.thread.len()).step_by(BATCH) {
        if !is_wanted() {
            return None;
        }
        let batch: Vec<usize> = (from..batch_end(opened, from)).collect();
        let bodies = library.bodies(opened, &batch).unwrap_or_default();
        let test = test.clone();
        let run = move || bodies.iter().map(|(i, body)| test(*i, &body.html.0)).collect::<Vec<bool>>();
        all.extend(page::run_with_deadline(page::LIMIT, run).unwrap_or_default());
        all.resize(batch_end(opened, from), false);
    }
    Some(all)
}
