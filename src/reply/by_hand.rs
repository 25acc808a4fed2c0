//! Threads elsewhere that take replies from people only: Hacker News, Reddit and their like. Nothing is asked.

use super::exchange::{Answer, End, Failure, Hints, Request, Sender};

/// Names the thread's page.
#[derive(Debug)]
pub(super) struct ByHand(String);

impl ByHand {
    pub(super) fn new(hints: &Hints) -> Self {
        Self(if hints.page.is_empty() { hints.article_url.clone() } else { hints.page.clone() })
    }
}

impl Sender for ByHand {
    fn next(&mut self) -> Option<Request> {
        None
    }

    fn answer(&mut self, _: &Answer<'_>) {}

    fn fail(&mut self, _: Failure) {}

    fn end(&self) -> End {
        End::ByHand(self.0.clone())
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
    fn a_reply_to_a_thread_elsewhere_is_never_left_under_the_article() {
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
        assert_eq!(sender.end(), End::ByHand("https://news.example/item?id=8863".into()));
    }
}
