//! Handles the messages and the action of saving.

use super::{Effect as SaveEffect, Job, Msg, Parts};
use crate::app::effect::Effect;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::app::overlay::prompt::PromptKind;
use crate::domain::file_name::file_name;
use crate::input::{Action, Context};

/// The ending of the suggested name.
const ENDING: &str = ".md";
/// The most files that are written at once.
const MAX_FILES: usize = 100;

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Choose(parts) => choose(model, parts),
        Msg::To(name) => write(model, name, false),
        Msg::Overwrite(name) => write(model, name, true),
        Msg::Rename(name) => {
            model.reopen_prompt_with(PromptKind::Save, &name);
            Vec::new()
        }
        Msg::Saved(notice) => model.say(&notice),
        Msg::NotAllSaved(why) => model.fail(why),
        Msg::Exists(name, path) => {
            let rows = vec![
                MenuRow::new("Choose another name", "", Msg::Rename(name.clone())),
                MenuRow::new("Overwrite", "the file is replaced", Msg::Overwrite(name)),
            ];
            model.menu(&format!("{path} exists"), rows)
        }
        Msg::Failed(name, why) => {
            // An error would wait until the prompt closes.
            if model.reopen_prompt_with(PromptKind::Save, &name) { model.say(&why) } else { model.fail(why) }
        }
    }
}

/// Carries out an action; `None` if it is another one.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if action != Action::Save {
        return None;
    }
    if model.context() == Context::Comments {
        return Some(choose(model, Parts::Comments));
    }
    let selected = (model.focus == Pane::Articles).then(|| model.articles.take_selection(MAX_FILES)).flatten();
    match selected {
        Some(Ok(rows)) => {
            model.say("saving …");
            return Some(vec![SaveEffect::WriteAll(rows.into_iter().map(|row| (row.id, row.title)).collect()).into()]);
        }
        Some(Err(why)) => return Some(model.say(&why)),
        None => {}
    }
    let comments = model.target().map_or(0, |row| row.comments.loaded);
    if comments == 0 {
        return Some(choose(model, Parts::Article));
    }
    let rows = vec![
        MenuRow::new("Article", "", Msg::Choose(Parts::Article)),
        MenuRow::new("Article and comments", "", Msg::Choose(Parts::All)),
        MenuRow::new("Comments", "", Msg::Choose(Parts::Comments)),
    ];
    Some(model.menu("Save", rows))
}

/// Asks for the name of the file.
fn choose(model: &mut Model, parts: Parts) -> Vec<Effect> {
    let Some(row) = model.target() else { return model.say("no article to save; select one") };
    let (article, title) = (row.id, row.title.clone());
    let opened = model.reader.opened.clone().filter(|_| model.focus == Pane::Reader);
    let ending = if parts == Parts::Comments { format!(" (comments){ENDING}") } else { ENDING.to_owned() };
    let offered = format!("{}{ending}", file_name(&title));
    model.to_save = Some(Job { article, opened, title, parts });
    model.prompt(PromptKind::Save, &offered)
}

/// Has the file written. The name stays with what is saved, so that the user can correct it.
fn write(model: &mut Model, name: String, overwrite: bool) -> Vec<Effect> {
    let Some(job) = model.to_save.clone() else { return Vec::new() };
    vec![SaveEffect::Write { job, name, overwrite }.into()]
}
