//! Offers the user's settings files for editing, and describes single settings.

use super::effect::Effect;
use super::model::Model;
use super::overlay;
use super::overlay::menu::MenuRow;
use crate::settings::{Described, SettingsFile};

/// Shows the menu of settings files.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let row = |file: SettingsFile| MenuRow::new(file.name(), file.about(), overlay::Msg::EditFile(file));
    model.menu("Edit in your editor", SettingsFile::ALL.map(row).into())
}

/// Shows what a setting is for, its default, and where it is set.
pub(super) fn describe(model: &mut Model, setting: &Described) -> Vec<Effect> {
    let Described { section, key, default, about } = setting;
    let mut rows: Vec<MenuRow> = textwrap::wrap(about, 76).iter().map(|line| MenuRow::info(line, "")).collect();
    if !default.is_empty() {
        rows.push(MenuRow::info(&format!("Default: {key} = {default}"), ""));
    }
    let edit = overlay::Msg::EditFile(SettingsFile::Config);
    rows.push(MenuRow::new("Edit config.toml", &format!("add it below [{section}]"), edit));
    let cursor = rows.len() - 1;
    model.menu_at(&format!("[{section}] {key}"), rows, cursor)
}
