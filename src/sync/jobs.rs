//! Runs many jobs, a bounded number at a time, until all have ended or the caller cancels.

use std::collections::HashMap;
use std::future::Future;

use tokio::sync::watch;
use tokio::task::{Id, JoinSet};

use super::SyncError;

/// Cancels a sync early once its value is true. A dropped sender never cancels.
pub type Cancel = watch::Receiver<bool>;

/// Runs jobs, `limit` at a time, and passes each result to `done`: `None` if the job panicked. Returns false if the
/// caller cancelled; running jobs are then dropped at their next await.
pub(super) async fn run_bounded<K, T, F>(
    limit: usize,
    mut cancel: Cancel,
    jobs: impl Iterator<Item = (K, F)>,
    mut done: impl FnMut(K, Option<T>) -> Result<(), SyncError>,
) -> Result<bool, SyncError>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut jobs = jobs.fuse();
    let mut running = JoinSet::new();
    let mut keys: HashMap<Id, K> = HashMap::new();
    loop {
        while running.len() < limit
            && !*cancel.borrow()
            && let Some((key, job)) = jobs.next()
        {
            keys.insert(running.spawn(job).id(), key);
        }
        let joined = tokio::select! {
            () = cancelled(&mut cancel) => return Ok(false),
            joined = running.join_next_with_id() => joined,
        };
        let (id, outcome) = match joined {
            None => return Ok(true),
            Some(Ok((id, outcome))) => (id, Some(outcome)),
            Some(Err(error)) => (error.id(), None),
        };
        if let Some(key) = keys.remove(&id) {
            done(key, outcome)?;
        }
    }
}

async fn cancelled(cancel: &mut Cancel) {
    if cancel.wait_for(|cancelled| *cancelled).await.is_err() {
        // The sender was dropped, so nothing can cancel any more.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn never() -> (watch::Sender<bool>, Cancel) {
        watch::channel(false)
    }

    #[tokio::test]
    async fn a_job_that_panics_is_reported_with_its_key() {
        let (_keep, cancel) = never();
        let jobs = (0..5).map(|n| {
            (n, async move {
                assert!(n != 2, "on purpose");
                n * 10
            })
        });
        let mut done = Vec::new();
        let ended = run_bounded(2, cancel, jobs, |key, value| {
            done.push((key, value));
            Ok(())
        });
        assert!(ended.await.unwrap());
        done.sort_unstable();
        assert_eq!(done, [(0, Some(0)), (1, Some(10)), (2, None), (3, Some(30)), (4, Some(40))]);
    }

    #[tokio::test]
    async fn no_more_jobs_run_than_allowed() {
        let (_keep, cancel) = never();
        let running = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let jobs = (0..20).map(|n| {
            let running = running.clone();
            (n, async move {
                let now = running.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                tokio::task::yield_now().await;
                running.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                now
            })
        });
        let mut most = 0;
        let ended = run_bounded(3, cancel, jobs, |_, now| {
            most = most.max(now.unwrap_or_default() + 1);
            Ok(())
        });
        assert!(ended.await.unwrap());
        assert_eq!(most, 3);
    }

    #[tokio::test]
    async fn an_error_ends_the_rest() {
        let (_keep, cancel) = never();
        let jobs = (0..20).map(|n| (n, async {}));
        let mut done = 0;
        let ended = run_bounded(1, cancel, jobs, |_, _| {
            done += 1;
            Err(SyncError::Interrupted)
        });
        assert!(ended.await.is_err());
        assert_eq!(done, 1);
    }

    #[tokio::test]
    async fn cancelling_ends_jobs_that_wait_for_ever() {
        let (cancel, cancelled) = never();
        let jobs = (0..20).map(|n| {
            let cancel = cancel.clone();
            (n, async move {
                if n == 1 {
                    cancel.send(true).unwrap();
                }
                std::future::pending::<()>().await;
            })
        });
        assert!(!run_bounded(4, cancelled, jobs, |_, _| Ok(())).await.unwrap());
    }
}
