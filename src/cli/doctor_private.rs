//! The part of `tidings doctor` that finds passwords in `feeds.toml`, and private files that others can read.

use std::path::Path;

use super::out::Out;
use crate::domain::login::{mask, take_login};
use crate::settings::{Paths, Settings, Subscriptions};

/// Prints a warning for each problem; none of them keeps tidings from working.
pub(super) fn warn(paths: &Paths, settings: Option<&Settings>, out: &mut Out) -> anyhow::Result<()> {
    // A file with an error was reported before.
    let feeds = Subscriptions::load(&paths.feeds_file());
    for feed in feeds.iter().flat_map(Subscriptions::list) {
        if take_login(&feed.url, |_| false).is_some() {
            let advice = "feeds.toml has its password; `tidings remove` and `tidings add` move it to secrets.toml, or see \
                          [[site]] in config.toml";
            out.line(&format!("        ! {}: {advice}", mask(&feed.url)))?;
        }
    }
    let sites = settings.map(|settings| settings.config.site.as_slice()).unwrap_or_default();
    let config = sites.iter().any(|site| !site.headers.is_empty()).then(|| paths.config_file());
    let cookies = sites.iter().filter_map(|site| Some(paths.folder(site.cookies.as_ref()?)));
    let files = config.into_iter().chain(cookies).chain([paths.secrets_file()]);
    for file in files.filter(|file| others_can_read(file)) {
        out.line(&format!(
            "        ! others can read {}; make it yours: chmod 600 {}",
            file.display(),
            file.display()
        ))?;
    }
    let state = &paths.state;
    if others_can_read(state) {
        out.line(&format!(
            "        ! others can read {}; make it yours: chmod 700 {}",
            state.display(),
            state.display()
        ))?;
    }
    Ok(())
}

/// Returns whether other users of this machine can read a file or folder. Only Unix has modes to tell by.
fn others_can_read(file: &Path) -> bool {
    #[cfg(unix)]
    let is_open =
        |found: &std::fs::Metadata| std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o044 != 0;
    #[cfg(not(unix))]
    let is_open = |_: &std::fs::Metadata| false;
    std::fs::metadata(file).is_ok_and(|found| is_open(&found))
}
