//! Keeps what is spoken in view: the sentence in the text, the comment in the thread.

use super::state::Playing;
use crate::app::document::View;
use crate::app::model::Model;
use crate::app::reader::tree;

/// Finds the sentence that is spoken in the open text, and keeps it in view while the reader follows the voice.
pub(in crate::app) fn settle(model: &mut Model) {
    if model.listen.sleep_at.is_some_and(|at| at <= model.now) {
        model.listen.sleep_at = None;
    }
    let shown = model.reader.opened.as_ref().filter(|opened| opened.view == View::Text);
    let article = shown.map(|opened| opened.article.row.id);
    let height = model.reader_height();
    if article.is_some() {
        follow_comment(model, height);
    }
    let Some(playing) = &mut model.listen.playing else { return };
    if Some(playing.item.article) != article {
        return playing.spoken.clear();
    }
    let line = |playing: &Playing| playing.spoken.pieces.first().map(|(line, ..)| *line);
    // A user who has scrolled away reads elsewhere, and is left there.
    let follows = line(playing).is_none_or(|line| model.reader.has_in_view(line, height));
    let page = &model.reader.page;
    if playing.spoken.find(&page.body, page.width, playing.progress.track, &playing.sentences)
        && follows
        && let Some(line) = line(playing)
    {
        model.reader.bring_into_view(line, height);
    }
}

/// Selects the comment that is read, unless the user has selected another one.
fn follow_comment(model: &mut Model, height: usize) {
    let Some(playing) = &mut model.listen.playing else { return };
    let Some(opened) = model.reader.opened.as_ref().filter(|opened| opened.article.row.id == playing.item.article)
    else {
        return;
    };
    let (Some(id), track) = (playing.comment(), Some(playing.progress.track)) else { return };
    if playing.at_comment.1 == track {
        return;
    }
    let place = opened.thread.nodes().position(|node| node.comment.id.as_str() == id);
    let follows = playing.at_comment.1.is_none() || model.reader.thread.selected == playing.at_comment.0;
    playing.at_comment = (place, track);
    if let Some(place) = place.filter(|_| follows) {
        tree::to_open(&mut model.reader, place, height);
    }
}
