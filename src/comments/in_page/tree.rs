//! Turns the items that a reader found in a page into comments with ids and parents.
//!
//! A page need not name its comments. One without a name gets an id made of its contents, the same at every fetch.

use std::collections::{HashMap, HashSet};

use dom_query::{NodeId, NodeRef};

use crate::domain::Comment;

/// Most comments read from one page.
pub(super) const MAX_COMMENTS: usize = 20_000;
/// Most characters of a name.
const NAME_CHARS: usize = 300;

/// One comment as its markup has it. `comment` has no id and no parent yet.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// The name that the page gives the comment.
    pub(super) name: Option<String>,
    /// The name of the parent, if the markup states it.
    pub(super) parent: Option<String>,
    pub(super) comment: Comment,
}

/// Reads each element and removes it from the document, inner ones first, so that an outer one keeps only its own text.
pub(super) fn from_elements<'a>(holders: &[NodeRef<'a>], read: impl Fn(&NodeRef<'a>) -> Item) -> Vec<Comment> {
    let holders = holders.get(..MAX_COMMENTS).unwrap_or(holders);
    let at: HashMap<NodeId, usize> = holders.iter().enumerate().map(|(at, holder)| (holder.id, at)).collect();
    let above = holders.iter().map(|holder| holder.ancestors_it(None).find_map(|above| at.get(&above.id).copied()));
    let above: Vec<Option<usize>> = above.collect();
    let mut items: Vec<Item> = Vec::with_capacity(holders.len());
    for holder in holders.iter().rev() {
        items.push(read(holder));
        holder.remove_from_parent();
    }
    items.reverse();
    into_comments(items, &above)
}

/// Gives every comment its id and its parent: the one that it names, if the page has it, or else the one around it.
///
/// `above` has the place of the item around each item. Empty items without replies are dropped.
pub(super) fn into_comments(items: Vec<Item>, above: &[Option<usize>]) -> Vec<Comment> {
    let mut taken = HashSet::new();
    let ids: Vec<String> = items.iter().map(|item| id(item, &mut taken)).collect();
    let parents: HashSet<usize> = above.iter().flatten().copied().collect();
    let mut comments = Vec::with_capacity(items.len());
    for (at, Item { parent, mut comment, .. }) in items.into_iter().enumerate() {
        let is_empty = comment.html.0.is_empty() && comment.author.is_none();
        if is_empty && !parents.contains(&at) {
            continue;
        }
        let named = parent.filter(|name| taken.contains(name) && *name != ids[at]);
        comment.parent =
            named.or_else(|| above.get(at).copied().flatten().map(|above| ids[above].clone())).map(Into::into);
        comment.id = ids[at].as_str().into();
        comments.push(comment);
    }
    comments
}

/// Returns the name that the page gives the comment, if it is unique, or else a hash of author, date and text.
fn id(item: &Item, taken: &mut HashSet<String>) -> String {
    let named = item.name.as_ref().filter(|name| !name.is_empty() && name.chars().count() <= NAME_CHARS);
    if let Some(name) = named
        && taken.insert(name.clone())
    {
        return name.clone();
    }
    let Comment { author, published, html, .. } = &item.comment;
    let date = published.map(|date| date.to_rfc3339()).unwrap_or_default();
    let hashed = hash([author.as_deref().unwrap_or_default(), &date, &html.0]);
    let mut id = hashed.clone();
    let mut count = 1;
    while !taken.insert(id.clone()) {
        count += 1;
        id = format!("{hashed}-{count}");
    }
    id
}

/// Hashes with FNV-1a. The store keeps the ids, so the hash must not change between versions of Rust.
fn hash(parts: [&str; 3]) -> String {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// Returns the fragment of an address, or all of it if it has none.
pub(super) fn name_of(address: &str) -> String {
    let address = address.trim();
    address.rsplit_once('#').map_or(address, |(_, fragment)| fragment).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Html, Text};

    fn item(name: Option<&str>, parent: Option<&str>, text: &str) -> Item {
        let comment = Comment { html: Html(text.into()), author: Some(Text::line("Ann")), ..Comment::default() };
        Item { name: name.map(Into::into), parent: parent.map(Into::into), comment }
    }

    #[test]
    fn unique_names_are_ids_and_other_comments_get_a_hash() {
        let items = vec![
            item(Some("c1"), None, "One."),
            item(Some("c1"), Some("c1"), "Two."),
            item(None, Some("elsewhere"), "Yes."),
            item(None, None, "Yes."),
            item(Some("c5"), Some("c5"), "Five."),
        ];
        let comments = into_comments(items, &[None, None, Some(0), None, Some(3)]);
        let ids: Vec<&str> = comments.iter().map(|comment| comment.id.as_str()).collect();
        let yes = hash(["Ann", "", "Yes."]);
        assert_eq!(yes, "3702dc4bff5c1f95", "stored ids must not change");
        assert_eq!(ids, ["c1", &hash(["Ann", "", "Two."]), &yes, &format!("{yes}-2"), "c5"]);
        let parents: Vec<_> = comments.iter().map(|comment| comment.parent.as_deref()).collect();
        assert_eq!(parents, [None, Some("c1"), Some("c1"), None, Some(ids[3])]);
    }

    #[test]
    fn empty_items_are_dropped_unless_they_have_replies() {
        let items = vec![Item::default(), Item::default(), item(None, None, "Yes.")];
        let comments = into_comments(items, &[None, None, Some(1)]);
        assert_eq!((comments.len(), comments[1].parent.as_deref()), (2, Some(comments[0].id.as_str())));
    }
}
