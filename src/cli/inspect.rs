//! `tidings inspect`: parses a document and prints the result without using the store.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};

use super::args::Kind;
use super::out::Out;
use super::{block_on, comments, input, json};
use crate::domain::encoding::decode_page;
use crate::domain::{ClockFormat, Thread, Warning};
use crate::net::{Client, Request};
use crate::runtime::net_options;
use crate::settings::Settings;
use crate::{comments as sources, feeds, page};

/// The longest time for parsing a document.
const LIMIT: Duration = Duration::from_secs(30);

pub(super) struct Options<'a> {
    pub(super) source: &'a str,
    pub(super) base: Option<&'a str>,
    pub(super) width: u16,
    pub(super) json: bool,
}

struct Input {
    bytes: Vec<u8>,
    content_type: Option<String>,
    base: Option<String>,
}

pub(super) fn run(settings: &Settings, kind: Kind, options: &Options<'_>, out: &mut Out) -> anyhow::Result<()> {
    let mut input = read(settings, options.source)?;
    if let Some(base) = options.base {
        url::Url::parse(base).with_context(|| format!("--base {base} is not an address"))?;
        input.base = Some(base.to_owned());
    }
    let clock = settings.config.screen.clock_format();
    match kind {
        Kind::Feed => feed(input, options, clock, out),
        Kind::Page => page(input, options, clock, out),
        Kind::Comments => thread(input, options, clock, out),
    }
}

fn feed(input: Input, options: &Options<'_>, clock: ClockFormat, out: &mut Out) -> anyhow::Result<()> {
    let parsed = run_with_deadline(options, move || {
        feeds::parse(&input.bytes, input.content_type.as_deref(), input.base.as_deref().unwrap_or_default())
    })?;
    let (feed, warnings) = parsed.with_context(|| options.source.to_owned())?;
    if options.json {
        return out.json(&json::InspectedFeed::new(&feed, &warnings));
    }
    out.line(&format!("{} · {}", feed.title.as_deref().unwrap_or("untitled"), feed.format))?;
    if let Some(url) = &feed.url {
        out.line(url)?;
    }
    for entry in &feed.entries {
        let date = entry.published.map_or_else(|| "undated".into(), |time| clock.date(time));
        let comments = entry.comment_count.map(|n| format!("  ({n} comments)")).unwrap_or_default();
        out.line(&format!("{date:>10}  {}{comments}", entry.title.as_deref().unwrap_or("untitled")))?;
        if let Some(url) = &entry.url {
            out.line(&format!("            {url}"))?;
        }
    }
    for warning in &warnings {
        out.line(&format!("({warning})"))?;
    }
    Ok(())
}

fn page(input: Input, options: &Options<'_>, clock: ClockFormat, out: &mut Out) -> anyhow::Result<()> {
    let width = usize::from(options.width);
    let (found, document) = run_with_deadline(options, move || {
        let html = decode_page(&input.bytes, input.content_type.as_deref());
        let found = page::extract(&html, input.base.as_deref());
        let document = page::render(&found.html.0, input.base.as_deref(), &page::RenderOptions::new(width));
        (found, document)
    })?;
    if options.json {
        return out.json(&json::InspectedPage::new(&found));
    }
    out.line(&found.title)?;
    let author = found.author.as_ref().map(|author| format!("By {author}"));
    let date = found.published.map(|time| clock.date_time(time));
    let facts: Vec<String> =
        author.into_iter().chain(date).chain(found.site.as_ref().map(ToString::to_string)).collect();
    out.line(&facts.join(" · "))?;
    out.line("")?;
    for line in &document.lines {
        out.line(&line.text())?;
    }
    for warning in &found.warnings {
        out.line(&format!("({warning})"))?;
    }
    Ok(())
}

fn thread(input: Input, options: &Options<'_>, clock: ClockFormat, out: &mut Out) -> anyhow::Result<()> {
    let loaded = run_with_deadline(options, move || {
        sources::recognise(&input.bytes, input.content_type.as_deref(), input.base.as_deref())
    })?;
    let loaded = loaded.with_context(|| options.source.to_owned())?;
    let (thread, odd) = Thread::build(loaded.comments.clone());
    let warnings: Vec<Warning> = loaded.warnings.iter().cloned().chain(odd).collect();
    if options.json {
        return out.json(&json::Comments::inspected(&loaded, &thread, [warnings, loaded.gaps.clone()].concat()));
    }
    let missing = loaded.gaps.iter().map(|gap| Warning::new(format!("missing: {gap}")));
    let warnings: Vec<Warning> = warnings.into_iter().chain(missing).collect();
    comments::print_inspected(&loaded.source, (&thread, &warnings), (clock, usize::from(options.width)), out)
}

/// Runs `work` on a thread of its own, and abandons the thread at the deadline.
fn run_with_deadline<T: Send + 'static>(
    options: &Options<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<T> {
    page::run_with_deadline(LIMIT, work)
        .with_context(|| format!("can't parse {}: it is too large, too deeply nested or broken", options.source))
}

fn read(settings: &Settings, source: &str) -> anyhow::Result<Input> {
    if source.starts_with("http://") || source.starts_with("https://") {
        return fetch(settings, source);
    }
    let bytes = input::read(Path::new(source))?;
    if bytes.is_empty() {
        bail!("{source} is empty");
    }
    Ok(Input { bytes, content_type: None, base: None })
}

fn fetch(settings: &Settings, url: &str) -> anyhow::Result<Input> {
    let client = Client::new(net_options(&settings.paths, &settings.config));
    let answer = block_on(async {
        let request = Request { url: url.to_owned(), ..Request::default() };
        Ok(client.get(&request).await?.ok()?)
    })?;
    Ok(Input { bytes: answer.body, content_type: answer.content_type, base: Some(answer.url) })
}
