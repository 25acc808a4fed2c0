//! Fetches, parses and saves one feed, and schedules its next fetch.
//!
//! `run` chooses the feeds, and how many to fetch at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::due::{self, Schedule};
use super::{Context, FailureKind, Moved, Outcome, Progress, SyncError, edits, host, reviews};
use crate::domain::feed::{command_name, title_from_address};
use crate::domain::{ArticleId, Entry, FeedId, Text, Time};
use crate::feeds::FeedReader;
use crate::net::{NetError, Request, Response, Trust, host_key};
use crate::page;
use crate::store::{FeedState, FetchOutcome, FetchRecord, SaveResult, Saving};

/// The formats of feeds, as a value of `Accept`.
pub(super) const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                      application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5";
/// Publication times from which the interval is estimated.
const RECENT: usize = 10;
/// Time after the end of a host's pause when its pauses count from one again.
const FORGIVEN: Duration = Duration::from_hours(24);

/// Result of fetching one feed.
#[derive(Debug)]
pub(super) struct FeedResult {
    pub(super) title: Text,
    pub(super) outcome: Outcome,
    /// Kind of the failure, if it failed.
    pub(super) failure: Option<FailureKind>,
    pub(super) bytes: u64,
    pub(super) moved: Option<Moved>,
    /// New and changed articles, and those whose transcripts are new.
    pub(super) articles: Vec<ArticleId>,
}

impl FeedResult {
    pub(super) fn failed(state: &FeedState, reason: Text) -> Self {
        let title = state.title.clone();
        let failure = Some(FailureKind::Internal);
        Self { title, outcome: Outcome::Failed(reason), failure, bytes: 0, moved: None, articles: Vec::new() }
    }
}

/// Fetches one feed and stores the result. With `is_unconditional` it sends no validators, as for a new feed. An error
/// means that the store failed; failures of the feed are in the result.
pub(super) async fn fetch(
    context: &Context,
    state: &FeedState,
    is_unconditional: bool,
    progress: &UnboundedSender<Progress>,
) -> Result<FeedResult, SyncError> {
    if command_name(&state.url).is_some() {
        return from_program(context, state, progress).await;
    }
    let request = Request {
        url: state.url.clone(),
        etag: state.etag.clone().filter(|_| !is_unconditional),
        last_modified: state.last_modified.clone().filter(|_| !is_unconditional),
        accept: Some(ACCEPT),
        trust: Trust::Named,
        ..Request::default()
    };
    // The permission for a large body ends with this function.
    let (answer, _large) = match context.client.get_within(&request).await {
        Ok((response, large)) => (Ok(response), large),
        Err(error) => (Err(error), None),
    };
    match answer {
        Ok(response) if response.not_modified() && !is_unconditional => unchanged(context, state, &response).await,
        Ok(response) => match response.ok() {
            Ok(response) => parse(context, state, response, progress).await,
            Err(NetError::Status { status: 410, .. }) => gone(context, state).await,
            Err(error) => refused(context, state, &error).await,
        },
        // Nothing was asked, so nothing has failed: the feed keeps its place and its hour.
        Err(error @ NetError::Paused { .. }) => Ok(unrecorded(state, &error)),
        // Without a network the feed has not failed; `run` knows more at the end, and records it then.
        Err(error) if FailureKind::of(&error).may_be_offline() => Ok(unrecorded(state, &error)),
        Err(error) => {
            let failure = Some(FailureKind::of(&error));
            Ok(FeedResult { failure, ..failed(context, state, Text::line(&error.to_string()), None).await? })
        }
    }
}

/// Tells the thread that runs a program when nothing waits for it any more.
struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Runs the program of a feed, and stores what it prints.
async fn from_program(
    context: &Context,
    state: &FeedState,
    progress: &UnboundedSender<Progress>,
) -> Result<FeedResult, SyncError> {
    let (run, url, cancelled) = (context.feed_program.clone(), state.url.clone(), Arc::<AtomicBool>::default());
    let cancel = CancelOnDrop(cancelled.clone());
    let printed = tokio::task::spawn_blocking(move || {
        let run = run.ok_or("programs can't be run here")?;
        run(&url, &|| cancelled.load(Ordering::SeqCst))
    });
    let printed = printed.await.map_err(|_| SyncError::Interrupted)?;
    drop(cancel);
    match printed {
        Ok(body) => {
            let response =
                Response { status: 200, url: state.url.clone(), wire: body.len() as u64, body, ..Response::default() };
            parse(context, state, response, progress).await
        }
        Err(why) => {
            let failure = Some(FailureKind::Server);
            Ok(FeedResult { failure, ..failed(context, state, Text::line(&why), None).await? })
        }
    }
}

