//! Carries out the effects of the stories' room: reads a story and compares its texts, beside the thread that keys need.

use crate::app::stories::{Effect, Msg as StoriesMsg};
use crate::domain::{ArticleId, Story};
use crate::library::{Library, LibraryError};
use crate::runtime::shell::ports::Shell;
use crate::sync;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    let Effect::Load { ticket, article } = effect;
    let request = shell.requests.begin();
    let _ = shell.prepares.send(Box::new(move |library| {
        let story = load(library, article);
        request.answer(story.map(|story| StoriesMsg::Loaded { ticket, article, story: story.map(Box::new) }.into()));
    }));
}

fn load(library: &Library, article: ArticleId) -> Result<Option<Story>, LibraryError> {
    let Some(mut story) = sync::story_of(&library.store, article)? else { return Ok(None) };
    sync::compare(&library.store, &mut story)?;
    Ok(Some(story))
}
