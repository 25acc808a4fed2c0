//! Fetches the threads of one article: runs each source's conversation over the network, and stores the answer.
//!
//! `comments` decides what to request and parses the answers.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::{Context, SyncError, isolated};
use crate::comments::{Answer, Hints, Method, Request as Wanted, Source};
use crate::domain::host::host_of;
use crate::domain::triage::reason;
use crate::domain::{Article, ArticleId, Comment, Endpoints, LoadedThread, Text, Time, Warning, pluralize};
use crate::net::{NetError, Request, Response, Trust, host_key};
use crate::store::Store;

/// Key of the note on a host that lists the methods it blocks: `TIME METHOD+METHOD`.
const BLOCKED: &str = "comments-blocked";
/// Time after which a blocked method is tried again, since sites change their plugins.
const BLOCKED_FOR: TimeDelta = TimeDelta::days(7);

/// Result of fetching an article's threads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Number of new comments.
    pub new: usize,
    /// Number of comments now.
    pub total: usize,
    /// Names of the sources that answered, such as `wordpress-rest`.
    pub sources: Vec<String>,
    /// Failures of sources, then gaps and warnings of threads.
    pub warnings: Vec<Warning>,
    /// Size of all bodies on the wire, in bytes.
    pub bytes: u64,
}

impl Refreshed {
    /// Summarises the result in one line for the user, with the first warning.
    #[must_use]
    pub fn summary(&self) -> String {
        let counts = match (self.total, self.new) {
            (0, _) => "no comments yet".to_owned(),
            (total, 0) => format!("{}, none new", pluralize(total, "comment")),
            (total, new) => format!("{}, {new} new", pluralize(total, "comment")),
        };
        match self.warnings.as_slice() {
            [] => counts,
            [one] => format!("{counts}; {one}"),
            [first, more @ ..] => format!("{counts}; {first}; {}", pluralize(more.len(), "more warning")),
        }
    }
}

/// Fetches an article's threads from every source that may have one, and merges each into the stored one.
///
/// The thread of a failing source stays as it was, and records the failure. If all sources fail, returns the error of
/// the first one. With `is_thorough`, tries methods again that the site blocked, and sends more requests for a long
/// thread.
pub async fn refresh_thread(context: &Context, article: ArticleId, is_thorough: bool) -> Result<Refreshed, SyncError> {
    let trust = context.content_trust().await?;
    refresh(context, article, &trust, is_thorough).await
}

pub(super) async fn refresh(
    context: &Context,
    id: ArticleId,
    trust: &Trust,
    is_thorough: bool,
) -> Result<Refreshed, SyncError> {
    let read = move |store: &Store| {
        Ok((store.article(id)?, store.thread_state(id)?.stated_by_feed, store.thread_origins(id)?))
    };
    let (article, stated, stored) = context.store(read).await?;
    let article = article.ok_or(SyncError::NoArticle(id))?;
    let no_address = || SyncError::NoAddress(article.row.title.clone());
    let url = address(&article).ok_or_else(no_address)?.to_owned();
    let site = host_key(&url).ok_or_else(no_address)?;
    let skip = if is_thorough { Vec::new() } else { blocked(context, &site).await? };
    let sources = Source::plan(&Hints { is_thorough, stated, skip: skip.clone(), ..hints(context, &article) });
    let planned: Vec<String> = sources.iter().map(Source::origin).collect();
    let mut refreshed = Refreshed::default();
    let mut failure = sources.is_empty().then(no_address);
    let (mut failed, mut reported) = (Vec::new(), HashSet::new());
    for source in sources {
        let (origin, name) = (source.origin(), source.name());
        // Threads that record a failure: stored ones of this source, else a new one unless the source is speculative.
        let is_own = |known: &&String| **known == origin || (source.may_be(known) && !planned.contains(*known));
        let mut own: Vec<String> = stored.iter().filter(is_own).cloned().collect();
        if own.is_empty() && !source.is_speculative() {
            own.push(origin.clone());
        }
        let answer = fetch(context, source, &url, trust).await?;
        refreshed.bytes += answer.bytes;
        if origin.is_empty() {
            record_blocked(context, site.clone(), &skip, &answer.blocked, answer.thread.is_ok()).await?;
        }
        match answer.thread {
            Ok(thread) => {
                reported.insert(thread.origin.clone());
                save(context, &article, &url, thread, &mut refreshed).await?;
            }
            // A speculative source has no thread for this article.
            Err(_) if own.is_empty() => {}
            Err(error) => {
                let (why, now) = (error.to_string(), context.now());
                failed.push(Warning::new(&why));
                reported.extend(own.iter().cloned());
                let record = move |store: &Store| {
                    own.iter().try_for_each(|origin| store.thread_failed(id, (origin, name), &why, now))
                };
                context.store(record).await?;
                failure = failure.or(Some(error));
            }
        }
    }
    // Deletes threads without comments that recorded a failure, if their source is not asked any more or has answered
    // for another origin.
    let stale = stored.into_iter().filter(|origin| !reported.contains(origin)).collect::<Vec<_>>();
    let forget = move |store: &Store| stale.iter().try_for_each(|origin| store.forget_failure(id, origin));
    context.store(forget).await?;
    refreshed.warnings.splice(0..0, failed);
    match failure {
        Some(error) if refreshed.sources.is_empty() => Err(error),
        _ => Ok(refreshed),
    }
}

