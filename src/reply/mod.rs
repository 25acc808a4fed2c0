//! Replies: the states of a reply, and how to send it to each kind of site.
//!
//! ```text
//! draft         the text in an editor, and whether it can be sent
//! outbox        the states of a reply, and the events that change them
//! exchange      the types of all senders: requests, answers, outcomes
//! conversation  the state of a conversation, and rules that all senders share
//! protocol      the loop that all senders share
//! wordpress_form, wordpress_rest   WordPress' comment form and, with an account, its REST interface  (wordpress_page)
//! isso          Isso's interface
//! token         what the senders with a token share: the thread's server, and the account there
//! discourse, lemmy, mastodon       forums and servers with a token
//! manual        sites that take replies only from people
//! webmention    a notification of a page on the user's own site
//! search        finds a reply in its thread
//! ```
//!
//! Nothing here does I/O. Requests are made by `sync`; replies are stored by `store`; secrets come from `settings` and
//! `runtime`.

mod conversation;
mod discourse;
pub mod draft;
pub mod exchange;
mod isso;
mod lemmy;
mod manual;
mod mastodon;
pub mod outbox;
mod protocol;
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

/// Chooses the sender for a reply, by the source of its thread or else by what the article's page turns out to be.
#[must_use]
pub fn sender(hints: Hints) -> Box<dyn Sender> {
    let account = hints.identity.account.clone();
    match (kind(&hints), account) {
        ("isso", _) => Box::new(isso::Isso::sender(hints)),
        ("discourse", _) => Box::new(discourse::Discourse::sender(&hints)),
        ("lemmy", _) => Box::new(lemmy::Lemmy::sender(&hints)),
        ("mastodon", _) => Box::new(mastodon::Mastodon::sender(&hints)),
        ("wordpress" | "outlet", Some(account)) => Box::new(wordpress_rest::Rest::sender(hints, account)),
        // WordPress' form takes an address of the user's site as an ordinary comment.
        (kind, None) if kind != "wordpress" && webmention::own_page(&hints).is_some() => {
            Box::new(webmention::Webmention::sender(&hints))
        }
        // A reply to a thread on another site does not belong under the article.
        (kind, _) if kind != "wordpress" && !hints.origin.is_empty() => Box::new(manual::ByHand::new(&hints)),
        // Any page may be WordPress'. If it is not, the user has to reply by hand.
        _ => Box::new(wordpress_form::Form::sender(hints)),
    }
}

/// Returns the kind of site that a reply goes to; `outlet` if no source is known.
fn kind(hints: &Hints) -> &str {
    match hints.source.as_str() {
        // The names of several WordPress methods are joined by `+`.
        source if source.starts_with("wordpress") => "wordpress",
        // A thread on another site without a known source takes replies only from people.
        "" if !hints.origin.is_empty() => "elsewhere",
        // A configured Isso server is for articles without a known source.
        "" | "outlet" => {
            if hints.isso.is_some() {
                "isso"
            } else {
                "outlet"
            }
        }
        source => source,
    }
}
