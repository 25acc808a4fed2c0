//! Names the speech engines, and says how each is called: a program, its arguments, and where its sound goes.
//!
//! No text is ever an argument: an engine reads it from standard input. Running the programs is left to `runtime`.

use std::ops::RangeInclusive;

use serde::Deserialize;

/// Words a minute of most voices, to which their own scales of speed are related.
pub const USUAL_RATE: u32 = 175;
/// Words a minute that a user can ask for.
pub const RATES: RangeInclusive<u32> = 80..=450;

/// The engines that tidings knows, in the order in which it tries them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineKind {
    /// The user's own program.
    Command,
    /// piper, a neural voice; needs the path of a model.
    Piper,
    /// `say` of macOS.
    Say,
    /// The speech interface of Windows, through PowerShell.
    Sapi,
    /// espeak-ng.
    EspeakNg,
    /// speech-dispatcher, which speaks by itself and gives no sound to play.
    SpdSay,
}

impl EngineKind {
    /// All engines, the preferred ones first.
    pub const ALL: [Self; 6] = [Self::Command, Self::Piper, Self::Say, Self::Sapi, Self::EspeakNg, Self::SpdSay];

    /// Returns the name in settings and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Piper => "piper",
            Self::Say => "say",
            Self::Sapi => "sapi",
            Self::EspeakNg => "espeak-ng",
            Self::SpdSay => "spd-say",
        }
    }

    /// Returns the engine with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns the program; the user's own command names its program itself.
    #[must_use]
    pub fn program(self) -> &'static str {
        match self {
            Self::Command => "",
            Self::Sapi => "powershell.exe",
            kind => kind.name(),
        }
    }
}

/// What the user wants of a voice; settings and arguments make it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voice {
    /// The engine; `None` for the best one that is installed.
    pub engine: Option<EngineKind>,
    /// The voice by the engine's own name for it.
    pub name: Option<String>,
    /// The path of piper's model.
    pub model: Option<String>,
    /// Words a minute.
    pub rate: Option<u32>,
    /// The user's own program and its arguments.
    pub command: Vec<String>,
}

/// Where an engine puts the sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// A WAV file on standard output.
    Stdout,
    /// A WAV file at the path that takes the place of [`WAV_PATH`] in the arguments and in the environment.
    File,
    /// The loudspeaker: the engine ends when it has spoken.
    Speaker,
}

/// Stands in the arguments for the path of the WAV file.
pub const WAV_PATH: &str = "{wav}";
/// The environment variable with the path of the WAV file, for PowerShell, whose arguments are a program.
pub const WAV_VARIABLE: &str = "TIDINGS_WAV";

/// Reads the text from standard input and writes a WAV file. It is constant: nothing from outside is part of it.
const SAPI_SCRIPT: &str = "Add-Type -AssemblyName System.Speech; \
    [Console]::InputEncoding = [Text.Encoding]::UTF8; \
    $s = New-Object System.Speech.Synthesis.SpeechSynthesizer; \
    if ($env:TIDINGS_VOICE) { $s.SelectVoice($env:TIDINGS_VOICE) }; $s.Rate = [int]$env:TIDINGS_RATE; \
    $s.SetOutputToWaveFile($env:TIDINGS_WAV); $s.Speak([Console]::In.ReadToEnd()); $s.Dispose()";

/// A call of an engine, for any number of sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    /// Which engine it is.
    pub kind: EngineKind,
    /// The program.
    pub program: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// Variables of its environment.
    pub env: Vec<(&'static str, String)>,
    /// Where the sound goes.
    pub output: Output,
}

impl Engine {
    /// Returns a text that is the same for all calls that sound alike, for the name of a cached file.
    #[must_use]
    pub fn identity(&self) -> String {
        format!("{}\u{1f}{}\u{1f}{:?}", self.program, self.args.join("\u{1f}"), self.env)
    }
}

