//! The weather and sea log of the harbour office, in RSS 1.0.

use crate::demo::site::{Article, DAY, HOUR, Kind, Outlet};

/// The outlet, with its articles newest first.
pub(super) const OUTLET: Outlet = Outlet {
    kind: Kind::Rdf,
    title: "The Tide Table",
    tagline: "Weather and water, written down at the harbour office",
    home: "/tide-table/",
    root: "/tide-table/",
    feed: "/tide-table/index.rdf",
    folder: "Harrow Bay",
    tags: &["weather"],
    teasers_only: false,
    articles: ARTICLES,
};

const ARTICLES: &[Article] = &[
    Article {
        id: 2061,
        slug: "fog-to-the-bar",
        title: "Log: fog to the bar, lifting by nine",
        author: "W. Penhale",
        ago: 12,
        categories: &["Log"],
        body: include_str!("../content/tide-table/fog-to-the-bar.html"),
    },
    Article {
        id: 2060,
        slug: "wind-limit",
        title: "Gale watch lifted; and what the bridge will stand",
        author: "W. Penhale",
        ago: 8 * HOUR,
        categories: &["Log", "Bridge"],
        body: include_str!("../content/tide-table/wind-limit.html"),
    },
    Article {
        id: 2058,
        slug: "springs",
        title: "Spring tides this week",
        author: "W. Penhale",
        ago: DAY + 5 * HOUR,
        categories: &["Tides"],
        body: include_str!("../content/tide-table/springs.html"),
    },
    Article {
        id: 2053,
        slug: "honest-cirrus",
        title: "Not noctilucent, but very good cirrus",
        author: "W. Penhale",
        ago: 3 * DAY,
        categories: &["Sky"],
        body: include_str!("../content/tide-table/honest-cirrus.html"),
    },
    Article {
        id: 2049,
        slug: "barometer",
        title: "What the barometer is for",
        author: "W. Penhale",
        ago: 5 * DAY + 3 * HOUR,
        categories: &["Instruments"],
        body: include_str!("../content/tide-table/barometer.html"),
    },
    Article {
        id: 2041,
        slug: "first-geese",
        title: "First geese",
        author: "W. Penhale",
        ago: 9 * DAY,
        categories: &["Log"],
        body: include_str!("../content/tide-table/first-geese.html"),
    },
    Article {
        id: 2030,
        slug: "swell-correction",
        title: "A correction about the swell",
        author: "W. Penhale",
        ago: 15 * DAY,
        categories: &["Sea"],
        body: include_str!("../content/tide-table/swell-correction.html"),
    },
];
