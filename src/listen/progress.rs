//! The state of what is played, for the bar and the command line.

use std::fmt::Write as _;

/// The state of what is played.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    /// The sentence that sounds, counted from 0.
    pub track: usize,
    /// Seconds heard, at the usual speed.
    pub elapsed: f64,
    /// Seconds of the whole.
    pub total: f64,
    /// Whether `total` is no estimate.
    pub is_exact: bool,
    /// Whether the user has paused.
    pub is_paused: bool,
    /// Whether the voice waits for its engine.
    pub is_waiting: bool,
    /// The speed; 1 is the usual one.
    pub speed: f64,
    /// The volume in percent.
    pub volume: u8,
    /// The player, and what it can't do.
    pub player: String,
}

impl Progress {
    /// Returns elapsed and total time: `1:05 / 12:30`, with `~` before an estimate.
    #[must_use]
    pub fn times(&self) -> String {
        let mut times = clock(self.elapsed);
        if self.total > 0.0 {
            let about = if self.is_exact { "" } else { "~" };
            let _ = write!(times, " / {about}{}", clock(self.total));
        }
        times
    }

    /// Returns speed and volume where they are not the usual ones: `1.5x 80%`.
    #[must_use]
    pub fn settings(&self) -> String {
        let mut settings = Vec::new();
        if (self.speed - 1.0).abs() > 0.001 {
            settings.push(format!("{}x", (self.speed * 100.0).round() / 100.0));
        }
        if self.volume != 100 {
            settings.push(format!("{}%", self.volume));
        }
        settings.join(" ")
    }
}

/// Formats seconds: `0:00`, `12:30`, `1:02:03`.
#[must_use]
pub fn clock(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
    let seconds = seconds.max(0.0) as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_minutes_and_seconds() {
        for (seconds, expected) in
            [(0.0, "0:00"), (59.9, "0:59"), (750.0, "12:30"), (3_723.0, "1:02:03"), (-1.0, "0:00"), (f64::NAN, "0:00")]
        {
            assert_eq!(clock(seconds), expected);
        }
    }

    #[test]
    fn an_estimate_is_marked_and_an_unknown_length_left_out() {
        let progress = |total, is_exact| Progress { elapsed: 65.0, total, is_exact, ..Progress::default() };
        for (total, is_exact, expected) in
            [(750.0, true, "1:05 / 12:30"), (750.0, false, "1:05 / ~12:30"), (0.0, true, "1:05")]
        {
            assert_eq!(progress(total, is_exact).times(), expected);
        }
    }

    #[test]
    fn only_unusual_settings_are_named() {
        for (speed, volume, expected) in [(1.0, 100, ""), (1.25, 100, "1.25x"), (0.5, 80, "0.5x 80%")] {
            assert_eq!(Progress { speed, volume, ..Progress::default() }.settings(), expected);
        }
    }
}
