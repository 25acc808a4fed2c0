//! Threads that do one job after the other: where the store is asked and text is set, beside the screen.
//!
//! What the jobs are is left to `shell`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use crate::library::Library;

pub(in crate::runtime) type Job = Box<dyn FnOnce(&Library) + Send>;

/// A job for the reader, by kinds of which only the last that waits is done.
pub(in crate::runtime) enum Reading {
    Other(Job),
    List(Job),
    Article(Job),
    Titles(Job),
}

/// The reader: of waiting questions of one kind, about lists, articles or titles, only the last is answered.
pub(in crate::runtime) fn read(library: &Library, waiting: &Receiver<Reading>) {
    while let Ok(first) = waiting.recv() {
        let mut all = vec![first];
        all.extend(waiting.try_iter());
        let last = |test: fn(&Reading) -> bool| all.iter().rposition(test);
        let list = last(|reading| matches!(reading, Reading::List(_)));
        let article = last(|reading| matches!(reading, Reading::Article(_)));
        let titles = last(|reading| matches!(reading, Reading::Titles(_)));
        for (at, reading) in all.into_iter().enumerate() {
            match reading {
                Reading::Other(job) => isolated(library, job),
                Reading::List(job) if list == Some(at) => isolated(library, job),
                Reading::Article(job) if article == Some(at) => isolated(library, job),
                Reading::Titles(job) if titles == Some(at) => isolated(library, job),
                Reading::List(_) | Reading::Article(_) | Reading::Titles(_) => {}
            }
        }
    }
}

/// A thread that does one job after the other, until nobody can ask it any more.
pub(in crate::runtime) fn worker(library: &Library) -> (Sender<Job>, JoinHandle<()>) {
    let (sender, jobs) = channel::<Job>();
    let library = library.clone();
    let thread = thread::spawn(move || jobs.into_iter().for_each(|job| isolated(&library, job)));
    (sender, thread)
}

/// A job that panics costs itself, not the thread; its question says so as it ends.
fn isolated(library: &Library, job: Job) {
    let _ = catch_unwind(AssertUnwindSafe(|| job(library)));
}
