//! Actions on the publisher's recording: the choice between it and the voice, its chapters, its download.

use super::{Effect as ListenEffect, Msg};
use crate::app::document::PREVIEW_ID;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::app::overlay::stack::Overlay;
use crate::domain::media::Chapter;
use crate::input::Action;
use crate::listen::progress::clock;

/// Plays the article as the other kind: the recording instead of the voice, or the voice instead of the recording.
pub(super) fn switch(model: &mut Model) -> Vec<Effect> {
    let Some(item) = model.listen.playing.as_ref().map(|playing| playing.item.clone()) else {
        return say_nothing_plays(model);
    };
    vec![ListenEffect::Play(item.article, Some(item.heard.kind.other())).into()]
}

/// Lists the chapters of the recording that plays.
pub(super) fn chapters(model: &mut Model) -> Vec<Effect> {
    let Some(playing) = &model.listen.playing else { return say_nothing_plays(model) };
    let current = playing.chapter().map(|chapter| chapter.start);
    let row = |chapter: &Chapter| {
        let sign = if current == Some(chapter.start) { "▶" } else { "" };
        let title = format!("{} {}", clock(chapter.seconds()), chapter.title);
        MenuRow::new(&title, sign, Msg::SeekTo(chapter.seconds()))
    };
    let rows: Vec<MenuRow> = playing.chapters.iter().map(row).collect();
    if rows.is_empty() {
        return model.say("what is playing has no chapters");
    }
    let at = current.and_then(|start| playing.chapters.iter().position(|chapter| chapter.start == start));
    let effects = model.menu("Chapters", rows);
    if let (Some(Overlay::Menu(menu)), Some(at)) = (model.overlays.last_mut(), at) {
        menu.cursor = at;
    }
    effects
}

/// Downloads the recording of the open or selected article.
pub(super) fn download(model: &mut Model) -> Vec<Effect> {
    match model.target().map(|row| row.id) {
        Some(PREVIEW_ID) => model.say_is_preview(),
        Some(article) => vec![ListenEffect::Download(article).into()],
        None => model.say("no article is selected"),
    }
}

pub(super) fn say_nothing_plays(model: &mut Model) -> Vec<Effect> {
    let key = model.key(Action::Listen);
    model.say(&format!("nothing is playing ({key}: listen)"))
}
