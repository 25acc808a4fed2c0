//! Finds the names of speakers that stand before their words: `Ann Lee: Good morning.`
//!
//! A colon also stands in sentences, so that a single word counts as a name only if it comes again or opens the
//! transcript. Cues without a name are spoken by the speaker before them.

use std::collections::HashMap;

use super::raw::{RawCue, speaker};

/// The longest name before a colon, in bytes.
const MAX_NAME: usize = 60;
/// The most words of a name.
const MAX_WORDS: usize = 4;
/// Words inside names that begin with a small letter.
const PARTICLES: &[&str] =
    &["de", "da", "del", "der", "den", "di", "du", "la", "le", "van", "von", "y", "zu", "bin", "al"];

/// Moves the names into the cues' speakers, unless the transcript states speakers itself.
pub(super) fn find(cues: &mut [RawCue]) {
    if cues.iter().any(|cue| cue.speaker.is_some()) {
        return;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (at, cue) in cues.iter().enumerate() {
        if let Some((name, _)) = prefix(&cue.text) {
            // The first cue counts twice: a transcript with names begins with one.
            *counts.entry(name).or_default() += if at == 0 { 2 } else { 1 };
        }
    }
    let is_known = |name: &str, count: usize| count > 1 || name.contains(' ') || is_in_capitals(name);
    let names: Vec<String> =
        counts.iter().filter(|(name, count)| is_known(name, **count)).map(|(name, _)| (*name).to_owned()).collect();
    let names: std::collections::HashSet<String> = names.into_iter().collect();
    let mut current = None;
    for cue in cues {
        if let Some((name, words)) = prefix(&cue.text).filter(|(name, _)| names.contains(*name)) {
            current = speaker(name);
            cue.text = words.to_owned();
        }
        cue.speaker.clone_from(&current);
    }
}

/// Splits a line into a possible name and the words after it.
pub(super) fn prefix(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['>', '-', '–', '—', ' ']);
    let (name, words) = line.split_once([':', '：'])?;
    let is_apart = words.is_empty() || words.starts_with(char::is_whitespace) || line.contains('：');
    (is_apart && is_name(name)).then(|| (name.trim(), words.trim()))
}

/// Whether a text looks like the name of a person: up to four words that begin with capitals.
pub(super) fn is_name(text: &str) -> bool {
    let text = text.trim();
    let is_word = |word: &str| {
        let begins = word.starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase());
        let has_point = word.strip_suffix('.').unwrap_or(word).contains('.') && word.chars().count() > 5;
        (begins || PARTICLES.contains(&word)) && !has_point && !word.contains([',', ';', '!', '?', '"', '“', '/'])
    };
    text.len() <= MAX_NAME
        && text.starts_with(char::is_alphabetic)
        && text.split_whitespace().count() <= MAX_WORDS
        && text.split_whitespace().all(is_word)
}

fn is_in_capitals(name: &str) -> bool {
    name.chars().count() > 1 && name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}
