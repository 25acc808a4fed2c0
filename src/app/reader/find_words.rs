//! Carries out a search in the open article and says how many lines match.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::thread;
use crate::input::Action;

/// Finds words in the text and its comments. `runtime` searches the comments that are not laid out.
pub(super) fn find(model: &mut Model, words: &str) -> Vec<Effect> {
    let height = model.reader_height();
    let count = model.reader.find(words);
    model.reader.find_jump(0, height);
    let opened = model.reader.opened.clone().filter(|_| model.reader.has_unset_comments());
    // While comments are searched, nothing is missing yet.
    if count > 0 || opened.is_none() {
        say_count(model, words, count);
    }
    opened.map(|opened| thread::Effect::FindIn(opened, words.to_lowercase()).into()).into_iter().collect()
}

/// Shows how many lines match, and the keys that go from match to match.
pub(super) fn say_count(model: &mut Model, words: &str, count: usize) {
    let notice = match count {
        0 => format!("“{words}” not found in this text"),
        1 => "1 match".to_owned(),
        n => {
            let (next, previous) = (model.key(Action::FindNext), model.key(Action::FindPrevious));
            format!("{n} matches ({next}, {previous}: next, previous)")
        }
    };
    model.say(&notice);
}
