//! `tidings save`: saves one article in a file, with its cached images if the settings say so.

use anyhow::{Context as _, bail};

use super::App;
use super::out::Out;
use crate::domain::file_name::file_name;
use crate::runtime::export::Parts;
use crate::runtime::save::{SaveError, Saver};

pub(super) fn run(
    app: &App,
    name: &str,
    file: Option<&str>,
    (comments, overwrite): (bool, bool),
    out: &mut Out,
) -> anyhow::Result<()> {
    let id = app.article(name)?;
    let opened = app.library.opened(id)?.context("the article is no longer stored")?;
    let offered = format!("{}.md", file_name(&opened.article.row.title));
    let parts = if comments { Parts::All } else { Parts::Article };
    let saver = Saver::new(&app.library, &app.settings.config.save, app.clock());
    match saver.save(&opened, parts, file.unwrap_or(&offered), overwrite) {
        Ok(saved) => Ok(out.line(&saved.file.display().to_string())?),
        Err(SaveError::Exists(path)) => bail!("{} exists; give another name, or use --overwrite", path.display()),
        Err(error) => Err(error.into()),
    }
}
