//! A cookery column in plain RSS 2.0 with teasers, so that readers must fetch the full text.

use crate::demo::site::{Article, DAY, HOUR, Kind, Outlet};

/// The outlet, with its articles newest first.
pub(super) const OUTLET: Outlet = Outlet {
    kind: Kind::Rss,
    title: "The Copper Pan",
    tagline: "Cooking by the sea, with the window open",
    home: "/copper-pan/",
    root: "/copper-pan/",
    feed: "/copper-pan/rss.xml",
    folder: "Making/Kitchen",
    tags: &["cooking"],
    teasers_only: true,
    articles: ARTICLES,
};

const ARTICLES: &[Article] = &[
    Article {
        id: 5034,
        slug: "bridge-buns",
        title: "Bridge buns, for a crowd that has been waiting",
        author: "Lucía Ferreiro",
        ago: 2 * HOUR,
        categories: &["Baking"],
        body: include_str!("../content/copper-pan/bridge-buns.html"),
    },
    Article {
        id: 5035,
        slug: "netherby-soup",
        title: "Lentil soup for the 260 at Netherby school",
        author: "Lucía Ferreiro",
        ago: 10 * HOUR,
        categories: &["Soup"],
        body: include_str!("../content/copper-pan/netherby-soup.html"),
    },
    Article {
        id: 5033,
        slug: "leeks-the-long-way",
        title: "Leeks, the long way",
        author: "Lucía Ferreiro",
        ago: DAY + 6 * HOUR,
        categories: &["Vegetables"],
        body: include_str!("../content/copper-pan/leeks-the-long-way.html"),
    },
    Article {
        id: 5031,
        slug: "mackerel-and-lemon",
        title: "Smoked mackerel & a great deal of lemon",
        author: "Lucía Ferreiro",
        ago: 3 * DAY + 4 * HOUR,
        categories: &["Fish"],
        body: include_str!("../content/copper-pan/mackerel-and-lemon.html"),
    },
    Article {
        id: 5028,
        slug: "dashi",
        title: "A dashi for cold hands",
        author: "Lucía Ferreiro",
        ago: 5 * DAY + 8 * HOUR,
        categories: &["Soup"],
        body: include_str!("../content/copper-pan/dashi.html"),
    },
    Article {
        id: 5025,
        slug: "creme-caramel",
        title: "Crème caramel without fear",
        author: "Lucía Ferreiro",
        ago: 8 * DAY + 2 * HOUR,
        categories: &["Sweet"],
        body: include_str!("../content/copper-pan/creme-caramel.html"),
    },
    Article {
        id: 5019,
        slug: "bread-that-waits",
        title: "Bread that waits for you",
        author: "Lucía Ferreiro",
        ago: 12 * DAY + 5 * HOUR,
        categories: &["Baking"],
        body: include_str!("../content/copper-pan/bread-that-waits.html"),
    },
    Article {
        id: 5013,
        slug: "one-quince",
        title: "What to do with one quince",
        author: "Lucía Ferreiro",
        ago: 17 * DAY,
        categories: &["Sweet"],
        body: include_str!("../content/copper-pan/one-quince.html"),
    },
];
