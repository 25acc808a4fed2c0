//! One article's thread: runs the source's conversation over the network and stores what it brought.
//!
//! What to ask and how to read it is left to `comments`, showing the thread to others.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::{Context, SyncError, isolated};
use crate::comments::{Answer, Endpoints, Hints, Method, Request as Wanted, Source};
use crate::domain::article::host_of;
use crate::domain::triage::reason;
use crate::domain::{Article, ArticleId, Comment, LoadedThread, Text, Time, Warning, pluralize};
use crate::net::{NetError, Request, Response, Trust, host_key};
use crate::store::Store;

/// The note on a host that says which ways it blocks: `TIME METHOD+METHOD`.
const BLOCKED: &str = "comments-blocked";
/// Days after which a blocked way is tried again: plugins come and go.
const BLOCKED_FOR: TimeDelta = TimeDelta::days(7);

/// What asking for a thread brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Comments that were not there before.
    pub new: usize,
    /// Comments there are now.
    pub total: usize,
    /// The sources that answered, such as `wordpress-rest`.
    pub sources: Vec<String>,
    /// Which sources failed, then what is missing and what was odd.
    pub warnings: Vec<Warning>,
    /// Bytes of bodies as they came over the wire.
    pub bytes: u64,
}

impl Refreshed {
    /// In words for a line: a source that failed is told beside those that did not.
    #[must_use]
    pub fn in_words(&self) -> String {
        let came = match (self.total, self.new) {
            (0, _) => "no comments yet".to_owned(),
            (total, 0) => format!("{}, none new", pluralize(total, "comment")),
            (total, new) => format!("{}, {new} new", pluralize(total, "comment")),
        };
        match self.warnings.as_slice() {
            [] => came,
            [one] => format!("{came}; {one}"),
            [first, more @ ..] => format!("{came}; {first}; and {} more", more.len()),
        }
    }
}

/// Fetches an article's threads anew, from every source that may have one, and merges each into the stored one. A
/// source that fails leaves its thread as it was and says so there; when none could be read the first one's reason is
/// the error.
/// With `is_thorough` ways that the site is known to block are tried again, and a long thread may cost more requests.
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
    let (mut read, mut failed, mut told) = (0, Vec::new(), HashSet::new());
    for source in sources {
        let (origin, name) = (source.origin(), source.name());
        // Where it says that it failed: on what is here of it, else on a thread of its own, unless it is a mere guess.
        let is_its = |known: &&String| **known == origin || (source.may_be(known) && !planned.contains(*known));
        let mut its: Vec<String> = stored.iter().filter(is_its).cloned().collect();
        if its.is_empty() && !source.is_speculative() {
            its.push(origin.clone());
        }
        let asked = ask(context, source, &url, trust).await?;
        refreshed.bytes += asked.bytes;
        let now = context.now();
        if origin.is_empty() {
            remember(context, site.clone(), &skip, &asked.blocked, asked.thread.is_ok(), now).await?;
        }
        match asked.thread {
            Ok(mut thread) => {
                read += 1;
                sign(&mut thread.comments, article.row.author.as_ref());
                refreshed.warnings.extend(thread.gaps.iter().chain(&thread.warnings).cloned());
                refreshed.sources.push(thread.source.clone());
                told.insert(thread.origin.clone());
                let known = answered(context, id, &thread).await?;
                let returns = returns(context, &thread.comments, &known, host_of(&url).as_deref());
                let saved = context.store(move |store| store.save_thread(id, &thread, &returns, now)).await?;
                refreshed.new += saved.new;
                refreshed.total += saved.total;
            }
            // A guess that was wrong.
            Err(_) if its.is_empty() => {}
            Err(error) => {
                let why = error.to_string();
                failed.push(Warning::new(&why));
                told.extend(its.iter().cloned());
                let tell = move |store: &Store| {
                    its.iter().try_for_each(|origin| store.thread_failed(id, (origin, name), &why, now))
                };
                context.store(tell).await?;
                failure = failure.or(Some(error));
            }
        }
    }
    // What failed before it ever answered, and is found elsewhere now or is not asked any more, is nothing to tell.
    let stale = stored.into_iter().filter(|origin| !told.contains(origin)).collect::<Vec<_>>();
    let forget = move |store: &Store| stale.iter().try_for_each(|origin| store.forget_failure(id, origin));
    context.store(forget).await?;
    refreshed.warnings.splice(0..0, failed);
    match failure {
        Some(error) if read == 0 => Err(error),
        _ => Ok(refreshed),
    }
}

/// What one source answered.
struct Asked {
    thread: Result<LoadedThread, SyncError>,
    /// The ways that turned out to be blocked.
    blocked: Vec<Method>,
    bytes: u64,
}

/// Asks one source. What it answers may be its failure but not everybody's: only the store's errors are errors here.
async fn ask(context: &Context, source: Source, url: &str, trust: &Trust) -> Result<Asked, SyncError> {
    let failed = |error| match error {
        SyncError::Store(_) | SyncError::Interrupted => Err(error),
        error => Ok(Asked { thread: Err(error), blocked: Vec::new(), bytes: 0 }),
    };
    let (source, bytes) = match converse(context, source, url, trust).await {
        Ok(done) => done,
        Err(error) => return failed(error),
    };
    let blocked = source.blocked();
    match isolated(url, move || source.finish()).await {
        Ok(thread) => Ok(Asked { thread: thread.map_err(SyncError::from), blocked, bytes }),
        Err(error) => failed(error),
    }
}

