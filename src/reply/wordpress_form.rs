//! WordPress' comment form: the article's page is asked for its form, and that is sent back filled in.
//!
//! What the page says is read in `wordpress_page`. An account goes by `wordpress_rest`.

use std::time::Duration;

use dom_query::Document;
use url::Url;

use super::conversation::{Conversation, Talker, closed, later, parent_gone, refusal, reject_invalid, words_of_html};
use super::exchange::{Answer, Body, Hints, Method, Outcome, Request};
use super::wordpress_page::{Page, Way};
use crate::domain::encoding::decode_page;
use crate::domain::is_same_site;
use crate::page::wordpress::{comment_id, web};

/// The pause between two comments that WordPress asks for.
pub(super) const PAUSE: Duration = Duration::from_secs(15);

/// A reply on its way through the form.
#[derive(Debug)]
pub(super) struct Form {
    hints: Hints,
    conversation: Conversation,
}

impl Form {
    pub(super) fn new(hints: Hints) -> Self {
        let person = &hints.identity;
        let missing = |what: &str| {
            let where_to = "[reply] in config.toml has none, and the site asks for one";
            Some(Outcome::Refused(format!("{what} is missing: {where_to}")))
        };
        let is_number = |id: &String| id.bytes().all(|byte| byte.is_ascii_digit());
        let end = reject_invalid(&as_html(&hints.text)).or_else(|| match () {
            () if person.name.trim().is_empty() => missing("a name"),
            () if person.email.trim().is_empty() => missing("an address for mail"),
            () if !hints.parent.as_ref().is_none_or(is_number) => Some(Outcome::ByHand(hints.article_url.clone())),
            () => None,
        });
        let conversation = end.map_or_else(|| Conversation::new(&hints.article_url), Conversation::over);
        Self { hints, conversation }
    }

    /// Reads the article's page, and fills its form in.
    fn page(&mut self, answer: &Answer<'_>) {
        if self.conversation.follow(answer) || self.conversation.ends_without_page(answer, &self.hints.article_url) {
            return;
        }
        let manual = || Outcome::ByHand(self.hints.article_url.clone());
        let Some(page) = Page::read(answer) else { return self.conversation.end(manual()) };
        let gone = self.hints.parent.as_deref().is_some_and(|parent| page.shows(parent) == Some(false));
        match page.way {
            Way::Form { .. } if gone => self.conversation.end(parent_gone()),
            Way::Form { action, hidden } => self.conversation.ask(self.filled(&action, &page.url, &hidden)),
            Way::Abroad => self.conversation.end(Outcome::Refused("the page's form leads to another site".to_owned())),
            Way::Members(said) => self.conversation.end(Outcome::Refused(said)),
            Way::Closed => self.conversation.end(closed()),
            Way::People | Way::Unknown => self.conversation.end(manual()),
        }
    }

    fn filled(&self, action: &Url, page: &Url, hidden: &[(String, String)]) -> Request {
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
            // Sites that hold bots off let nobody in who does not come from the page.
            headers: vec![("referer", page.to_string())],
            body: Some(Body { kind: "application/x-www-form-urlencoded", bytes: form.finish() }),
            hands_over: true,
        }
    }
}

impl Talker for Form {
    fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    fn talk_mut(&mut self) -> &mut Conversation {
        &mut self.conversation
    }

    fn on_answer(&mut self, answer: &Answer<'_>) {
        if self.conversation.has_handed_over() {
            self.conversation.end(read(answer));
        } else {
            self.page(answer);
        }
    }

    fn refuses_copies(&self) -> bool {
        true
    }
}

/// A plain text as WordPress takes it: it makes paragraphs itself, and takes marks for HTML.
pub(super) fn as_html(text: &str) -> String {
    text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// How WordPress took it.
fn read(answer: &Answer<'_>) -> Outcome {
    let status = answer.status;
    match status {
        302 | 303 => went_to(answer),
        301 | 307 | 308 => Outcome::Refused(format!("the form is not where the page says: the site answered {status}")),
        409 => Outcome::Duplicate,
        429 => later(said(answer), answer, PAUSE),
        // It may have been kept before something broke, or while nobody waited any more.
        408 | 500.. => Outcome::Lost(refusal(said(answer), status)),
        200 if answer.body.trim_ascii().is_empty() => {
            Outcome::Refused("the site took nothing: it does not know the article".to_owned())
        }
        _ => Outcome::Refused(refusal(said(answer), status)),
    }
}

/// Where WordPress sends those whose comment it took.
fn went_to(answer: &Answer<'_>) -> Outcome {
    let location = answer.location.unwrap_or_default();
    let Some(url) = Url::parse(location).ok() else {
        return Outcome::Lost("the site did not say what became of it".to_owned());
    };
    let is_held = |name: &str| matches!(name, "unapproved" | "moderation-hash");
    let id = comment_id(location).map(str::to_owned);
    let named = || url.query_pairs().find(|(name, _)| name == "unapproved").map(|(_, id)| id.into_owned());
    if url.path().ends_with("/wp-login.php") {
        Outcome::Refused("one must be logged in to comment there".to_owned())
    } else if url.query_pairs().any(|(name, _)| is_held(&name)) {
        Outcome::Pending(id.or_else(named))
    } else if id.is_some() && web(answer.url).is_some_and(|from| is_same_site(&from, &url)) {
        Outcome::Sent(id)
    } else {
        Outcome::Lost("the site did not say what became of it".to_owned())
    }
}

/// The message of WordPress' error page, without the way back.
fn said(answer: &Answer<'_>) -> String {
    let html = decode_page(answer.body, None);
    let document = Document::from(&*crate::page::guard(&html));
    document.select("a[href^='javascript:']").remove();
    let message = document.select(".wp-die-message");
    let message = if message.exists() { message } else { document.select("body#error-page") };
    if message.exists() { words_of_html(&message.html()) } else { String::new() }
}
