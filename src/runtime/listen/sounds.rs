//! Makes what is played from an article: the sentences of a voice and the engines that may speak them, or the recording.

use super::sound::{self, Recording, Sound, Source, Speech};
use super::worker::Setup;
use crate::domain::media::seconds;
use crate::domain::{Article, CommentStatus, Thread, Transcript};
use crate::library::Library;
use crate::listen::engine::{Engine, Output, Voice, candidates, missing};
use crate::listen::playback::Marks;
use crate::listen::{self, Options, Place, Script, append_comments, estimate};
use crate::runtime::system::child::is_installed;
use crate::settings::ListenConfig;
use crate::sync::Context;

/// Returns how sound is made, from the settings.
#[must_use]
pub fn setup(library: &Library, config: &ListenConfig) -> Setup {
    Setup {
        player: config.player.clone(),
        cache: library.paths.state.join("speech"),
        cache_limit: config.cache.saturating_mul(1_000_000),
    }
}

/// Returns the publisher's recording: the file if it is downloaded, else its address.
#[must_use]
pub fn recording(article: &Article, marks: Marks, context: &Context) -> Option<Recording> {
    let found = listen::recording(article)?;
    let source = match context.downloads.file(&found.url) {
        Some(file) => Source::File(file),
        None => Source::Address { url: found.url, context: Box::new(context.clone()) },
    };
    Some(Recording { source, seconds: found.seconds.map_or(0.0, f64::from), marks })
}

/// Returns where the sentences and chapters of a recording begin, and its sentences as the text has them. A transcript
/// without times has no sentences to follow.
#[must_use]
pub fn marks(article: &Article, transcript: Option<Transcript>) -> (Marks, Vec<String>) {
    let cues =
        transcript.filter(|transcript| transcript.is_timed).map(|transcript| transcript.cues).unwrap_or_default();
    let sentences = cues.iter().map(|cue| seconds(cue.start)).collect();
    let chapters = article.media.chapters.iter().map(|chapter| seconds(chapter.start)).collect();
    (Marks { sentences, chapters }, cues.into_iter().map(|cue| cue.text.into_string()).collect())
}

/// Returns the voice that reads an article, and its sentences as the text has them.
#[must_use]
pub fn voice(article: &Article, config: &ListenConfig) -> (Sound, Vec<String>) {
    let script = script(article, config);
    (sound_of(&script, config), sentences(&script))
}

fn sound_of(script: &Script, config: &ListenConfig) -> Sound {
    let voice = config.voice(script.language.as_deref());
    let engines = engines(&voice, script.language.as_deref());
    let missing = missing(&voice, &engines);
    Sound::Voice(sound::Voice { speech: speech(script, &voice), engines, missing })
}

fn sentences(script: &Script) -> Vec<String> {
    let text = |sentence: &listen::Sentence| match sentence.place {
        Place::Text => sentence.text.clone(),
        Place::Title | Place::Comment(_) => String::new(),
    };
    script.sentences.iter().map(text).collect()
}

/// A voice that reads an article with its comments.
#[derive(Debug)]
pub struct CommentsRead {
    /// The voice.
    pub sound: Sound,
    /// The second at which the comments begin.
    pub from: f64,
    /// The sentences, as the text has them; empty for those of comments.
    pub sentences: Vec<String>,
    /// For each sentence the id of its comment, empty for those of the text.
    pub comments: Vec<String>,
}

/// Returns the voice that reads the comments, from the one with the id `from` or from the first; `None` without any.
#[must_use]
pub fn comments(article: &Article, thread: &Thread, from: Option<&str>, config: &ListenConfig) -> Option<CommentsRead> {
    let mut script = script(article, config);
    add_comments(&mut script, thread);
    let id = |sentence: &listen::Sentence| match sentence.place {
        Place::Comment(place) => thread.get(place).map(|node| node.comment.id.to_string()),
        Place::Title | Place::Text => None,
    };
    let comments: Vec<String> = script.sentences.iter().map(|sentence| id(sentence).unwrap_or_default()).collect();
    let first = comments.iter().position(|id| Some(id.as_str()) == from);
    let first = first.or_else(|| comments.iter().position(|id| !id.is_empty()))?;
    let sound = sound_of(&script, config);
    let Sound::Voice(sound::Voice { speech, .. }) = &sound else { return None };
    // The sum of the same guesses that the player has, and a little more, so that it is the comment's own sentence.
    let from = speech.iter().take(first).map(|sentence| sentence.seconds).sum::<f64>() + 0.001;
    Some(CommentsRead { from, sentences: sentences(&script), comments, sound })
}

/// Returns the script of an article's text.
#[must_use]
pub fn script(article: &Article, config: &ListenConfig) -> Script {
    let row = &article.row;
    let options = Options { code: config.code, tables: config.tables };
    let (author, base, language) = (row.author.as_ref(), row.url.as_deref(), article.language.as_deref());
    listen::article(&row.title, author, &row.feed_title, &article.html, base, language, options)
}

/// Appends the comments that are not done.
pub fn add_comments(script: &mut Script, thread: &Thread) {
    append_comments(script, thread, |place| {
        thread.get(place).is_some_and(|node| node.comment.mark == CommentStatus::Done)
    });
}

/// Returns the sentences for the engine.
#[must_use]
pub fn speech(script: &Script, voice: &Voice) -> Vec<Speech> {
    let rate = voice.rate.unwrap_or(listen::engine::USUAL_RATE);
    let speech = |sentence: &listen::Sentence| Speech {
        text: sentence.spoken.clone(),
        pause: sentence.pause,
        block: sentence.block,
        seconds: estimate(sentence, rate).as_secs_f64(),
    };
    script.sentences.iter().map(speech).collect()
}

/// Returns the engines for a language that the machine has. If the preferred one speaks by itself, it is the only one.
#[must_use]
pub fn engines(voice: &Voice, language: Option<&str>) -> Vec<Engine> {
    let mut engines = candidates(voice, language, is_installed);
    if engines.first().is_some_and(|engine| engine.output == Output::Speaker) {
        engines.truncate(1);
    }
    engines
}
