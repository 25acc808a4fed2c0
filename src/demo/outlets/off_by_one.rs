//! A programmers' notebook in JSON Feed, with one untitled note.

use crate::demo::site::{Article, DAY, HOUR, Kind, Outlet};

/// The outlet, with its articles newest first.
pub(super) const OUTLET: Outlet = Outlet {
    kind: Kind::JsonFeed,
    title: "Off by One",
    tagline: "A programmers’ notebook, mostly about mistakes",
    home: "/off-by-one/",
    root: "/off-by-one/",
    feed: "/off-by-one/feed.json",
    folder: "Making",
    tags: &["code"],
    teasers_only: false,
    articles: ARTICLES,
};

const ARTICLES: &[Article] = &[
    Article {
        id: 4043,
        slug: "ferry-left-early",
        title: "The ferry that left before it arrived",
        author: "Priya Raghunathan",
        ago: 4 * HOUR,
        categories: &["time", "types"],
        body: include_str!("../content/off-by-one/ferry-left-early.html"),
    },
    Article {
        id: 4042,
        slug: "name-for-the-reader",
        title: "Name it for the reader",
        author: "Li Ming (李 明)",
        ago: DAY,
        categories: &["names"],
        body: include_str!("../content/off-by-one/name-for-the-reader.html"),
    },
    Article {
        id: 4040,
        slug: "tea-note",
        title: "",
        author: "Priya Raghunathan",
        ago: 2 * DAY + HOUR,
        categories: &[],
        body: include_str!("../content/off-by-one/tea-note.html"),
    },
    Article {
        id: 4037,
        slug: "queue-is-a-promise",
        title: "A queue is a promise",
        author: "Li Ming (李 明)",
        ago: 3 * DAY + 6 * HOUR,
        categories: &["concurrency"],
        body: include_str!("../content/off-by-one/queue-is-a-promise.html"),
    },
    Article {
        id: 4031,
        slug: "reading-logs",
        title: "Reading other people’s logs",
        author: "Priya Raghunathan",
        ago: 6 * DAY,
        categories: &["logs"],
        body: include_str!("../content/off-by-one/reading-logs.html"),
    },
    Article {
        id: 4026,
        slug: "draw-the-table",
        title: "Draw the table first",
        author: "Li Ming (李 明)",
        ago: 10 * DAY,
        categories: &["design"],
        body: include_str!("../content/off-by-one/draw-the-table.html"),
    },
    Article {
        id: 4022,
        slug: "strings-are-longer",
        title: "Strings are longer than they look",
        author: "Priya Raghunathan",
        ago: 13 * DAY,
        categories: &["text", "Unicode"],
        body: include_str!("../content/off-by-one/strings-are-longer.html"),
    },
    Article {
        id: 4009,
        slug: "what-i-deleted",
        title: "What I deleted this quarter",
        author: "Li Ming (李 明)",
        ago: 21 * DAY,
        categories: &["design"],
        body: include_str!("../content/off-by-one/what-i-deleted.html"),
    },
];
