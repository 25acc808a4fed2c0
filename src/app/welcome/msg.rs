//! What happens to the page of the first run, and what it asks for.

use crate::domain::{Subscription, Text};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// Whether another reader has left feeds to import.
    Importable(Option<Importable>),
    /// The user clicked: column and row of the screen.
    Click(u16, u16),
}

/// Subscriptions of another reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Importable {
    /// The file, as a person names it.
    pub file: Text,
    /// How many feeds it has.
    pub feeds: usize,
}

/// What the page asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Add several feeds; answered by `feeds::Msg::AddedSeveral`.
    AddFeeds(Vec<Subscription>),
    /// Look for subscriptions of another reader; answered by [`Msg::Importable`].
    LookForImport,
    /// Import them; answered by `feeds::Msg::AddedSeveral`.
    Import,
}
