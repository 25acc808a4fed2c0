//! `tidings demo`: opens the reader on a built-in sample news site, with its store in a temporary folder.

use std::path::Path;

use anyhow::Context;

use super::sync::{ProgressPrinter, fetch};
use super::{App, require_terminal};
use crate::demo::serve;
use crate::library::Library;
use crate::runtime;
use crate::settings::{Paths, ReplyConfig, Settings};
use crate::sync::Options;

/// Name and e-mail address of the user in the demo, if the settings have none: the demo needs no setup.
const VISITOR: (&str, &str) = ("A Day Visitor", "visitor@harrowbay.example");
/// Most seconds between two replies in the demo: the sample site accepts this, and the user need not wait long.
const PAUSE: u32 = 5;

/// Runs the demo with the user's settings, keys and theme, but not with their feeds and store.
pub(super) fn run(config_dir: Option<&Path>) -> anyhow::Result<()> {
    let mut settings = Settings::load(config_dir)?;
    require_terminal()?;
    let folder = tempfile::Builder::new().prefix("tidings-demo-").tempdir().context("can't make a temporary folder")?;
    let config = settings.paths.config.display().to_string();
    settings.paths =
        Paths { config: folder.path().to_path_buf(), state: folder.path().join("state"), newsboat: Vec::new() };
    fill_in(&mut settings.config.reply);
    let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let site = server.block_on(serve(chrono::Utc::now())).context("can't start a server on the loopback address")?;
    eprintln!(
        "The sample site is at {}. Settings, keys and themes come from {config}; all other files are in {}.",
        site.base(),
        folder.path().display()
    );
    let library = Library::open(&settings.paths)?;
    library.change_subscriptions(|feeds| site.feeds().iter().filter(|feed| feeds.add(feed)).count())?;
    let app = App { settings, library };
    fetch(&app, &Options::default(), &mut ProgressPrinter::new())?;
    runtime::run(&app.settings, &app.library, &runtime::system_clock())?;
    drop(app);
    drop(site);
    server.shutdown_background();
    Ok(())
}

/// Fills in the name and address that the sample site requires for replies; they stay on this machine.
fn fill_in(config: &mut ReplyConfig) {
    for (setting, value) in [(&mut config.name, VISITOR.0), (&mut config.email, VISITOR.1)] {
        if setting.trim().is_empty() {
            value.clone_into(setting);
        }
    }
    config.pause = config.pause.min(PAUSE);
}
