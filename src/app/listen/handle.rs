//! Handles messages and actions of listening.

use chrono::TimeDelta;

use super::audio;
use super::queue;
use super::state::Playing;
use super::{Effect as ListenEffect, Msg};
use crate::app::document::PREVIEW_ID;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::app::overlay::stack::Overlay;
use crate::domain::ArticleId;
use crate::domain::queue::SoundKind;
use crate::input::Action;
use crate::listen::playback::{Input, MOVE, SPEED_STEP};
use crate::listen::progress::Progress;

/// A step of the volume in percent.
const VOLUME_STEP: i16 = 10;
/// Seconds after which the place is stored anew.
const KEEP_EVERY: f64 = 5.0;
/// The minutes of the sleep timer that the menu offers.
const SLEEP: [u16; 5] = [10, 15, 30, 45, 60];

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Began { item, sentences, comments, chapters } => {
            return began(model, Playing { comments, chapters, ..Playing::new(item, sentences) });
        }
        Msg::Marks { article, sentences, chapters } => {
            let playing = model.listen.playing.as_mut().filter(|playing| playing.item.article == article);
            if let Some(playing) = playing.filter(|playing| playing.item.heard.kind == SoundKind::Audio) {
                (playing.sentences, playing.chapters) = (sentences, chapters);
                playing.spoken.clear();
            }
        }
        Msg::Progress(progress) => return progressed(model, progress),
        Msg::Ended => return ended(model),
        Msg::Failed(why) => {
            let mut effects = keep(model);
            model.listen.playing = None;
            effects.extend(model.fail(why));
            return effects;
        }
        Msg::Queue(queue) => model.listen.queue = queue,
        Msg::QueueChanged { queue, notice, plays } => return queue::changed(model, queue, &notice, plays),
        Msg::PlayAt(at) => {
            if let Some(article) = model.listen.queue.get(at).map(|item| item.article) {
                return play(model, article);
            }
        }
        Msg::SeekTo(second) => return vec![ListenEffect::Input(Input::SeekTo(second)).into()],
        Msg::Change(at, action) => return queue::change(model, at, action),
        Msg::Sleep(minutes) => return sleep(model, minutes),
    }
    Vec::new()
}

/// Carries out an action; `None` if it is none of listening.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let input = match action {
        Action::Listen => return Some(listen(model)),
        Action::ListenComments => return Some(listen_to_comments(model)),
        Action::ListenToggle => return Some(toggle(model)),
        Action::ListenStop => return Some(stop(model)),
        Action::ListenNext => return Some(skip(model, 1)),
        Action::ListenPrevious => return Some(skip(model, -1)),
        Action::SwitchSound => return Some(audio::switch(model)),
        Action::Chapters => return Some(audio::chapters(model)),
        Action::Download => return Some(audio::download(model)),
        Action::SleepTimer => return Some(sleep_menu(model)),
        Action::Queue => {
            let at = model.listen.place().unwrap_or(0);
            model.overlays.push(Overlay::Queue(at));
            return Some(Vec::new());
        }
        Action::QueueAdd => return Some(queue::add(model, false)),
        Action::QueueUnread => return Some(queue::add(model, true)),
        Action::QueueClear => return Some(queue::clear(model)),
        Action::QueueRemove | Action::QueueEarlier | Action::QueueLater => {
            return Some(queue::change_selected(model, action));
        }
        Action::SeekBack => Input::SeekBy(-MOVE),
        Action::SeekForward => Input::SeekBy(MOVE),
        Action::SentenceBack => Input::Sentences(-1),
        Action::SentenceForward => Input::Sentences(1),
        Action::SpokenParagraphBack => Input::Paragraphs(-1),
        Action::SpokenParagraphForward => Input::Paragraphs(1),
        Action::Faster => Input::SpeedBy(SPEED_STEP),
        Action::Slower => Input::SpeedBy(-SPEED_STEP),
        Action::Louder => Input::VolumeBy(VOLUME_STEP),
        Action::Quieter => Input::VolumeBy(-VOLUME_STEP),
        _ => return None,
    };
    if model.listen.playing.is_none() {
        return Some(audio::say_nothing_plays(model));
    }
    Some(vec![ListenEffect::Input(input).into()])
}

/// Plays or pauses the open or selected article.
fn listen(model: &mut Model) -> Vec<Effect> {
    let Some(article) = model.target().map(|row| row.id) else { return model.say("no article is selected") };
    if article == PREVIEW_ID {
        return model.say_is_preview();
    }
    if model.listen.is_playing(article) {
        return vec![ListenEffect::Input(Input::Toggle).into()];
    }
    play(model, article)
}

/// Reads the comments of the open article, from the selected one.
fn listen_to_comments(model: &mut Model) -> Vec<Effect> {
    let Some(opened) = model.reader.opened.clone().filter(|opened| !opened.is_preview()) else {
        return model.say("open an article to listen to its comments");
    };
    let selected = model.reader.thread.selected.and_then(|place| opened.thread.get(place));
    let from = selected.map(|node| node.comment.id.to_string());
    let mut effects = keep(model);
    effects.push(ListenEffect::PlayComments(opened.article.row.id, from).into());
    effects
}

