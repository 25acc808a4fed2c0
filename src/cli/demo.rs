//! `tidings demo`: the real program on a small news site of its own, in a folder that is thrown away.

use std::path::Path;

use anyhow::Context;

use super::sync::{Teller, fetch};
use super::{App, require_terminal};
use crate::demo::serve;
use crate::library::Library;
use crate::runtime;
use crate::settings::{Paths, ReplyConfig, Settings};
use crate::sync::Options;

/// Who writes replies where the user has not said a name: nobody has to set anything up to try it.
const VISITOR: (&str, &str) = ("A Day Visitor", "visitor@harrowbay.example");
/// Seconds between two replies. The newspaper wants no more, and nobody is to sit and wait in a demo.
const PAUSE: u32 = 5;

/// Runs it. The user's own settings, keys and theme hold; their feeds and store are not touched.
pub(super) fn run(config_dir: Option<&Path>) -> anyhow::Result<()> {
    let mut settings = Settings::load(config_dir)?;
    require_terminal()?;
    let folder =
        tempfile::Builder::new().prefix("tidings-demo-").tempdir().context("no temporary folder can be made")?;
    let theirs = settings.paths.config.display().to_string();
    settings.paths =
        Paths { config: folder.path().to_path_buf(), state: folder.path().join("state"), newsboat: Vec::new() };
    replies(&mut settings.config.reply);
    let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let site = server.block_on(serve(chrono::Utc::now())).context("no loopback server can be started")?;
    eprintln!(
        "The sample site is at {}; settings, keys and themes are those of {theirs}, everything else is in {}.",
        site.base(),
        folder.path().display()
    );
    let library = Library::open(&settings.paths)?;
    library.change_subscriptions(|feeds| site.feeds().iter().filter(|feed| feeds.add(feed)).count())?;
    let app = App { settings, library };
    fetch(&app, &Options::default(), &mut Teller::new())?;
    runtime::run(&app.settings, &app.library, &runtime::system_clock())?;
    drop(app);
    drop(site);
    server.shutdown_background();
    Ok(())
}

/// Fills in what the newspaper asks of those who reply; nothing of it leaves the machine.
fn replies(config: &mut ReplyConfig) {
    if config.name.trim().is_empty() {
        VISITOR.0.clone_into(&mut config.name);
    }
    if config.email.trim().is_empty() {
        VISITOR.1.clone_into(&mut config.email);
    }
    config.pause = config.pause.min(PAUSE);
}
