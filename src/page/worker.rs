//! Isolates libraries that work on hostile input: catches their panics and abandons them when they are late.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, SendError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Time that one text may take to be parsed or set before it is abandoned.
pub const LIMIT: Duration = Duration::from_secs(10);

/// Bytes of stack for a worker: the guard caps the depth of trees, but libraries still recurse into them.
const STACK: usize = 8 << 20;
/// Workers that wait for more work.
const MAX_IDLE: usize = 2;

/// Work for a worker; returns what sends the result.
type Job = Box<dyn FnOnce() -> Answer + Send>;
type Answer = Box<dyn FnOnce()>;

/// The workers that wait, the last one in front. One that works again has its memory at hand, and its allocator's too.
static IDLE: Mutex<Vec<Sender<Job>>> = Mutex::new(Vec::new());

thread_local! {
    static CATCHING: Cell<usize> = const { Cell::new(0) };
}

/// Runs `work` on another thread and waits for it no longer than `limit`; `None` when it takes longer or panics.
///
/// A late thread is abandoned, not ended, so `work` must come to an end by itself.
pub fn run_with_deadline<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    start(Box::new(move || {
        let result = catch_panic(work);
        Box::new(move || {
            // Fails when the caller has stopped waiting.
            let _ = result.map(|result| sender.send(result));
        })
    }))?;
    receiver.recv_timeout(limit).ok()
}

/// Gives a job to an idle worker, or to a new one; `None` if no thread can be started.
fn start(job: Job) -> Option<()> {
    let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let job = match idle {
        Some(worker) => match worker.send(job) {
            Ok(()) => return Some(()),
            Err(SendError(job)) => job,
        },
        None => job,
    };
    thread::Builder::new().name("page".to_owned()).stack_size(STACK).spawn(move || run(job)).ok().map(|_| ())
}

/// Carries out jobs until enough other workers are idle.
fn run(mut job: Job) {
    loop {
        let answer = job();
        let (sender, jobs) = mpsc::channel();
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(sender);
        } else {
            // Ends this worker.
            drop(sender);
        }
        drop(idle);
        // Only now, so that the caller's next work finds this worker.
        answer();
        let Ok(next) = jobs.recv() else { return };
        job = next;
    }
}

/// Runs `work`; `None` when it panics.
pub(super) fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    CATCHING.with(|catching| catching.set(catching.get() + 1));
    // A panic may leave values half changed, but the closure drops them.
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.with(|catching| catching.set(catching.get() - 1));
    result.ok()
}

/// Whether `catch_panic` will catch a panic on this thread: then a panic hook must neither print nor restore
/// anything.
#[must_use]
pub fn is_catching() -> bool {
    CATCHING.with(Cell::get) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_work_is_abandoned() {
        assert_eq!(run_with_deadline(Duration::from_mins(1), || 7), Some(7));
        let (_keep, wait) = mpsc::channel::<()>();
        assert_eq!(run_with_deadline(Duration::from_millis(1), move || wait.recv().is_err()), None);
    }

    #[test]
    fn workers_serve_any_number_of_callers() {
        let square = |n: usize| run_with_deadline(Duration::from_mins(1), move || n * n);
        let panic = || run_with_deadline(Duration::from_mins(1), || -> u8 { std::panic::resume_unwind(Box::new(())) });
        std::thread::scope(|scope| {
            for n in 0..MAX_IDLE * 4 {
                scope.spawn(move || {
                    for _ in 0..20 {
                        assert_eq!((square(n), panic()), (Some(n * n), None));
                    }
                });
            }
        });
    }

    #[test]
    fn panics_are_caught() {
        assert_eq!(catch_panic(is_catching), Some(true));
        assert!(!is_catching());
        assert_eq!(catch_panic(|| -> u8 { std::panic::resume_unwind(Box::new(())) }), None);
        assert!(!is_catching());
    }
}
