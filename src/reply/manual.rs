//! Threads elsewhere that take replies from people only: Hacker News, Reddit and their like. Nothing is asked.

use super::conversation::{Conversation, Talker};
use super::exchange::{Answer, Hints, Outcome};

/// Names the thread's page.
#[derive(Debug)]
pub(super) struct ByHand {
    conversation: Conversation,
}

impl ByHand {
    pub(super) fn new(hints: &Hints) -> Self {
        let page = if hints.page.is_empty() { &hints.article_url } else { &hints.page };
        Self { conversation: Conversation::over(Outcome::ByHand(page.clone())) }
    }
}

impl Talker for ByHand {
    fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    fn talk_mut(&mut self) -> &mut Conversation {
        &mut self.conversation
    }

    fn on_answer(&mut self, _: &Answer<'_>) {}

    fn refuses_copies(&self) -> bool {
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
        assert_eq!(sender.end(), Outcome::ByHand("https://news.example/item?id=8863".into()));
    }
}