/// Saves a fetched thread and adds it to the result.
async fn save(
    context: &Context,
    article: &Article,
    url: &str,
    mut thread: LoadedThread,
    refreshed: &mut Refreshed,
) -> Result<(), SyncError> {
    let (id, now) = (article.row.id, context.now());
    mark_by_author(&mut thread.comments, article.row.author.as_ref());
    refreshed.warnings.extend(thread.gaps.iter().chain(&thread.warnings).cloned());
    refreshed.sources.push(thread.source.clone());
    let stored_parents = parent_authors(context, id, &thread).await?;
    let returns = returns(context, &thread.comments, &stored_parents, host_of(url).as_deref());
    let saved = context.store(move |store| store.save_thread(id, &thread, &returns, now)).await?;
    refreshed.new += saved.new;
    refreshed.total += saved.total;
    Ok(())
}

/// Answer of one source.
struct SourceAnswer {
    thread: Result<LoadedThread, SyncError>,
    /// Methods that the site turned out to block.
    blocked: Vec<Method>,
    bytes: u64,
}

/// Fetches the thread of one source. Failures of the source are in the answer; an error means that the store failed.
async fn fetch(context: &Context, source: Source, url: &str, trust: &Trust) -> Result<SourceAnswer, SyncError> {
    let failed = |error| match error {
        SyncError::Store(_) | SyncError::Interrupted => Err(error),
        error => Ok(SourceAnswer { thread: Err(error), blocked: Vec::new(), bytes: 0 }),
    };
    let (source, bytes) = match converse(context, source, url, trust).await {
        Ok(done) => done,
        Err(error) => return failed(error),
    };
    let blocked = source.blocked();
    match isolated(url, move || source.finish()).await {
        Ok(thread) => Ok(SourceAnswer { thread: thread.map_err(SyncError::from), blocked, bytes }),
        Err(error) => failed(error),
    }
}

/// Marks comments by the article's author by comparing names, since few sources tell them.
fn mark_by_author(comments: &mut [Comment], author: Option<&Text>) {
    let Some(author) = author.map(|name| name.to_lowercase()) else { return };
    for comment in comments {
        comment.by_author |= comment.author.as_ref().is_some_and(|name| name.to_lowercase() == author);
    }
}

/// Returns the authors, by comment id, of parents that only the store has, because a feed has the newest comments only.
/// Returns none if the user has set no names to compare them with.
async fn parent_authors(
    context: &Context,
    article: ArticleId,
    thread: &LoadedThread,
) -> Result<HashMap<String, Text>, SyncError> {
    // A removed comment has often lost its author, so the store is asked for that too.
    let signed = thread.comments.iter().filter(|comment| comment.author.is_some());
    let here: HashSet<&str> = signed.map(|comment| comment.id.as_str()).collect();
    let parents = thread.comments.iter().filter_map(|comment| comment.parent.as_deref());
    let wanted: HashSet<String> = parents.filter(|parent| !here.contains(parent)).map(str::to_owned).collect();
    if context.user_names.is_empty() || wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let Some(stored) = context.store(move |store| store.thread_outline(article)).await? else {
        return Ok(HashMap::new());
    };
    let origin = stored.summaries.iter().position(|summary| summary.origin == thread.origin);
    let of_thread = stored.comments.into_iter().filter(|comment| Some(usize::from(comment.origin)) == origin);
    Ok(of_thread
        .filter(|comment| wanted.contains(comment.id.as_str()))
        .filter_map(|comment| Some((comment.id.into(), comment.author?)))
        .collect())
}

/// Finds the comments that have a reason to come back below a done comment. `stored_parents` has the authors of parents
/// that are not among `comments`.
fn returns(
    context: &Context,
    comments: &[Comment],
    stored_parents: &HashMap<String, Text>,
    host: Option<&str>,
) -> HashSet<String> {
    let rules = (context.rules)();
    let stored = stored_parents.iter().map(|(id, name)| (id.as_str(), name.as_str()));
    let here = comments.iter().filter_map(|comment| Some((comment.id.as_str(), comment.author.as_deref()?)));
    let authors: HashMap<&str, &str> = stored.chain(here).collect();
    let has_reason = |comment: &&Comment| {
        let parent = comment.parent.as_deref().and_then(|parent| authors.get(parent).copied());
        reason(comment, parent, &context.user_names, &rules, host).is_some()
    };
    comments.iter().filter(has_reason).map(|comment| comment.id.to_string()).collect()
}

