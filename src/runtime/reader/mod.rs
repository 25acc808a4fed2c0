//! Effects of the reader: articles read and laid out, images, previews of pages behind links.

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
use crate::app::msg::Ticket;
use crate::app::reader::{Effect, Msg as ReaderMsg};
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
            shell.write_quietly(move |library, now| Ok(library.store.set_position(article, position.as_ref(), now)?))
        }
        Effect::FetchFullText(article) => shell.fetcher.full_text(article),
        Effect::Preview { ticket, url, width } => shell.fetcher.preview(ticket, url, width, shell.cache.clone()),
    }
}

/// Reads an article and lays it out. A user who pages through a list wants the last one, not all on the way.
fn open(shell: &Shell, ticket: Ticket, (article, view, order): (ArticleId, View, Order), width: u16) {
    let request = shell.requests.request_or(move || ReaderMsg::Opened { ticket, opened: None }.into());
    let (pages, cache, is_last) = (shell.pages.clone(), shell.cache.clone(), shell.opens.take());
    let job: Job = Box::new(move |library| match library.opened_as(article, view, order) {
        Ok(Some(opened)) => {
            let _ = pages.send(Box::new(move |_| {
                if !is_last() {
                    return;
                }
                if let Some(page) = cache.beginning(&opened, width) {
                    request.say(ReaderMsg::Opened { ticket, opened: Some((opened.clone(), page)) }.into());
                    return request.say(ReaderMsg::LaidOut { ticket, page: cache.set(&opened, width) }.into());
                }
                let page = cache.set(&opened, width);
                request.say(ReaderMsg::Opened { ticket, opened: Some((opened, page)) }.into());
            }));
        }
        Ok(None) => request.say(ReaderMsg::Opened { ticket, opened: None }.into()),
        Err(error) => request.answer(Err(error)),
    });
    let _ = shell.reads.send(Reading::Article(job));
}

/// Lays the open article out again; only the last time asked for.
fn lay_out(shell: &Shell, ticket: Ticket, opened: Arc<Opened>, width: u16, rows: HashMap<String, u16>) {
    let (request, cache, is_last) = (shell.requests.ask(), shell.cache.clone(), shell.layouts.take());
    let _ = shell.pages.send(Box::new(move |_| {
        if is_last() {
            request.say(ReaderMsg::LaidOut { ticket, page: cache.set_with(&opened, width, rows) }.into());
        }
    }));
}

/// Lays an article out for later; only the last one asked for.
fn prepare(shell: &Shell, (article, order): (ArticleId, Order), width: u16) {
    let (cache, is_last) = (shell.cache.clone(), shell.preparations.take());
    let _ = shell.prepares.send(Box::new(move |library| {
        if is_last()
            && let Ok(Some(opened)) = library.opened_as(article, View::default(), order)
        {
            cache.set(&opened, width);
        }
    }));
}
