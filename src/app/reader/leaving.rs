//! Stores what the user has done in an article: the place, marks and folds.

use super::Effect as ReaderEffect;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::thread;

/// Stores the place, marks and folds that the store does not have yet.
pub(in crate::app) fn save(model: &mut Model) -> Vec<Effect> {
    let height = model.reader_height();
    let place = model.reader.unsaved_place(height);
    let mut effects: Vec<Effect> =
        place.map(|(id, position)| ReaderEffect::KeepPosition(id, position).into()).into_iter().collect();
    effects.extend(save_marks(model));
    effects
}

/// Stores which comments the user has seen, and which are folded.
fn save_marks(model: &mut Model) -> Vec<Effect> {
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone().filter(|opened| !opened.is_preview()) else { return Vec::new() };
    let mut effects = Vec::new();
    let seen = reader.thread.triage.take_seen();
    if !seen.is_empty() {
        effects.push(thread::Effect::See { opened: opened.clone(), places: seen }.into());
    }
    let own = reader.thread.own_folds();
    if reader.thread.saved_folds != own {
        let (folded, released) = own.clone();
        reader.thread.saved_folds = own;
        effects.push(thread::Effect::KeepFolds { opened, folded, released }.into());
    }
    effects
}
