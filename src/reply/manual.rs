//! Hands replies to the user where no program can send them: threads of Hacker News, Reddit and similar sites.
//!
//! It makes no requests.

use super::exchange::{Answer, Failure, Hints, Outcome, Request, Sender};

/// A reply that the user has to post on the thread's page.
#[derive(Debug)]
pub(super) struct ByHand {
    page: String,
}

impl ByHand {
    pub(super) fn new(hints: &Hints) -> Self {
        let page = if hints.page.is_empty() { &hints.article_url } else { &hints.page };
        Self { page: page.clone() }
    }
}

impl Sender for ByHand {
    fn next(&mut self) -> Option<Request> {
        None
    }

    fn answer(&mut self, _: &Answer<'_>) {}

    fn fail(&mut self, _: Failure) {}

    fn end(&self) -> Outcome {
        Outcome::ByHand(self.page.clone())
    }

    fn is_safe_to_repeat(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::sender;
    use super::*;

    #[test]
    fn a_reply_to_a_thread_on_another_site_never_goes_to_the_article() {
        let hints = Hints {
            article_url: "https://a.example/post/".into(),
            origin: "hacker-news:8863".into(),
            source: "hacker-news".into(),
            page: "https://news.example/item?id=8863".into(),
            text: "Well said.".into(),
            ..Hints::default()
        };
        let mut sender = sender(hints);
        assert_eq!(sender.next(), None);
        assert_eq!(sender.end(), Outcome::ByHand("https://news.example/item?id=8863".into()));
    }
}
