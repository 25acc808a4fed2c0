//! Carries out the effects of syncing.

use crate::app::sync::Effect;
use crate::runtime::shell::ports::Shell;
use crate::sync::SyncScope;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::Start(feeds) => shell.fetcher.sync(feeds, SyncScope::All),
        Effect::Cancel => shell.fetcher.cancel(),
    }
}