/// Returns the engines that can read a text in `language`, the preferred one first: where it fails, the next has a
/// chance. The list is empty if none is installed.
#[must_use]
pub fn candidates(voice: &Voice, language: Option<&str>, is_installed: impl Fn(&str) -> bool) -> Vec<Engine> {
    let mut kinds = EngineKind::ALL.to_vec();
    if let Some(wanted) = voice.engine {
        kinds.sort_by_key(|kind| *kind != wanted);
    }
    let engines = kinds.into_iter().filter_map(|kind| {
        // The name of a voice belongs to the engine for which the user chose it.
        let is_wanted = voice.engine.is_none_or(|wanted| wanted == kind);
        let name = voice.name.as_deref().filter(|_| is_wanted);
        engine(kind, voice, name, language)
    });
    engines.filter(|engine| is_installed(&engine.program)).collect()
}

/// Says why the engine that the user asked for is not the first of `engines`; `None` if it is, or if none was asked for.
#[must_use]
pub fn missing(voice: &Voice, engines: &[Engine]) -> Option<String> {
    let wanted = voice.engine.filter(|wanted| engines.first().is_none_or(|engine| engine.kind != *wanted))?;
    let name = wanted.name();
    Some(match wanted {
        EngineKind::Command => match voice.command.first() {
            Some(program) => format!("[listen] command: {program} is not installed"),
            None => "[listen] engine is \"command\", but [listen] command is empty".to_owned(),
        },
        EngineKind::Piper if voice.model.is_none() => {
            "piper has no voice: set model in [[listen.voices]] for this language".to_owned()
        }
        _ => format!("{name} is not installed"),
    })
}

/// Returns how to call an engine; `None` if it lacks what it needs.
fn engine(kind: EngineKind, voice: &Voice, name: Option<&str>, language: Option<&str>) -> Option<Engine> {
    let rate = voice.rate.unwrap_or(USUAL_RATE).clamp(50, 600);
    let text = |args: &[&str]| args.iter().map(|&arg| arg.to_owned()).collect::<Vec<_>>();
    let mut env = Vec::new();
    let (args, output) = match kind {
        EngineKind::Command => {
            let (program, args) = voice.command.split_first()?;
            let (program, args) = (program.clone(), args.to_vec());
            return Some(Engine { kind, program, args, env, output: Output::Stdout });
        }
        EngineKind::Piper => {
            let length = format!("{:.2}", f64::from(USUAL_RATE) / f64::from(rate));
            let mut args = text(&["--model", voice.model.as_deref()?, "--length_scale", &length]);
            args.extend(text(&["--output_file", "-"]));
            (args, Output::Stdout)
        }
        EngineKind::Say => {
            let mut args = name.map(|name| text(&["-v", name])).unwrap_or_default();
            args.extend(text(&["-r", &rate.to_string(), "-f", "-", "-o", WAV_PATH]));
            args.extend(text(&["--file-format=WAVE", "--data-format=LEI16@22050"]));
            (args, Output::File)
        }
        EngineKind::Sapi => {
            env.push(("TIDINGS_VOICE", name.unwrap_or_default().to_owned()));
            env.push(("TIDINGS_RATE", sapi_rate(rate).to_string()));
            (text(&["-NoProfile", "-NonInteractive", "-Command", SAPI_SCRIPT]), Output::File)
        }
        EngineKind::EspeakNg => {
            let name = name.map_or_else(|| espeak_voice(language), str::to_owned);
            // `-b 1`: the input is UTF-8. `-m` would read markup, so it is left out.
            let args = text(&["-v", &name, "-s", &rate.clamp(80, 450).to_string(), "-b", "1", "--stdin", "--stdout"]);
            (args, Output::Stdout)
        }
        EngineKind::SpdSay => {
            let mut args = text(&["--wait", "--pipe-mode", "--rate", &spd_rate(rate).to_string()]);
            args.extend(name.map(|name| text(&["--synthesis-voice", name])).unwrap_or_default());
            args.extend(primary(language).map(|tag| text(&["--language", &tag])).unwrap_or_default());
            (args, Output::Speaker)
        }
    };
    Some(Engine { kind, program: kind.program().to_owned(), args, env, output })
}

/// Returns the primary language of a tag, in lower case: `de` of `de-CH`.
fn primary(language: Option<&str>) -> Option<String> {
    let tag = language?.split(['-', '_']).next()?.to_ascii_lowercase();
    ((2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase())).then_some(tag)
}

