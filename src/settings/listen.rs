//! `[listen]` of `config.toml`: voices, speech engines and the player.

use serde::Deserialize;

use crate::listen::engine::{EngineKind, USUAL_RATE, Voice};

/// How articles are read aloud and played.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListenConfig {
    /// The speech engine; empty for the best one that is installed.
    pub engine: String,
    /// The user's own speech engine: a program and its arguments.
    pub command: Vec<String>,
    /// Words a minute.
    pub rate: u32,
    /// The player's program; empty for the best one that is installed.
    pub player: String,
    /// Whether code is read line by line.
    pub code: bool,
    /// Whether tables are read row by row.
    pub tables: bool,
    /// Megabytes of made speech that are kept.
    pub cache: u64,
    /// Megabytes of downloaded recordings that are kept.
    pub downloads: u64,
    /// Voices of single languages.
    pub voices: Vec<ListenVoice>,
}

/// `[[listen.voices]]`: the voice of a language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListenVoice {
    /// The language, a BCP 47 tag such as `de` or `pt-BR`.
    pub language: String,
    /// The speech engine, if it differs.
    pub engine: String,
    /// The voice, by the engine's name for it.
    pub voice: Option<String>,
    /// The path of piper's model.
    pub model: Option<String>,
    /// Words a minute, if they differ.
    pub rate: Option<u32>,
}

impl Default for ListenConfig {
    fn default() -> Self {
        Self {
            engine: String::new(),
            command: Vec::new(),
            rate: USUAL_RATE,
            player: String::new(),
            code: false,
            tables: false,
            cache: 200,
            downloads: 2_000,
            voices: Vec::new(),
        }
    }
}

impl ListenConfig {
    /// Returns the voice for a text in `language`: that of the longest tag that matches, with the common settings.
    #[must_use]
    pub fn voice(&self, language: Option<&str>) -> Voice {
        let wanted = language.unwrap_or_default().to_ascii_lowercase().replace('_', "-");
        let matches = |voice: &&ListenVoice| {
            let tag = voice.language.to_ascii_lowercase();
            wanted.strip_prefix(&tag).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let own = self.voices.iter().filter(matches).max_by_key(|voice| voice.language.len());
        let engine = own.map(|voice| voice.engine.as_str()).filter(|name| !name.is_empty()).unwrap_or(&self.engine);
        Voice {
            engine: EngineKind::named(engine),
            name: own.and_then(|voice| voice.voice.clone()),
            model: own.and_then(|voice| voice.model.clone()),
            rate: Some(own.and_then(|voice| voice.rate).unwrap_or(self.rate)),
            command: self.command.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_its_own_voice_and_else_the_common_settings() {
        let voice = |language: &str, name: &str, rate| ListenVoice {
            language: language.to_owned(),
            engine: "espeak-ng".to_owned(),
            voice: Some(name.to_owned()),
            rate,
            ..ListenVoice::default()
        };
        let voices = vec![voice("de", "mb-de5", Some(160)), voice("de-AT", "at", None)];
        let config = ListenConfig { engine: "say".to_owned(), voices, ..ListenConfig::default() };
        for (language, engine, name, rate) in [
            (Some("de"), EngineKind::EspeakNg, Some("mb-de5"), 160),
            (Some("de_CH"), EngineKind::EspeakNg, Some("mb-de5"), 160),
            (Some("de-at"), EngineKind::EspeakNg, Some("at"), 175),
            (Some("den"), EngineKind::Say, None, 175),
            (None, EngineKind::Say, None, 175),
        ] {
            let voice = config.voice(language);
            assert_eq!(
                (voice.engine, voice.name.as_deref(), voice.rate),
                (Some(engine), name, Some(rate)),
                "{language:?}"
            );
        }
    }
}