/// Pauses or goes on, wherever the user reads; without an article plays the first of the queue.
fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.listen.playing.is_some() {
        return vec![ListenEffect::Input(Input::Toggle).into()];
    }
    match model.listen.queue.first().map(|item| item.article) {
        Some(article) => play(model, article),
        None => audio::say_nothing_plays(model),
    }
}

fn play(model: &mut Model, article: ArticleId) -> Vec<Effect> {
    let mut effects = keep(model);
    effects.push(ListenEffect::Play(article, None).into());
    effects
}

fn stop(model: &mut Model) -> Vec<Effect> {
    if model.listen.playing.is_none() {
        return audio::say_nothing_plays(model);
    }
    let mut effects = keep(model);
    (model.listen.playing, model.listen.sleep_at) = (None, None);
    effects.push(ListenEffect::Stop.into());
    effects
}

fn skip(model: &mut Model, by: isize) -> Vec<Effect> {
    match model.listen.beside(by).map(|item| item.article) {
        Some(article) => play(model, article),
        None if model.listen.playing.is_none() => audio::say_nothing_plays(model),
        None if by > 0 => model.say("nothing comes after this in the queue"),
        None => model.say("nothing comes before this in the queue"),
    }
}

fn began(model: &mut Model, playing: Playing) -> Vec<Effect> {
    let item = playing.item.clone();
    let known = model.listen.queue.iter_mut().find(|known| known.article == item.article);
    let is_queued = known.map(|known| known.clone_from(&item)).is_some();
    let at = model.listen.place().map_or(0, |at| at + 1);
    model.listen.playing = Some(playing);
    let mut effects = Vec::new();
    if item.heard.kind == SoundKind::Audio {
        effects.push(ListenEffect::FetchMedia(item.article).into());
    }
    if !is_queued {
        // What is played is always in the queue, so that it goes on after a restart.
        model.listen.queue.insert(at, item);
        effects.push(ListenEffect::SetQueue(queue::articles(model)).into());
    }
    effects
}

fn progressed(model: &mut Model, progress: Progress) -> Vec<Effect> {
    let Some(playing) = &mut model.listen.playing else { return Vec::new() };
    let has_paused = progress.is_paused && !playing.progress.is_paused;
    playing.item.heard.position = progress.elapsed;
    if progress.total > 0.0 && progress.is_exact {
        playing.item.heard.seconds = Some(progress.total);
    }
    playing.progress = progress;
    if let Some(known) = model.listen.queue.iter_mut().find(|known| known.article == playing.item.article) {
        known.clone_from(&playing.item);
    }
    if has_paused || (playing.item.heard.position - playing.kept).abs() >= KEEP_EVERY {
        return keep(model);
    }
    Vec::new()
}

/// Returns the effect that stores how much was heard.
pub(in crate::app) fn keep(model: &mut Model) -> Vec<Effect> {
    let Some(playing) = &mut model.listen.playing else { return Vec::new() };
    playing.kept = playing.item.heard.position;
    // A second of the comments would be one beyond the end of the text, which is read alone the next time.
    if playing.comment().is_some() {
        return Vec::new();
    }
    vec![ListenEffect::Keep(playing.item.article, playing.item.heard).into()]
}

/// Takes the article that was heard out of the queue, and plays the next one.
fn ended(model: &mut Model) -> Vec<Effect> {
    let at = model.listen.place();
    let Some(playing) = model.listen.playing.take() else { return Vec::new() };
    let article = playing.item.article;
    let mut effects = vec![ListenEffect::Heard(article).into()];
    model.articles.touch(&[article], |row| row.read = true);
    if let Some(at) = at {
        model.listen.queue.remove(at);
        effects.push(ListenEffect::SetQueue(queue::articles(model)).into());
        match model.listen.queue.get(at).map(|item| item.article) {
            Some(next) => effects.push(ListenEffect::Play(next, None).into()),
            None => {
                model.say("the end of the queue");
            }
        }
    }
    effects
}

fn sleep_menu(model: &mut Model) -> Vec<Effect> {
    if model.listen.playing.is_none() {
        return audio::say_nothing_plays(model);
    }
    let row = |minutes: u16| MenuRow::new(&format!("pause after {minutes} minutes"), "", Msg::Sleep(minutes));
    let mut rows: Vec<MenuRow> = SLEEP.into_iter().map(row).collect();
    if model.listen.sleep_at.is_some() {
        rows.insert(0, MenuRow::new("turn the timer off", "", Msg::Sleep(0)));
    }
    model.menu("Sleep timer", rows)
}

fn sleep(model: &mut Model, minutes: u16) -> Vec<Effect> {
    model.listen.sleep_at = (minutes > 0).then(|| model.now + TimeDelta::minutes(minutes.into()));
    let notice = if minutes > 0 { format!("sleep timer: {minutes} minutes") } else { "sleep timer off".to_owned() };
    let mut effects = vec![ListenEffect::Sleep((minutes > 0).then_some(minutes)).into()];
    effects.extend(model.say(&notice));
    effects
}
