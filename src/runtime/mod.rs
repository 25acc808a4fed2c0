//! Runs the pure core of the reader: the terminal, its events, effects and the clock. Only this layer is asynchronous.
//!
//! ```text
//! shell      the loop, the terminal, signals, the threads for effects     dispatch   gives each effect to its room
//! feeds, articles, reader, thread, commands, save, compose, palette, listen, welcome, sync, undo  the effects of one room each
//! fetch      effects that need the network, one sync at a time            network    options of fetching and sending
//! system     browser, clipboard, editor, keyring, the terminal's colours  clock      the time
//! ```

mod articles;
pub mod clock;
mod commands;
mod compose;
mod dispatch;
pub mod export;
pub mod factcheck;
mod feeds;
mod fetch;
pub mod listen;
mod network;
mod palette;
mod reader;
pub mod save;
mod shell;
mod stories;
mod sync;
pub mod system;
mod thread;
mod undo;
mod welcome;

use std::sync::Arc;

use chrono::TimeDelta;

use tokio::sync::mpsc::unbounded_channel;

use crate::app::articles::Around;
use crate::app::articles::Effect::Load;
use crate::app::commands::state::Commands;
use crate::app::options::columns;
use crate::app::{self, Effect, Model, Options, update};
use crate::library::{Library, LibraryError};
use crate::settings::Settings;
use shell::session::Session;
use shell::signals::Signals;
use shell::terminal::{Screen, has_sequences};
use system::appearance::Appearance;

pub use clock::{Clock, system_clock};
pub use commands::rule_jobs::{RuleNews, finish as finish_rules};
pub use network::{after_sync, context, follow_move, net_options};
pub use reader::quoting::quoted;
pub use shell::ports::Shell;
pub use system::notify::notify;

/// Runs the reader in this terminal until the user quits.
pub fn run(settings: &Settings, library: &Library, clock: &Clock) -> anyhow::Result<()> {
    let config = &settings.config;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // From here on a signal ends the session, which restores the terminal.
    let signals = Signals::listen(&runtime)?;
    // Queries to the terminal come before the session reads keys: it would read their answers as keys.
    let appearance = Appearance::new(settings);
    let mut screen = Screen::open(config.screen.mouse, config.reader.bidi)?;
    let ascii = system::appearance::ascii(config.screen.ascii);
    let options = Options {
        measure: config.reader.width,
        unread_only: config.screen.unread_only,
        read_stories: config.screen.read_stories,
        fold_stories: config.screen.fold_stories,
        columns: columns(&config.screen.columns),
        dates: config.screen.dates,
        ascii,
        hyperlinks: config.screen.hyperlinks && has_sequences(),
        bidi: config.reader.bidi,
        // Half blocks are not ASCII.
        pictures: reader::images::wanted(config.pictures.show) && !ascii,
        clock: config.screen.clock_format(),
        sort: config.comments.sort,
        reply_editor: config.reply.editor,
    };
    let mut model = Model::new(screen.size()?, clock(), Arc::new(settings.keymap.clone()), options);
    model.commands = Commands::new(&settings.commands);
    model.sorts.usual = config.screen.sort;
    model.timer.every = config.sync.every_minutes().map(TimeDelta::minutes);
    let remaining = first_frame(&mut model, library)?;
    screen.draw(&model, &appearance.theme, None)?;

    let (sender, messages) = unbounded_channel();
    let shell = Shell::new(library, config, clock.clone(), options.clock, sender);
    let mut session = Session {
        model,
        appearance,
        screen,
        shell,
        library: library.clone(),
        clock: clock.clone(),
        clipboard: config.screen.clipboard.clone(),
        to_lend: None,
        is_lent: false,
        has_stopped: false,
        pause: None,
    };
    for effect in remaining {
        session.perform(effect)?;
    }
    if config.sync.on_start {
        session.shell.sync_due();
    }
    let ended = runtime.block_on(session.run(messages, signals));
    session.leave();
    Ok(ended?)
}

/// Loads the feeds and articles of the first frame on this thread: of the list no more than the rows in view. Returns the
/// other effects, which the caller starts after the frame is on the screen.
pub fn first_frame(model: &mut Model, library: &Library) -> Result<Vec<Effect>, LibraryError> {
    let mut remaining = Vec::new();
    model.sorts.chosen = articles::sorts(library)?;
    let mut effects = model.start();
    while let Some(effect) = effects.pop() {
        let msg = match effect {
            Effect::Feeds(app::feeds::Effect::Load) => feeds::loaded(library)?,
            Effect::Articles(Load { ticket, query, around: Around::Place(0) }) if !model.articles.loaded => {
                let window = library.store.top(&query, usize::from(model.size.1))?;
                if window.is_estimate {
                    remaining.push(Load { ticket, query, around: Around::Place(0) }.into());
                }
                app::articles::Msg::Loaded { ticket, window, found: None }.into()
            }
            other => {
                remaining.push(other);
                continue;
            }
        };
        effects.extend(update(model, msg));
    }
    Ok(remaining)
}
