//! Gives each effect to its room.

use crate::app::Effect;
use crate::runtime::shell::ports::Shell;
use crate::runtime::{
    articles, commands, compose, factcheck, feeds, listen, palette, reader, save, stories, sync, thread, undo, welcome,
};

impl Shell {
    /// Starts an effect; returns it if it needs the terminal.
    pub fn start(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Feeds(effect) => feeds::start(self, effect),
            Effect::Articles(effect) => articles::start(self, effect),
            Effect::Reader(effect) => reader::start(self, effect),
            Effect::Save(effect) => save::start(self, effect),
            Effect::Thread(effect) => thread::start(self, effect),
            Effect::Commands(effect) => return commands::start(self, effect).map(Effect::Commands),
            Effect::Compose(effect) => return compose::start(self, effect).map(Effect::Compose),
            Effect::Listen(effect) => listen::start(self, effect),
            Effect::Stories(effect) => stories::start(self, effect),
            Effect::FactCheck(effect) => factcheck::start(self, effect),
            Effect::Palette(effect) => palette::start(self, effect),
            Effect::Welcome(effect) => welcome::start(self, effect),
            Effect::Sync(effect) => sync::start(self, effect),
            Effect::Undo(change) => undo::start(self, change),
            Effect::Terminal(_) => return Some(effect),
        }
        None
    }
}
