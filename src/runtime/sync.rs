//! Carries out the effects of syncing.

use std::path::Path;

use crate::app::sync::Effect;
use crate::runtime::shell::ports::Shell;
use crate::runtime::system::power;
use crate::sync::SyncScope;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::Start(feeds) => shell.fetcher.sync(feeds, SyncScope::All),
        Effect::StartDue => {
            if !power::is_on_battery(Path::new(power::SUPPLIES)) {
                shell.fetcher.sync_quietly();
            }
        }
        Effect::Cancel => shell.fetcher.cancel(),
    }
}
