//! Defines the messages and effects of the first run's page.

use crate::domain::{Subscription, Text};

/// A message for the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// The feeds of another reader that the user can import, if there are any.
    Importable(Option<Importable>),
    /// Import the file at this path.
    ImportFile(String),
    /// A file could not be imported: its path and the error.
    NotImported(String, Text),
    /// The user clicked: column and row of the screen.
    Click(u16, u16),
}

/// Subscriptions of another reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Importable {
    /// The file, for display.
    pub file: Text,
    /// The number of feeds in it.
    pub feeds: usize,
    /// The number of articles in its cache.
    pub articles: usize,
}

/// A request of the page to `runtime`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Add several feeds; answered by `feeds::Msg::AddedSeveral`.
    AddFeeds(Vec<Subscription>),
    /// Look for subscriptions of another reader; answered by [`Msg::Importable`].
    LookForImport,
    /// Import them, and the articles of its cache; answered by `feeds::Msg::AddedSeveral`.
    Import,
    /// Import a file; answered by `feeds::Msg::AddedSeveral` or [`Msg::NotImported`].
    ImportFile(String),
}
