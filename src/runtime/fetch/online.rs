//! Searches the web for evidence about an article's claims, and tells the screen whom it asks.

use tokio::sync::watch;

use super::work::Work;
use crate::app::factcheck::Msg as CheckMsg;
use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, Text};
use crate::runtime::shell::requests::Request;
use crate::sync::{OnlineFound, search_online};

impl Work {
    /// Searches until it has ended or the user stops it. The request ends in [`CheckMsg::Searched`].
    pub(super) async fn search_online(
        &self,
        ticket: Ticket,
        article: ArticleId,
        mut cancel: watch::Receiver<bool>,
        request: Request,
    ) {
        let notes = tokio::select! {
            found = self.find_online(ticket, article, &request) => match found {
                Ok(found) => {
                    let summary = Text::line(&found.summary());
                    std::iter::once(summary).chain(found.failures).collect()
                }
                Err(why) => vec![Text::line(&why)],
            },
            _ = cancel.changed() => vec![Text::line("the search was stopped; what it had found is kept")],
        };
        request.send(CheckMsg::Searched(ticket, notes).into());
    }

    async fn find_online(&self, ticket: Ticket, article: ArticleId, request: &Request) -> Result<OnlineFound, String> {
        let library = self.library.clone();
        let search = tokio::task::spawn_blocking(move || library.online_search(article)).await;
        let search = search.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        let search = search.ok_or("the article was deleted")?;
        let on_progress = |text: &str| request.send(CheckMsg::Progress(ticket, Text::line(text)).into());
        search_online(&self.context, &search, &on_progress).await.map_err(|error| error.to_string())
    }
}