/// Returns espeak-ng's voice for a language; English where the language is unknown.
fn espeak_voice(language: Option<&str>) -> String {
    match primary(language) {
        // Its voices for these have other names.
        Some(tag) if tag == "zh" => "cmn".to_owned(),
        Some(tag) if tag == "no" => "nb".to_owned(),
        Some(tag) => tag,
        None => "en".to_owned(),
    }
}

/// Converts words a minute to the scale of -10 to 10, on which 10 is about three times as fast as 0.
fn sapi_rate(rate: u32) -> i32 {
    let steps = (f64::from(rate) / f64::from(USUAL_RATE)).log(3.0) * 10.0;
    #[expect(clippy::cast_possible_truncation, reason = "the value is within -10 and 10")]
    let steps = steps.round().clamp(-10.0, 10.0) as i32;
    steps
}

/// Converts words a minute to speech-dispatcher's scale of -100 to 100.
fn spd_rate(rate: u32) -> i32 {
    let (rate, usual) = (i64::from(rate), i64::from(USUAL_RATE));
    i32::try_from(((rate - usual) * 100 / usual).clamp(-100, 100)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(voice: &Voice, installed: &[&str]) -> Vec<&'static str> {
        candidates(voice, Some("de-CH"), |name| installed.contains(&name)).iter().map(|e| e.kind.name()).collect()
    }

    #[test]
    fn the_best_installed_engine_comes_first() {
        let all = ["piper", "espeak-ng", "spd-say", "say", "mine"];
        let own = Voice { command: vec!["mine".to_owned(), "-x".to_owned()], ..Voice::default() };
        let piper = Voice { model: Some("/v/de.onnx".to_owned()), ..Voice::default() };
        let espeak = Voice { engine: Some(EngineKind::EspeakNg), ..piper.clone() };
        for (voice, installed, expected) in [
            (&Voice::default(), all.as_slice(), vec!["say", "espeak-ng", "spd-say"]),
            (&own, &all, vec!["command", "say", "espeak-ng", "spd-say"]),
            (&piper, &["piper", "espeak-ng"], vec!["piper", "espeak-ng"]),
            (&espeak, &["piper", "espeak-ng"], vec!["espeak-ng", "piper"]),
            (&piper, &["mpv"], vec![]),
        ] {
            assert_eq!(names(voice, installed), expected, "{voice:?}");
        }
    }

    #[test]
    fn an_engine_gets_language_rate_and_voice_in_its_own_terms() {
        let all = |voice: &Voice, language| candidates(voice, language, |_| true);
        let args = |voice: &Voice, language, kind| {
            let engines = all(voice, language);
            engines.iter().find(|engine| engine.kind == kind).unwrap().args.join(" ")
        };
        let usual = Voice::default();
        let fast = Voice { rate: Some(350), model: Some("m.onnx".to_owned()), ..Voice::default() };
        for (voice, language, kind, expected) in [
            (&usual, Some("pt-BR"), EngineKind::EspeakNg, "-v pt -s 175 -b 1 --stdin --stdout"),
            (&usual, Some("zh_Hant"), EngineKind::EspeakNg, "-v cmn -s 175 -b 1 --stdin --stdout"),
            (&usual, None, EngineKind::EspeakNg, "-v en -s 175 -b 1 --stdin --stdout"),
            (&usual, Some("-w/etc/x"), EngineKind::EspeakNg, "-v en -s 175 -b 1 --stdin --stdout"),
            (&fast, None, EngineKind::Piper, "--model m.onnx --length_scale 0.50 --output_file -"),
            (&fast, Some("fr"), EngineKind::SpdSay, "--wait --pipe-mode --rate 100 --language fr"),
        ] {
            assert_eq!(args(voice, language, kind), expected);
        }
        assert_eq!([58, 175, 525].map(sapi_rate), [-10, 0, 10]);
    }

    #[test]
    fn a_voice_is_not_given_to_another_engine() {
        let voice = Voice { engine: Some(EngineKind::Say), name: Some("Anna".to_owned()), ..Voice::default() };
        let engines = candidates(&voice, Some("de"), |_| true);
        assert!(engines[0].args.contains(&"Anna".to_owned()));
        assert!(engines[1..].iter().all(|engine| !engine.args.contains(&"Anna".to_owned())));
    }
}
