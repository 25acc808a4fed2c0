//! The story of an article: its articles by time, and what each alone has.
//!
//! `handle` asks for a story and shows it over the panes. Grouping and comparing are left to `sync`, through `runtime`.

pub mod handle;

use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, Story};

/// The story that is shown.
#[derive(Debug, Default)]
pub struct Stories {
    /// The story over the panes, with what each article alone has.
    pub story: Option<Box<Story>>,
    /// The last question.
    asked: Ticket,
}

/// A message for this room.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The story that the user asked for; `None` if the article is in none.
    Loaded {
        /// The question.
        ticket: Ticket,
        /// The article.
        article: ArticleId,
        /// Its story.
        story: Option<Box<Story>>,
    },
    /// Open the article at this place of the story.
    OpenAt(usize),
}

/// A request of this room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Read the story of an article and compare its texts; answered by [`Msg::Loaded`].
    Load {
        /// The question.
        ticket: Ticket,
        /// The article.
        article: ArticleId,
    },
}
