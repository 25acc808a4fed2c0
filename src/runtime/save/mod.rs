//! Carries out the effects of saving: writes a file on a thread of its own.

pub(super) mod saver;

use std::thread;

use crate::app::save::{Effect, Msg};
use crate::domain::Text;
use crate::runtime::shell::ports::Shell;

pub use saver::{SaveError, Saved, Saver};

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    let saver = shell.saver.clone();
    let (job, name, overwrite) = match effect {
        Effect::Write { job, name, overwrite } => (job, name, overwrite),
        Effect::WriteAll(articles) => {
            let failed = || Msg::NotAllSaved(Text::line("the files were not written")).into();
            let request = shell.requests.request_or(failed);
            thread::spawn(move || request.send(saver.answer_all(&articles).into()));
            return;
        }
    };
    let unsaved = name.clone();
    let failed = move || Msg::Failed(unsaved.clone(), Text::line("the file was not written")).into();
    let request = shell.requests.request_or(failed);
    thread::spawn(move || request.send(saver.answer(&job, name, overwrite).into()));
}
