//! Threads that carry out one job after the other, off the screen's thread.
//!
//! The rooms make the jobs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use crate::library::Library;

/// Work for a thread.
pub(in crate::runtime) type Job = Box<dyn FnOnce(&Library) + Send>;

/// A job that reads the store. Of waiting jobs of one kind, other than `Other`, only the last is carried out.
pub(in crate::runtime) enum Reading {
    Other(Job),
    List(Job),
    Article(Job),
    Titles(Job),
}

/// Carries out jobs until the senders are gone; skips those that a later one of their kind replaces.
pub(in crate::runtime) fn run_reader(library: &Library, readings: &Receiver<Reading>) {
    while let Ok(first) = readings.recv() {
        let mut all = vec![first];
        all.extend(readings.try_iter());
        let last = |test: fn(&Reading) -> bool| all.iter().rposition(test);
        let list = last(|reading| matches!(reading, Reading::List(_)));
        let article = last(|reading| matches!(reading, Reading::Article(_)));
        let titles = last(|reading| matches!(reading, Reading::Titles(_)));
        for (at, reading) in all.into_iter().enumerate() {
            match reading {
                Reading::Other(job) => run_job(library, job),
                Reading::List(job) if list == Some(at) => run_job(library, job),
                Reading::Article(job) if article == Some(at) => run_job(library, job),
                Reading::Titles(job) if titles == Some(at) => run_job(library, job),
                Reading::List(_) | Reading::Article(_) | Reading::Titles(_) => {}
            }
        }
    }
}

/// Starts a thread that carries out one job after the other until the senders are gone.
pub(in crate::runtime) fn worker(library: &Library) -> (Sender<Job>, JoinHandle<()>) {
    let (sender, jobs) = channel::<Job>();
    let library = library.clone();
    let thread = thread::spawn(move || jobs.into_iter().for_each(|job| run_job(&library, job)));
    (sender, thread)
}

/// Carries out a job. If it panics, the thread goes on, and the job's request sends an error when it is dropped.
fn run_job(library: &Library, job: Job) {
    let _ = catch_unwind(AssertUnwindSafe(|| job(library)));
}
