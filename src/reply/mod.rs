//! Replies: the rules of the outbox, and for each kind of site how a reply is handed over and its answers are read.
//!
//! ```text
//! draft       what is written, and whether it can be sent
//! outbox      what may become of a reply, as a small machine of states
//! exchange    what all senders share: requests, answers, ends
//! talk        what they do alike: redirects, refusals, losses
//! wordpress_form, wordpress_rest   WordPress by its form and, with an account, by its REST interface  (wordpress_page)
//! isso        Isso's own interface
//! token       what those with tokens do alike: where a thread's server is, whose account goes there
//! discourse, lemmy, mastodon   forums and servers by their own interfaces
//! by_hand     what takes replies from people only
//! webmention  the article's site is told of a page of the writer's own
//! search      whether a reply stands in a thread already
//! ```
//!
//! Everything here is pure: what to ask, and how an answer is read. Asking is left to `sync`, keeping to `store`, secrets
//! to `settings` and `runtime`.

mod conversation;
mod discourse;
pub mod draft;
pub mod exchange;
mod isso;
mod lemmy;
mod manual;
mod mastodon;
pub mod outbox;
pub mod search;
mod token;
mod webmention;
mod wordpress_form;
mod wordpress_page;
mod wordpress_rest;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

pub use exchange::{Account, Answer, Body, Failure, Hints, Identity, Method, Outcome, Request, Sender};
pub use outbox::{Event, InvalidTransition, next};
pub use token::server_of;

/// The sender for a reply: by what answered for the thread, else by what the article's page turns out to be.
#[must_use]
pub fn sender(hints: Hints) -> Box<dyn Sender> {
    let account = hints.identity.account.clone();
    match (kind(&hints), account) {
        ("isso", _) => Box::new(isso::Isso::new(hints)),
        ("discourse", _) => Box::new(discourse::Discourse::visit(&hints)),
        ("lemmy", _) => Box::new(lemmy::Lemmy::visit(&hints)),
        ("mastodon", _) => Box::new(mastodon::Mastodon::visit(&hints)),
        ("wordpress" | "outlet", Some(account)) => Box::new(wordpress_rest::Rest::new(hints, account)),
        // An address of the writer's own is for those who ask for it; WordPress' form takes it as a comment like any.
        (kind, None) if kind != "wordpress" && webmention::own_page(&hints).is_some() => {
            Box::new(webmention::Webmention::new(hints))
        }
        // A thread elsewhere is not the article's: what is said there does not belong under the article.
        (kind, _) if kind != "wordpress" && !hints.origin.is_empty() => Box::new(manual::ByHand::new(&hints)),
        // Any page may be one of WordPress'; a reply to what is none ends in the writer's own hands.
        _ => Box::new(wordpress_form::Form::new(hints)),
    }
}

/// The kind of place that a reply goes to: `outlet` while nothing has answered.
fn kind(hints: &Hints) -> &str {
    match hints.source.as_str() {
        // Several ways of WordPress' are joined by `+`.
        source if source.starts_with("wordpress") => "wordpress",
        // A thread elsewhere of which nothing is known takes replies from people only.
        "" if !hints.origin.is_empty() => "elsewhere",
        // A server that the user has named is for the pages that nothing has answered for.
        "" | "outlet" => {
            if hints.isso.is_empty() {
                "outlet"
            } else {
                "isso"
            }
        }
        source => source,
    }
}
