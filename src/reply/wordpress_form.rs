//! Sends replies through WordPress' comment form: the article's page is requested, and its form is filled in and sent.
//!
//! Reading the page is left to `wordpress_page`, replies with an account to `wordpress_rest`.

use std::time::Duration;

use dom_query::Document;
use url::Url;

use super::conversation::{
    check_page, closed, get_article, later, message_of_html, message_or_status, parent_gone, reject_invalid,
};
use super::exchange::{Answer, Body, Hints, Method, Outcome, Request};
use super::protocol::{Protocol, ProtocolSender};
use super::wordpress_page::{LOGIN_REQUIRED, Page, Way};
use crate::domain::encoding::decode_page;
use crate::domain::is_same_site;
use crate::page::wordpress::{comment_id, web};

/// The pause that WordPress requires between two comments.
pub(super) const PAUSE: Duration = Duration::from_secs(15);
/// The reason for a lost reply when WordPress does not state its fate.
pub(super) const NOT_CONFIRMED: &str = "the site did not confirm the reply";

/// A reply on its way through the form.
#[derive(Debug)]
pub(super) struct Form {
    hints: Hints,
}

impl Form {
    /// Makes the sender. WordPress refuses a comment that it has already.
    pub(super) fn sender(hints: Hints) -> ProtocolSender<Self> {
        ProtocolSender::new(Self::begin(hints), true)
    }

    fn begin(hints: Hints) -> Result<(Self, Request), Outcome> {
        let person = &hints.identity;
        let missing = |what: &str, key: &str| {
            Err(Outcome::Refused(format!("the site requires {what}: set {key} in [reply] in config.toml")))
        };
        let is_number = |id: &String| id.bytes().all(|byte| byte.is_ascii_digit());
        reject_invalid(&as_html(&hints.text))?;
        if person.name.trim().is_empty() {
            return missing("a name", "name");
        }
        if person.email.trim().is_empty() {
            return missing("an email address", "email");
        }
        if !hints.parent.as_ref().is_none_or(is_number) {
            return Err(Outcome::ByHand(hints.article_url));
        }
        let first = get_article(&hints)?;
        Ok((Self { hints }, first))
    }

    /// Makes the request that delivers the filled form.
    fn delivery(&self, action: &Url, page: &Url, hidden: &[(String, String)]) -> Request {
        let person = &self.hints.identity;
        let own = [
            ("author", person.name.trim().to_owned()),
            ("email", person.email.trim().to_owned()),
            ("url", person.site.trim().to_owned()),
            ("comment", as_html(&self.hints.text)),
            ("comment_parent", self.hints.parent.clone().unwrap_or_else(|| "0".to_owned())),
        ];
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &own {
            form.append_pair(name, value);
        }
        form.extend_pairs(hidden.iter().filter(|(name, _)| own.iter().all(|(known, _)| known != name)));
        if hidden.iter().all(|(name, _)| name != "submit") {
            form.append_pair("submit", "Post Comment");
        }
        Request {
            method: Method::Post,
            url: action.to_string(),
            // Protection against bots refuses forms that do not come from the page.
            headers: vec![("referer", page.to_string())],
            body: Some(Body { kind: "application/x-www-form-urlencoded", bytes: form.finish() }),
            hands_over: true,
        }
    }
}

impl Protocol for Form {
    fn on_answer(&mut self, answer: &Answer<'_>) -> Result<Request, Outcome> {
        check_page(answer, &self.hints.article_url)?;
        let by_hand = || Outcome::ByHand(self.hints.article_url.clone());
        let page = Page::read(answer).ok_or_else(by_hand)?;
        let is_gone = self.hints.parent.as_deref().is_some_and(|parent| page.shows(parent) == Some(false));
        Err(match page.way {
            Way::Form { .. } if is_gone => parent_gone(),
            Way::Form { action, hidden } => return Ok(self.delivery(&action, &page.url, &hidden)),
            Way::OtherSite => Outcome::Refused("the page's comment form leads to another site".to_owned()),
            Way::Members(message) => Outcome::Refused(message),
            Way::Closed => closed(),
            Way::People | Way::Unknown => by_hand(),
        })
    }

    fn on_delivery(&self, answer: &Answer<'_>) -> Outcome {
        let status = answer.status;
        match status {
            302 | 303 => read_redirect(answer),
            301 | 307 | 308 => Outcome::Refused(format!("the comment form has moved: the site answered {status}")),
            409 => Outcome::Duplicate,
            429 => later(error_message(answer), answer, PAUSE),
            // WordPress may have kept the comment before the error or the timeout.
            408 | 500.. => Outcome::Lost(message_or_status(error_message(answer), status)),
            200 if answer.body.trim_ascii().is_empty() => {
                Outcome::Refused("the site kept nothing: it does not know the article".to_owned())
            }
            _ => Outcome::Refused(message_or_status(error_message(answer), status)),
        }
    }

    fn follows_redirects(&self) -> bool {
        true
    }
}

/// Escapes a plain text for WordPress, which makes the paragraphs itself and reads the rest as HTML.
pub(super) fn as_html(text: &str) -> String {
    text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Reads the outcome from where WordPress redirects after it has kept a comment.
fn read_redirect(answer: &Answer<'_>) -> Outcome {
    let location = answer.location.unwrap_or_default();
    let Some(url) = Url::parse(location).ok() else { return Outcome::Lost(NOT_CONFIRMED.to_owned()) };
    let is_held = |name: &str| matches!(name, "unapproved" | "moderation-hash");
    let id = comment_id(location).map(str::to_owned);
    let held_id = || url.query_pairs().find(|(name, _)| name == "unapproved").map(|(_, id)| id.into_owned());
    if url.path().ends_with("/wp-login.php") {
        Outcome::Refused(LOGIN_REQUIRED.to_owned())
    } else if url.query_pairs().any(|(name, _)| is_held(&name)) {
        Outcome::Pending(id.or_else(held_id))
    } else if id.is_some() && web(answer.url).is_some_and(|from| is_same_site(&from, &url)) {
        Outcome::Sent(id)
    } else {
        Outcome::Lost(NOT_CONFIRMED.to_owned())
    }
}

/// Returns the message of WordPress' error page, without the link back.
fn error_message(answer: &Answer<'_>) -> String {
    let html = decode_page(answer.body, None);
    let document = Document::from(&*crate::page::guard(&html));
    document.select("a[href^='javascript:']").remove();
    let message = document.select(".wp-die-message");
    let message = if message.exists() { message } else { document.select("body#error-page") };
    if message.exists() { message_of_html(&message.html()) } else { String::new() }
}
