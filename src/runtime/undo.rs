//! Undoes changes that the user made.

use crate::app::undo::{self, Undo};
use crate::app::{articles, thread};
use crate::domain::{Text, Time};
use crate::library::{Library, LibraryError};
use crate::runtime::shell::ports::Shell;
use crate::runtime::thread::restore_rules;

/// Starts to undo a change.
pub(super) fn start(shell: &Shell, undo: Undo) {
    shell.write(move |library, now| {
        Ok(match undo_change(library, &undo, now) {
            Ok(()) if matches!(undo, Undo::Rules { .. }) => {
                thread::Msg::RulesChanged { undo: None, notice: undo.notice() }.into()
            }
            Ok(()) if let Undo::RuleEffects(article, _) = undo => {
                articles::Msg::RulesChanged { article, undo: None, notice: undo.notice() }.into()
            }
            Ok(()) => undo::Msg::Changed { undo: None, notice: Some(undo.notice()) }.into(),
            Err(error) => undo::Msg::Failed { undo, error: Text::line(&error.to_string()) }.into(),
        })
    });
}

fn undo_change(library: &Library, undo: &Undo, now: Time) -> Result<(), LibraryError> {
    match undo {
        Undo::Read { articles, read } => drop(library.store.set_read(articles, *read, now)?),
        Undo::Starred { articles, starred } => drop(library.store.set_starred(articles, *starred)?),
        Undo::Tags(changes) => drop(library.store.change_tags(changes)?),
        Undo::Marks { article, marks, .. } => library.store.mark_comments(*article, marks.clone())?,
        Undo::Rules { remove, add } => restore_rules(library, remove, add)?,
        Undo::RuleEffects(_, effects) => library.store.redo_rules(effects, now)?,
        Undo::ArticleRule(name) => drop(library.change_rules(|rules| rules.remove_article_rule(name))?),
        Undo::Removed(removed) => drop(library.change_subscriptions(|feeds| feeds.restore(removed))?),
        Undo::FeedChanged(before) => drop(library.change_subscriptions(|feeds| feeds.change(before))?),
        Undo::FeedMoved { url, down } => {
            library.change_subscriptions(|feeds| feeds.move_within_folder(url, *down))?;
        }
        Undo::SmartChanged { name, before } => {
            library.change_subscriptions(|list| list.change_smart_feed(name, before))?;
        }
        Undo::SmartRemoved(removed) => drop(library.change_subscriptions(|list| list.restore_smart_feed(removed))?),
        Undo::Queue(items) => {
            library.store.set_queue(&items.iter().map(|item| item.article).collect::<Vec<_>>())?;
        }
        Undo::Reply(reply) => library.store.restore_reply(reply)?,
        Undo::Added { urls, smart } => {
            library.change_subscriptions(|list| {
                for url in urls {
                    list.remove(url);
                }
                for name in smart {
                    list.remove_smart_feed(name);
                }
            })?;
        }
    }
    Ok(())
}