fn unrecorded(state: &FeedState, error: &NetError) -> FeedResult {
    FeedResult { failure: Some(FailureKind::of(error)), ..FeedResult::failed(state, Text::line(&error.to_string())) }
}

async fn unchanged(context: &Context, state: &FeedState, response: &Response) -> Result<FeedResult, SyncError> {
    let (moved, moved_to) = follow_move(context, state, response).await?;
    let now = context.now();
    let schedule = Schedule { max_age: response.max_age, ..schedule(context, state) };
    let next_due = Some(due::after(now, schedule.interval(now)));
    record(context, state.id, FetchRecord { at: now, outcome: FetchOutcome::NotModified, next_due, moved_to }).await?;
    let title = state.title.clone();
    let outcome = Outcome::NotModified;
    Ok(FeedResult { title, outcome, failure: None, bytes: response.wire, moved, articles: Vec::new() })
}

/// Returns what the store knows about how often to fetch a feed.
fn schedule<'a>(context: &Context, state: &'a FeedState) -> Schedule<'a> {
    Schedule {
        user: state.interval,
        hint: state.hint,
        max_age: None,
        recent: &state.recent,
        default: context.default_interval,
    }
}

/// Parses an answer and saves it, batch by batch.
async fn parse(
    context: &Context,
    state: &FeedState,
    mut response: Response,
    progress: &UnboundedSender<Progress>,
) -> Result<FeedResult, SyncError> {
    let body = std::mem::take(&mut response.body);
    let _room = context.room(body.len()).await?;
    let (content_type, base) = (response.content_type.clone(), response.url.clone());
    let opened = context.parse(&base, {
        let base = base.clone();
        move || {
            let mut reader = FeedReader::open(body, content_type.as_deref(), &base)?;
            reader.next_batch().map(|batch| (reader, batch))
        }
    });
    let saved = match opened.await {
        Ok(Ok((reader, batch))) => save(context, state, &response, (reader, batch), progress).await?,
        Ok(Err(error)) => Err(SyncError::Feed { host: host(&base), error }),
        Err(error @ SyncError::Parse { .. }) => Err(error),
        Err(error) => return Err(error),
    };
    match saved {
        Ok(result) => Ok(result),
        Err(error) => {
            let failure = Some(FailureKind::NotAFeed);
            let failed = failed(context, state, Text::line(&error.to_string()), None).await?;
            Ok(FeedResult { failure, bytes: response.wire, ..failed })
        }
    }
}

/// Saves a feed, of which the last batch is read already. The inner error says why a batch can't be parsed; those before it
/// are saved, and the feed counts as not fetched.
async fn save(
    context: &Context,
    state: &FeedState,
    response: &Response,
    (mut reader, mut batch): (FeedReader, Vec<Entry>),
    progress: &UnboundedSender<Progress>,
) -> Result<Result<FeedResult, SyncError>, SyncError> {
    let (moved, moved_to) = follow_move(context, state, response).await?;
    let now = context.now();
    let mut saving = Saving::new(state.id, reader.head(), now, page::untitled);
    let mut saved = SaveResult::default();
    let mut recent = Vec::new();
    let mut with_reviews = Vec::new();
    let mut done = 0;
    loop {
        done += batch.len();
        newest(&mut recent, &batch);
        let fetch = reader.is_done().then(|| {
            let hint = reader.head().interval;
            fetched(response, Schedule { hint, recent: &recent, ..schedule(context, state) }, (now, moved_to.clone()))
        });
        let is_last = fetch.is_some();
        let has_reviews = batch.iter().any(reviews::is_possible);
        let entries = std::mem::take(&mut batch);
        let (kept, part) = context
            .store(move |store| {
                let result = store.save_batch(&mut saving, &entries, fetch.as_ref())?;
                Ok((saving, result))
            })
            .await?;
        saving = kept;
        if has_reviews {
            with_reviews.extend(&part.new);
        }
        saved.add(part);
        if is_last {
            break;
        }
        let _ = progress.send(Progress::Part { title: state.title.clone(), saved: done, total: reader.entries() });
        let next = context.parse(&response.url, move || reader.next_batch().map(|batch| (reader, batch))).await;
        (reader, batch) = match next {
            Ok(Ok(next)) => next,
            Ok(Err(error)) => return Ok(Err(SyncError::Feed { host: host(&response.url), error })),
            Err(error @ SyncError::Parse { .. }) => return Ok(Err(error)),
            Err(error) => return Err(error),
        };
    }
    let (new, updated) = (saved.new.len(), saved.updated.len());
    for article in &saved.updated {
        edits::classify_edit(context, *article).await?;
    }
    reviews::save_those_of_the_feed(context, &saved.updated).await?;
    reviews::save_those_of_the_feed(context, &with_reviews).await?;
    let articles = saved.new.into_iter().chain(saved.updated).chain(saved.transcripts).collect();
    let (head, warnings) = reader.finish();
    // A feed without a title yet is called by its address.
    let unnamed = state.title == title_from_address(&state.url);
    let title = head.title.filter(|_| unnamed).and_then(Text::non_empty).unwrap_or_else(|| state.title.clone());
    let outcome = Outcome::Fetched { new, updated, warnings };
    Ok(Ok(FeedResult { title, outcome, failure: None, bytes: response.wire, moved, articles }))
}

