//! Carries out the reader's effects: loads and lays out articles, loads images, previews pages behind links.

mod changes;
#[cfg(feature = "pictures")]
pub(super) mod images;
#[cfg(not(feature = "pictures"))]
#[path = "no_images.rs"]
pub(super) mod images;
mod loading;
mod own_replies;
pub(super) mod page_cache;
pub(super) mod preview;
pub(super) mod quoting;
pub(super) mod typeset;

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::document::{Opened, View};
use crate::app::reader::{Effect, Msg as ReaderMsg};
use crate::app::ticket::Ticket;
use crate::domain::ArticleId;
use crate::domain::triage::Order;
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::{Job, Reading};

/// Starts an effect.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::Open { ticket, article, view, order, width } => open(shell, ticket, (article, view, order), width),
        Effect::LayOut { ticket, opened, width, images } => lay_out(shell, ticket, opened, width, images),
        Effect::Prepare { ticket: _, article, order, width } => prepare(shell, (article, order), width),
        Effect::LoadImage { url, columns, room } => shell.images.load(&shell.fetcher, url, columns, room),
        Effect::KeepPosition(article, position) => {
            shell.write_quietly(move |library, now| Ok(library.store.set_position(article, position.as_ref(), now)?));
        }
        Effect::FetchFullText(article) => shell.fetcher.full_text(article),
        Effect::Preview { ticket, url, width } => shell.fetcher.preview(ticket, url, width, shell.cache.clone()),
    }
}

/// Loads an article and lays it out. Of several requests only the last is wanted: the user may be paging through a
/// list.
fn open(shell: &Shell, ticket: Ticket, (article, view, order): (ArticleId, View, Order), width: u16) {
    let request = shell.requests.request_or(move || ReaderMsg::Opened { ticket, opened: None }.into());
    let (pages, cache, is_last) = (shell.pages.clone(), shell.cache.clone(), shell.opens.begin());
    let job: Job = Box::new(move |library| match library.opened_as(article, view, order) {
        Ok(Some(opened)) => {
            let _ = pages.send(Box::new(move |_| {
                if !is_last() {
                    return;
                }
                if let Some(page) = cache.beginning(&opened, width) {
                    request.send(ReaderMsg::Opened { ticket, opened: Some((opened.clone(), page)) }.into());
                    return request.send(ReaderMsg::LaidOut { ticket, page: cache.lay_out(&opened, width) }.into());
                }
                let page = cache.lay_out(&opened, width);
                request.send(ReaderMsg::Opened { ticket, opened: Some((opened, page)) }.into());
            }));
        }
        Ok(None) => request.send(ReaderMsg::Opened { ticket, opened: None }.into()),
        Err(error) => request.answer(Err(error)),
    });
    let _ = shell.reads.send(Reading::Article(job));
}

/// Lays the open article out again; only the last request is carried out.
fn lay_out(shell: &Shell, ticket: Ticket, opened: Arc<Opened>, width: u16, rows: HashMap<String, u16>) {
    let (request, cache, is_last) = (shell.requests.begin(), shell.cache.clone(), shell.layouts.begin());
    let _ = shell.pages.send(Box::new(move |_| {
        if is_last() {
            let page = cache.lay_out_with_images(&opened, width, rows);
            request.send(ReaderMsg::LaidOut { ticket, page }.into());
        }
    }));
}

/// Lays out the article that the user will probably read next; only the last request is carried out.
fn prepare(shell: &Shell, (article, order): (ArticleId, Order), width: u16) {
    let (cache, is_last) = (shell.cache.clone(), shell.preparations.begin());
    let _ = shell.prepares.send(Box::new(move |library| {
        if is_last()
            && let Ok(Some(opened)) = library.opened_as(article, View::default(), order)
        {
            cache.lay_out(&opened, width);
        }
    }));
}
