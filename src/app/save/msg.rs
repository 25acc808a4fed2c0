//! Defines the messages and effects of saving.

use std::sync::Arc;

use crate::app::document::Opened;
use crate::domain::{ArticleId, Text};

/// A message about saving.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// Ask for the name of a file for these parts.
    Choose(Parts),
    /// The user has typed the name of the file.
    To(String),
    /// Write over the file that exists.
    Overwrite(String),
    /// Ask for another name.
    Rename(String),
    /// The file was written; the notice says where.
    Saved(Text),
    /// There is a file with this name: its name as typed, and its path.
    Exists(String, Text),
    /// Some of several files were not written, with the numbers and the first reason.
    NotAllSaved(Text),
    /// The file was not written: its name as typed, and the reason.
    Failed(String, Text),
}

/// The parts of an article that are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// The article.
    Article,
    /// The article and its comments.
    All,
    /// Its comments.
    Comments,
}

/// A request of saving to `runtime`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write the file; answered by [`Msg::Saved`], [`Msg::Exists`] or [`Msg::Failed`].
    Write {
        /// What is saved.
        job: Job,
        /// The name as the user has typed it.
        name: String,
        /// Whether a file with this name is replaced.
        overwrite: bool,
    },
    /// Write each of these articles to a file that its title names, and replace none; answered by [`Msg::Saved`] or
    /// [`Msg::NotAllSaved`].
    WriteAll(Vec<(ArticleId, Text)>),
}

/// What is saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The article.
    pub article: ArticleId,
    /// The article as the reader shows it, if it does: a preview is not in the store.
    pub opened: Option<Arc<Opened>>,
    /// Its title, for the name of the file.
    pub title: Text,
    /// The parts.
    pub parts: Parts,
}