/// Makes the record of a full answer that came at a time, with the address that it redirected to.
fn fetched(response: &Response, schedule: Schedule<'_>, (at, moved_to): (Time, Option<String>)) -> FetchRecord {
    let schedule = Schedule { max_age: response.max_age, ..schedule };
    let outcome = FetchOutcome::Fetched { etag: response.etag.clone(), last_modified: response.last_modified.clone() };
    FetchRecord { at, outcome, next_due: Some(due::after(at, schedule.interval(at))), moved_to }
}

async fn gone(context: &Context, state: &FeedState) -> Result<FeedResult, SyncError> {
    let reason = Text::line(&format!(
        "{} answered that the feed is gone for good (410); syncs skip it now, and its articles are kept",
        host(&state.url)
    ));
    let outcome = FetchOutcome::Gone(reason.clone());
    record(context, state.id, FetchRecord { at: context.now(), outcome, next_due: None, moved_to: None }).await?;
    Ok(FeedResult { failure: Some(FailureKind::Server), ..FeedResult::failed(state, reason) })
}

/// Records an error status, and pauses the host if it asks for that.
async fn refused(context: &Context, state: &FeedState, error: &NetError) -> Result<FeedResult, SyncError> {
    let NetError::Status { status, retry_after, .. } = *error else {
        return failed(context, state, Text::line(&error.to_string()), None).await;
    };
    let now = context.now();
    if let Some(host) = host_key(&state.url) {
        let name = host.clone();
        let earlier = context.store(move |store| store.host_until(&name)).await?;
        let recent = earlier.filter(|(until, _)| due::after(*until, FORGIVEN) > now);
        let earlier = recent.map_or(0, |(_, failures)| failures);
        if let Some(pause) = due::host_pause(status, retry_after, earlier, due::seed(state.id, earlier, now)) {
            context.client.pause(&state.url, pause);
            let until = due::after(now, pause);
            context.store(move |store| store.set_host_until(&host, until, earlier.saturating_add(1))).await?;
        }
    }
    let failure = Some(FailureKind::Server);
    Ok(FeedResult { failure, ..failed(context, state, Text::line(&error.to_string()), retry_after).await? })
}

pub(super) async fn failed(
    context: &Context,
    state: &FeedState,
    reason: Text,
    retry_after: Option<Duration>,
) -> Result<FeedResult, SyncError> {
    let now = context.now();
    let failures = state.failures.saturating_add(1);
    let interval = schedule(context, state).interval(now);
    let wait = due::backoff(interval, failures, retry_after, due::seed(state.id, failures, now));
    let outcome = FetchOutcome::Failed(reason.clone());
    let next_due = Some(due::after(now, wait));
    record(context, state.id, FetchRecord { at: now, outcome, next_due, moved_to: None }).await?;
    Ok(FeedResult::failed(state, reason))
}

async fn record(context: &Context, id: FeedId, record: FetchRecord) -> Result<(), SyncError> {
    context.store(move |store| store.record_fetch(id, &record)).await
}

/// Moves the feed if enough answers in a row redirected to the same address. Returns the move, or else the target to
/// count.
async fn follow_move(
    context: &Context,
    state: &FeedState,
    response: &Response,
) -> Result<(Option<Moved>, Option<String>), SyncError> {
    let Some(to) = response.permanent.clone().filter(|to| *to != state.url) else {
        return Ok((None, None));
    };
    if !due::has_moved(&to, state.moved_to.as_deref(), state.moved_count) {
        return Ok((None, Some(to)));
    }
    let (id, target) = (state.id, to.clone());
    // If another feed has that address, this one keeps its own and goes on being redirected.
    if context.store(move |store| store.move_feed(id, &target)).await? {
        Ok((Some(Moved { id, from: state.url.clone(), to }), None))
    } else {
        Ok((None, Some(to)))
    }
}

/// Adds the publication times of entries to the newest ones of a feed.
fn newest(times: &mut Vec<Time>, entries: &[Entry]) {
    times.extend(entries.iter().filter_map(|entry| entry.published.or(entry.updated)));
    times.sort_unstable_by(|a, b| b.cmp(a));
    times.truncate(RECENT);
}
