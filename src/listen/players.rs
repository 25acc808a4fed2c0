//! Names the players, and says what each can do and how it is called.
//!
//! mpv takes commands while it plays, see `mpv`. The others are started anew for each file.

/// A player that plays one file and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Simple {
    /// `pw-play` of `PipeWire`.
    PwPlay,
    /// `paplay` of `PulseAudio`.
    Paplay,
    /// `aplay` of ALSA.
    Aplay,
    /// `afplay` of macOS.
    Afplay,
    /// `ffplay` of `FFmpeg`.
    Ffplay,
}

/// A player.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlayerKind {
    /// mpv, which can do everything.
    Mpv,
    /// Another one.
    Simple(Simple),
}

impl PlayerKind {
    /// All players, the preferred ones first.
    pub const ALL: [Self; 6] = [
        Self::Mpv,
        Self::Simple(Simple::Ffplay),
        Self::Simple(Simple::Afplay),
        Self::Simple(Simple::PwPlay),
        Self::Simple(Simple::Paplay),
        Self::Simple(Simple::Aplay),
    ];

    /// Returns the name of its program.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mpv => "mpv",
            Self::Simple(Simple::PwPlay) => "pw-play",
            Self::Simple(Simple::Paplay) => "paplay",
            Self::Simple(Simple::Aplay) => "aplay",
            Self::Simple(Simple::Afplay) => "afplay",
            Self::Simple(Simple::Ffplay) => "ffplay",
        }
    }

    /// Returns the player with this program, which may be a path.
    #[must_use]
    pub fn of_program(program: &str) -> Option<Self> {
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
        let name = name.strip_suffix(".exe").unwrap_or(name);
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns whether it plays what publishers send, MP3 for instance: files, and addresses if `is_remote`.
    #[must_use]
    pub fn plays_recordings(self, is_remote: bool) -> bool {
        match self {
            Self::Mpv | Self::Simple(Simple::Ffplay) => true,
            Self::Simple(Simple::Afplay) => !is_remote,
            Self::Simple(_) => false,
        }
    }

    /// Says what the player can't do, for the bar: `no speed, no seeking`. Empty for mpv.
    #[must_use]
    pub fn lacks(self) -> &'static str {
        match self {
            Self::Mpv => "",
            Self::Simple(simple) => match (simple.has_speed(), simple.has_seek()) {
                (true, true) => "",
                (true, false) => "seeks by sentence",
                (false, _) => "no speed, seeks by sentence",
            },
        }
    }
}

impl Simple {
    /// Returns whether it can play faster or slower.
    #[must_use]
    pub fn has_speed(self) -> bool {
        matches!(self, Self::Afplay | Self::Ffplay)
    }

    /// Returns whether it can begin in the middle of a file.
    #[must_use]
    pub fn has_seek(self) -> bool {
        self == Self::Ffplay
    }

    /// Returns the arguments that play `file`, a path, from a second of it.
    #[must_use]
    pub fn arguments(self, file: &str, second: f64, speed: f64, volume: u8) -> Vec<String> {
        let volume = volume.min(100);
        let share = f64::from(volume) / 100.0;
        let words: Vec<String> = match self {
            Self::PwPlay => vec![format!("--volume={share:.2}")],
            Self::Paplay => vec![format!("--volume={}", u32::from(volume) * 65_536 / 100)],
            Self::Aplay => vec!["-q".to_owned()],
            Self::Afplay => vec!["-v".to_owned(), format!("{share:.2}"), "-r".to_owned(), format!("{speed:.2}")],
            Self::Ffplay => {
                let quiet = ["-nodisp", "-autoexit", "-loglevel", "error", "-volume"].map(str::to_owned);
                let mut words = quiet.to_vec();
                words.extend([volume.to_string(), "-ss".to_owned(), format!("{second:.3}")]);
                words.extend(["-af".to_owned(), tempo(speed), "-i".to_owned()]);
                words
            }
        };
        words.into_iter().chain([file.to_owned()]).collect()
    }
}

/// Returns `ffplay`'s filters for a speed: one `atempo` covers 0.5 to 2.
fn tempo(speed: f64) -> String {
    if speed > 2.0 { format!("atempo=2.0,atempo={:.3}", speed / 2.0) } else { format!("atempo={speed:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_player_is_known_by_its_program() {
        for (program, expected) in [
            ("mpv", Some(PlayerKind::Mpv)),
            ("/opt/x/mpv", Some(PlayerKind::Mpv)),
            ("C:\\x\\ffplay.exe", Some(PlayerKind::Simple(Simple::Ffplay))),
            ("aplay", Some(PlayerKind::Simple(Simple::Aplay))),
            ("vlc", None),
            ("", None),
        ] {
            assert_eq!(PlayerKind::of_program(program), expected, "{program}");
        }
    }

    #[test]
    fn each_player_gets_its_own_arguments() {
        for (player, expected) in [
            (Simple::PwPlay, "--volume=0.50 /x.wav"),
            (Simple::Paplay, "--volume=32768 /x.wav"),
            (Simple::Aplay, "-q /x.wav"),
            (Simple::Afplay, "-v 0.50 -r 2.50 /x.wav"),
            (
                Simple::Ffplay,
                "-nodisp -autoexit -loglevel error -volume 50 -ss 3.000 -af atempo=2.0,atempo=1.250 -i /x.wav",
            ),
        ] {
            assert_eq!(player.arguments("/x.wav", 3.0, 2.5, 50).join(" "), expected);
        }
    }
}
