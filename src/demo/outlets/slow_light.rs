//! A science blog in Atom with threading, and comments under one article.

use crate::demo::site::{Article, DAY, HOUR, Kind, Outlet};

/// The outlet, with its articles newest first.
pub(super) const OUTLET: Outlet = Outlet {
    kind: Kind::Atom,
    title: "Slow Light",
    tagline: "Science at walking pace",
    home: "/slow-light/",
    root: "/slow-light/",
    feed: "/slow-light/atom.xml",
    folder: "Science",
    tags: &["long"],
    teasers_only: false,
    articles: ARTICLES,
};

const ARTICLES: &[Article] = &[
    Article {
        id: 3107,
        slug: "salt-and-iron",
        title: "Why salt eats a bridge from the inside",
        author: "Yuki Tanaka",
        ago: 6 * HOUR,
        categories: &["Chemistry"],
        body: include_str!("../content/slow-light/salt-and-iron.html"),
    },
    Article {
        id: 3106,
        slug: "octopus-receipts",
        title: "The octopus who kept the receipts",
        author: "Amara Osei",
        ago: 20 * HOUR,
        categories: &["Animals"],
        body: include_str!("../content/slow-light/octopus-receipts.html"),
    },
    Article {
        id: 3104,
        slug: "counting-moths",
        title: "A year of counting moths",
        author: "Amara Osei",
        ago: 2 * DAY + 3 * HOUR,
        categories: &["Animals", "Counting"],
        body: include_str!("../content/slow-light/counting-moths.html"),
    },
    Article {
        id: 3101,
        slug: "glass",
        title: "Glass is not a slow liquid",
        author: "Yuki Tanaka",
        ago: 4 * DAY,
        categories: &["Physics"],
        body: include_str!("../content/slow-light/glass.html"),
    },
    Article {
        id: 3096,
        slug: "horizon",
        title: "How far can you see from a hill?",
        author: "Yuki Tanaka",
        ago: 7 * DAY,
        categories: &["Physics", "Sea"],
        body: include_str!("../content/slow-light/horizon.html"),
    },
    Article {
        id: 3090,
        slug: "three-papers",
        title: "Three papers I enjoyed this month",
        author: "Amara Osei",
        ago: 11 * DAY,
        categories: &["Reading"],
        body: include_str!("../content/slow-light/three-papers.html"),
    },
    Article {
        id: 3082,
        slug: "why-salty",
        title: "Ask us anything: why is the sea salty, and the rain not?",
        author: "Yuki Tanaka",
        ago: 16 * DAY,
        categories: &["Sea"],
        body: include_str!("../content/slow-light/why-salty.html"),
    },
];
