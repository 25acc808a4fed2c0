//! Carries out the effects of the user's commands.
//!
//! `prepare` makes arguments and input, and `programs` runs the programs, a thread each. `rule_jobs` runs commands for rules.

mod prepare;
pub(super) mod programs;
pub(super) mod rule_jobs;

use crate::app::commands::Effect;
use crate::runtime::shell::ports::Shell;

/// Starts an effect of this room; returns it if it needs the terminal.
pub(super) fn start(shell: &Shell, effect: Effect) -> Option<Effect> {
    match effect {
        Effect::Run(run) => shell.programs.start(*run),
        Effect::UseTerminal(_) => return Some(effect),
        Effect::Cancel(ticket) => shell.programs.cancel(ticket),
    }
    None
}