/// Few sources say which comments are by the article's author: elsewhere whoever has the name is.
fn sign(comments: &mut [Comment], author: Option<&Text>) {
    let Some(author) = author.map(|name| name.to_lowercase()) else { return };
    for comment in comments {
        comment.by_author |= comment.author.as_ref().is_some_and(|name| name.to_lowercase() == author);
    }
}

/// By id who wrote what an answer's comments answer, as far as the store alone knows: a feed has the newest only. It
/// matters to those who have told their names.
async fn answered(
    context: &Context,
    article: ArticleId,
    thread: &LoadedThread,
) -> Result<HashMap<String, Text>, SyncError> {
    // One that is gone has often lost its name.
    let signed = thread.comments.iter().filter(|comment| comment.author.is_some());
    let here: HashSet<&str> = signed.map(|comment| comment.id.as_str()).collect();
    let parents = thread.comments.iter().filter_map(|comment| comment.parent.as_deref());
    let wanted: HashSet<String> = parents.filter(|parent| !here.contains(parent)).map(str::to_owned).collect();
    if context.me.is_empty() || wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let Some(stored) = context.store(move |store| store.thread_outline(article)).await? else {
        return Ok(HashMap::new());
    };
    let origin = stored.summaries.iter().position(|head| head.origin == thread.origin);
    let of_thread = stored.comments.into_iter().filter(|comment| Some(usize::from(comment.origin)) == origin);
    Ok(of_thread
        .filter(|comment| wanted.contains(comment.id.as_str()))
        .filter_map(|comment| Some((comment.id.into(), comment.author?)))
        .collect())
}

/// The comments that come back although they stand below something done. `known` are authors of what they answer that is
/// not among them.
fn returns(
    context: &Context,
    comments: &[Comment],
    known: &HashMap<String, Text>,
    host: Option<&str>,
) -> HashSet<String> {
    let rules = (context.rules)();
    let known = known.iter().map(|(id, name)| (id.as_str(), name.as_str()));
    let here = comments.iter().filter_map(|comment| Some((comment.id.as_str(), comment.author.as_deref()?)));
    let authors: HashMap<&str, &str> = known.chain(here).collect();
    let is_back = |comment: &&Comment| {
        let parent = comment.parent.as_deref().and_then(|parent| authors.get(parent).copied());
        reason(comment, parent, &context.me, &rules, host).is_some()
    };
    comments.iter().filter(is_back).map(|comment| comment.id.to_string()).collect()
}

fn address(article: &Article) -> Option<&str> {
    [&article.row.url, &article.comments_url, &article.comments_feed].into_iter().find_map(Option::as_deref)
}

/// What the article itself tells.
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

/// Asks and answers until the source wants no more. Reading an answer is isolated: it may be anything.
async fn converse(context: &Context, mut source: Source, url: &str, trust: &Trust) -> Result<(Source, u64), SyncError> {
    let mut answer: Option<Result<Response, NetError>> = None;
    let (mut bytes, mut asked) = (0, url.to_owned());
    loop {
        let taken = answer.take();
        let step = context.parse(&asked, move || {
            if let Some(answer) = taken {
                take(&mut source, answer);
            }
            let wanted = source.next();
            (source, wanted)
        });
        let wanted: Option<Wanted>;
        (source, wanted) = step.await?;
        let Some(wanted) = wanted else { return Ok((source, bytes)) };
        asked.clone_from(&wanted.url);
        let request =
            Request { url: wanted.url, accept: Some(wanted.accept), trust: trust.clone(), ..Request::default() };
        let response = context.client.get(&request).await;
        bytes += response.as_ref().map_or(0, |response| response.wire);
        answer = Some(response);
    }
}

fn take(source: &mut Source, answer: Result<Response, NetError>) {
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

/// The ways that a site was found to block not long ago.
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

/// Writes down what is newly known to be blocked. When nothing worked although ways were skipped, the next attempt
/// tries them all again.
async fn remember(
    context: &Context,
    site: String,
    skipped: &[Method],
    newly: &[Method],
    worked: bool,
    now: Time,
) -> Result<(), SyncError> {
    let note = match (worked, newly.is_empty(), skipped.is_empty()) {
        (true, false, _) => {
            let all: Vec<&str> = skipped.iter().chain(newly).map(|method| method.as_str()).collect();
            Some(format!("{} {}", now.to_rfc3339(), all.join("+")))
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
    fn a_source_that_failed_is_told_beside_those_that_did_not() {
        let said = |warnings: &[&str]| {
            let warnings = warnings.iter().map(Warning::new).collect();
            Refreshed { total: 3, warnings, ..Refreshed::default() }.in_words()
        };
        assert_eq!(said(&[]), "3 comments, none new");
        assert_eq!(said(&["lobsters failed"]), "3 comments, none new; lobsters failed");
        assert_eq!(said(&["lobsters failed", "b", "c"]), "3 comments, none new; lobsters failed; and 2 more");
    }
}
