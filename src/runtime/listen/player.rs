//! Chooses a player that the machine has, and gives it orders.

use std::io;

#[cfg(unix)]
use super::mpv::Mpv;
use super::simple::Simple;
use crate::listen::engine::Engine;
use crate::listen::playback::{Input, Order};
use crate::listen::players::PlayerKind;
use crate::runtime::system::child::is_installed;

/// What to install where there is no player.
const INSTALL: &str = "no player found: install mpv (or ffplay, pw-play, paplay, aplay)";

/// A player, with a process of its own.
pub(super) enum Player {
    /// mpv.
    #[cfg(unix)]
    Mpv(Box<Mpv>),
    /// A player that takes no commands.
    Simple(Box<Simple>),
}

/// Returns the kind and the program of the player: that of the settings, else the best one that is installed.
pub(super) fn choose(program: &str) -> Result<(PlayerKind, String), String> {
    if !program.is_empty() {
        let kind = PlayerKind::of_program(program)
            .ok_or_else(|| format!("[listen] player: unknown player `{program}`; known: {}", known()))?;
        return if is_installed(program) {
            Ok((kind, program.to_owned()))
        } else {
            Err(format!("[listen] player: {program} is not installed"))
        };
    }
    let usable = |kind: &PlayerKind| (cfg!(unix) || *kind != PlayerKind::Mpv) && is_installed(kind.name());
    let kind = PlayerKind::ALL.into_iter().find(usable).ok_or_else(|| INSTALL.to_owned())?;
    Ok((kind, kind.name().to_owned()))
}

fn known() -> String {
    PlayerKind::ALL.map(PlayerKind::name).join(", ")
}

impl Player {
    /// Starts a player. `report` gets mpv's lines, and `None` when it is gone.
    pub(super) fn start(
        (kind, program): &(PlayerKind, String),
        report: impl Fn(Option<String>) + Send + 'static,
    ) -> io::Result<Self> {
        match kind {
            #[cfg(unix)]
            PlayerKind::Mpv => Ok(Self::Mpv(Box::new(Mpv::start(program, report)?))),
            #[cfg(not(unix))]
            PlayerKind::Mpv => Err(io::ErrorKind::Unsupported.into()),
            PlayerKind::Simple(kind) => Ok(Self::Simple(Box::new(Simple::new(*kind, program)))),
        }
    }

    /// Returns a player of sentences, which the engine speaks itself.
    pub(super) fn speaking(engine: Engine) -> Self {
        Self::Simple(Box::new(Simple::speaking(engine)))
    }

    /// Carries out an order; `file` is the file or sentence of the track in it.
    pub(super) fn order(&mut self, order: &Order, file: Option<&str>) -> io::Result<()> {
        match self {
            #[cfg(unix)]
            Self::Mpv(mpv) => mpv.order(order, file),
            Self::Simple(simple) => simple.order(order, file),
        }
    }

    /// Reads a line of mpv.
    pub(super) fn read(&mut self, line: &str) -> io::Result<Option<Input>> {
        match self {
            #[cfg(unix)]
            Self::Mpv(mpv) => mpv.read(line),
            Self::Simple(_) => Ok(None),
        }
    }

    /// Returns what has happened in a player that doesn't report by itself.
    pub(super) fn poll(&mut self) -> io::Result<Vec<Input>> {
        match self {
            #[cfg(unix)]
            Self::Mpv(_) => Ok(Vec::new()),
            Self::Simple(simple) => simple.poll(),
        }
    }

    /// Returns why the last track could not be played, if the player says so.
    pub(super) fn error(&self) -> Option<&str> {
        match self {
            #[cfg(unix)]
            Self::Mpv(mpv) => mpv.error(),
            Self::Simple(_) => None,
        }
    }

    /// Returns whether [`Self::poll`] has to be called.
    pub(super) fn needs_polling(&self) -> bool {
        matches!(self, Self::Simple(_))
    }
}
