//! Makes the addresses in HTML absolute, so that they stay valid outside their page.

use dom_query::{Document, NodeRef};
use url::Url;

use crate::page::dom::attribute;

/// Attributes that hold one address.
const ADDRESSES: &[&str] = &["href", "src", "poster", "data-src", "data-lazy-src", "data-original", "cite"];

/// Resolves every address below `document` against `base`; those that can't be resolved stay as they are.
pub(super) fn make_absolute(document: &Document, base: &Url) {
    for name in ADDRESSES {
        for node in document.select(&format!("[{name}]")).nodes() {
            // References within the page stay relative.
            let relative = attribute(node, name).filter(|address| !address.starts_with('#'));
            if let Some(url) = relative.and_then(|address| base.join(&address).ok()) {
                node.set_attr(name, url.as_str());
            }
        }
    }
    for node in document.select("[srcset]").nodes() {
        source_set(node, base);
    }
}

fn source_set(node: &NodeRef<'_>, base: &Url) {
    let Some(set) = attribute(node, "srcset").filter(|set| !set.contains("data:")) else {
        return;
    };
    let absolute: Vec<String> = set
        .split(", ")
        .filter_map(|candidate| {
            let (address, descriptor) = candidate.trim().split_once(' ').unwrap_or((candidate.trim(), ""));
            let url = base.join(address.trim_matches(',')).ok()?;
            Some(format!("{url} {descriptor}").trim_end().to_owned())
        })
        .collect();
    node.set_attr("srcset", &absolute.join(", "));
}
