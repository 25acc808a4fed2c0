//! `tidings doctor`: checks settings, store and terminal, and lists speech programs and failing feeds.

use std::io::IsTerminal;
use std::path::Path;

use anyhow::bail;

use super::doctor_private;
use super::out::Out;
use crate::domain::login::mask;
use crate::domain::pluralize;
use crate::library::Library;
use crate::listen::engine::EngineKind;
use crate::listen::players::PlayerKind;
use crate::runtime::listen::is_installed;
use crate::settings::{Paths, Settings};

pub(super) fn run(config_dir: Option<&Path>, out: &mut Out) -> anyhow::Result<()> {
    let paths = Paths::find(config_dir)?;
    out.line(&format!("config    {}", paths.config.display()))?;
    let mut problems = 0;
    let settings = match Settings::load(config_dir) {
        Ok(settings) => {
            out.line("          config.toml, keymap.toml, commands.toml, rules.toml and the theme have no errors")?;
            Some(settings)
        }
        Err(error) => {
            for line in error.lines() {
                problems += 1;
                out.line(&format!("        ! {line}"))?;
            }
            None
        }
    };
    let state = settings.as_ref().map_or(&paths.state, |settings| &settings.paths.state);
    out.line(&format!("store     {}", state.display()))?;
    match Library::open(settings.as_ref().map_or(&paths, |settings| &settings.paths)) {
        Ok(library) => feeds(&library, out)?,
        Err(error) => {
            problems += 1;
            out.line(&format!("        ! {error}"))?;
        }
    }
    doctor_private::warn(settings.as_ref().map_or(&paths, |settings| &settings.paths), settings.as_ref(), out)?;
    terminal(out)?;
    let engines = EngineKind::ALL.map(EngineKind::program).into_iter().filter(|program| !program.is_empty());
    let programs = engines.chain(PlayerKind::ALL.map(PlayerKind::name));
    let speech: Vec<&str> = programs.filter(|name| is_installed(name)).collect();
    let speech = if speech.is_empty() { "no known program found".to_owned() } else { speech.join(", ") };
    out.line(&format!("speech    {speech}"))?;
    if problems > 0 {
        out.finish()?;
        bail!("{} found (see above)", pluralize(problems, "problem"));
    }
    Ok(())
}

fn feeds(library: &Library, out: &mut Out) -> anyhow::Result<()> {
    let feeds = library.store.feeds()?;
    let articles: u32 = feeds.iter().map(|feed| feed.articles).sum();
    let size = std::fs::metadata(library.store.file()).map_or(0, |meta| meta.len());
    let (count, articles) = (pluralize(feeds.len(), "feed"), pluralize(articles as usize, "article"));
    out.line(&format!("          {count}, {articles}, {} KiB", size / 1024))?;
    let waiting = library.store.pending()?;
    if waiting > 0 {
        let waiting = pluralize(waiting, "article");
        out.line(&format!("          {waiting} not indexed yet; the next sync or search will do it"))?;
    }
    let failing: Vec<_> = feeds.iter().filter_map(|feed| Some((feed, feed.error.as_ref()?))).collect();
    out.line(&format!("feeds     {} failing", failing.len()))?;
    for (feed, error) in failing {
        out.line(&format!("        ! {} <{}>: {error}", feed.title, mask(&feed.url)))?;
    }
    Ok(())
}

fn terminal(out: &mut Out) -> anyhow::Result<()> {
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| "not set".to_owned());
    let size = match crossterm::terminal::size() {
        Ok((columns, rows)) if std::io::stdout().is_terminal() => format!("{columns}x{rows}"),
        _ => "not a terminal".to_owned(),
    };
    out.line(&format!("terminal  {size}, TERM {}, COLORTERM {}", variable("TERM"), variable("COLORTERM")))?;
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let is_not_utf8 = locale.as_ref().is_some_and(|locale| !locale.to_lowercase().replace('-', "").contains("utf8"));
    let hint =
        if is_not_utf8 { " (not UTF-8: the reader draws only ASCII, unless [screen] ascii = false)" } else { "" };
    let locale = locale.unwrap_or_else(|| "not set".to_owned());
    out.line(&format!("          locale {locale}{hint}, NO_COLOR {}", variable("NO_COLOR")))?;
    Ok(())
}