fn address(article: &Article) -> Option<&str> {
    [&article.row.url, &article.comments_url, &article.comments_feed].into_iter().find_map(Option::as_deref)
}

/// Collects what the article itself tells about its threads.
pub(super) fn hints(context: &Context, article: &Article) -> Hints {
    Hints {
        article_url: article.row.url.clone(),
        comments_url: article.comments_url.clone(),
        comments_feed: article.comments_feed.clone(),
        guid: Some(article.guid.clone()).filter(|guid| !guid.is_empty()),
        endpoints: Endpoints::clone(&context.endpoints),
        look_up: context.look_up,
        ..Hints::default()
    }
}

/// Sends the requests of a source and passes it the answers until it wants no more. Returns the source and the size of
/// all bodies on the wire. Parses isolated, since an answer may be hostile.
async fn converse(context: &Context, mut source: Source, url: &str, trust: &Trust) -> Result<(Source, u64), SyncError> {
    let mut answer: Option<Result<Response, NetError>> = None;
    let (mut bytes, mut requested) = (0, url.to_owned());
    loop {
        let last = answer.take();
        let step = context.parse(&requested, move || {
            if let Some(answer) = last {
                pass_answer(&mut source, answer);
            }
            let wanted = source.next();
            (source, wanted)
        });
        let wanted: Option<Wanted>;
        (source, wanted) = step.await?;
        let Some(wanted) = wanted else { return Ok((source, bytes)) };
        requested.clone_from(&wanted.url);
        let request =
            Request { url: wanted.url, accept: Some(wanted.accept), trust: trust.clone(), ..Request::default() };
        let response = context.client.get(&request).await;
        bytes += response.as_ref().map_or(0, |response| response.wire);
        answer = Some(response);
    }
}

fn pass_answer(source: &mut Source, answer: Result<Response, NetError>) {
    match answer {
        Ok(response) => source.answer(Ok(Answer {
            url: &response.url,
            status: response.status,
            headers: &response.headers,
            body: &response.body,
        })),
        Err(error) => source.answer(Err(error.to_string())),
    }
}

/// Reads the methods that a site was found to block lately.
async fn blocked(context: &Context, site: &str) -> Result<Vec<Method>, SyncError> {
    let (site, now) = (site.to_owned(), context.now());
    let note = context.store(move |store| store.host_note(&site, BLOCKED)).await?;
    Ok(note.and_then(|note| parse_note(&note, now)).unwrap_or_default())
}

fn parse_note(note: &str, now: Time) -> Option<Vec<Method>> {
    let (at, methods) = note.split_once(' ')?;
    let at: Time = at.parse().ok()?;
    (now - at < BLOCKED_FOR).then(|| methods.split('+').filter_map(Method::parse).collect())
}

/// Stores the methods that a site blocks. If the fetch failed and methods were skipped, deletes the note instead, so
/// that the next fetch tries all methods again.
async fn record_blocked(
    context: &Context,
    site: String,
    skipped: &[Method],
    newly: &[Method],
    has_succeeded: bool,
) -> Result<(), SyncError> {
    let note = match (has_succeeded, newly.is_empty(), skipped.is_empty()) {
        (true, false, _) => {
            let all: Vec<&str> = skipped.iter().chain(newly).map(|method| method.as_str()).collect();
            Some(format!("{} {}", context.now().to_rfc3339(), all.join("+")))
        }
        (false, _, false) => None,
        _ => return Ok(()),
    };
    context.store(move |store| store.set_host_note(&site, BLOCKED, note.as_deref())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_forgotten_after_a_week() {
        let now: Time = "2026-05-10T12:00:00Z".parse().unwrap();
        for (note, methods) in [
            ("2026-05-09T12:00:00+00:00 wordpress-rest+wordpress-atom", Some(2)),
            ("2026-05-09T12:00:00+00:00 something-newer", Some(0)),
            ("2026-05-01T12:00:00+00:00 wordpress-rest", None),
            ("yesterday wordpress-rest", None),
            ("", None),
        ] {
            assert_eq!(parse_note(note, now).map(|methods| methods.len()), methods, "{note}");
        }
    }

    #[test]
    fn a_failed_source_is_named_beside_the_counts() {
        let summary = |warnings: &[&str]| {
            let warnings = warnings.iter().map(Warning::new).collect();
            Refreshed { total: 3, warnings, ..Refreshed::default() }.summary()
        };
        assert_eq!(summary(&[]), "3 comments, none new");
        assert_eq!(summary(&["lobsters failed"]), "3 comments, none new; lobsters failed");
        assert_eq!(summary(&["lobsters failed", "b", "c"]), "3 comments, none new; lobsters failed; 2 more warnings");
    }
}
