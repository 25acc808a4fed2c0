//! What was said in comments, and inside which other it stands, becomes comments with ids and parents.
//!
//! A page need not name its comments: one without a name gets one made of what it says, the same at every fetch.

use std::collections::{HashMap, HashSet};

use dom_query::{NodeId, NodeRef};

use crate::domain::Comment;

/// Comments read from one page.
pub(super) const MAX_COMMENTS: usize = 20_000;
/// Characters of the longest name that is kept.
const NAME_CHARS: usize = 300;

/// One comment as its markup has it; the id and the parent in `comment` are not settled yet.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// The name that the page gives it.
    pub(super) name: Option<String>,
    /// The name of what it answers, where that is said in words of its own.
    pub(super) answers: Option<String>,
    pub(super) comment: Comment,
}

/// Reads each element, the inner ones before the outer, and takes it out of the document: what is left of an outer one
/// is its own.
pub(super) fn from_elements<'a>(holders: &[NodeRef<'a>], read: impl Fn(&NodeRef<'a>) -> Said) -> Vec<Comment> {
    let holders = holders.get(..MAX_COMMENTS).unwrap_or(holders);
    let at: HashMap<NodeId, usize> = holders.iter().enumerate().map(|(at, holder)| (holder.id, at)).collect();
    let above = holders.iter().map(|holder| holder.ancestors_it(None).find_map(|above| at.get(&above.id).copied()));
    let above: Vec<Option<usize>> = above.collect();
    let mut said: Vec<Said> = Vec::with_capacity(holders.len());
    for holder in holders.iter().rev() {
        said.push(read(holder));
        holder.remove_from_parent();
    }
    said.reverse();
    settle(said, &above)
}

/// Gives every comment its id and its parent: the one named, if it is here, else the one around it.
pub(super) fn settle(said: Vec<Said>, above: &[Option<usize>]) -> Vec<Comment> {
    let mut taken = HashSet::new();
    let ids: Vec<String> = said.iter().map(|said| id(said, &mut taken)).collect();
    let answered: HashSet<usize> = above.iter().flatten().copied().collect();
    let mut comments = Vec::with_capacity(said.len());
    for (at, Said { answers, mut comment, .. }) in said.into_iter().enumerate() {
        let empty = comment.html.0.is_empty() && comment.author.is_none();
        if empty && !answered.contains(&at) {
            continue;
        }
        let named = answers.filter(|name| taken.contains(name) && *name != ids[at]);
        comment.parent =
            named.or_else(|| above.get(at).copied().flatten().map(|above| ids[above].clone())).map(Into::into);
        comment.id = ids[at].as_str().into();
        comments.push(comment);
    }
    comments
}

/// The page's own name for it, if no other has that, else one made of author, date and text.
fn id(said: &Said, taken: &mut HashSet<String>) -> String {
    let named = said.name.as_ref().filter(|name| !name.is_empty() && name.chars().count() <= NAME_CHARS);
    if let Some(name) = named
        && taken.insert(name.clone())
    {
        return name.clone();
    }
    let Comment { author, published, html, .. } = &said.comment;
    let date = published.map(|date| date.to_rfc3339()).unwrap_or_default();
    let made = hash([author.as_deref().unwrap_or_default(), &date, &html.0]);
    let mut id = made.clone();
    let mut again = 1;
    while !taken.insert(id.clone()) {
        again += 1;
        id = format!("{made}-{again}");
    }
    id
}

/// FNV-1a, which stays what it is from one version of Rust to the next: ids are stored.
fn hash(parts: [&str; 3]) -> String {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// What an address names: its fragment, if it has one, else all of it.
pub(super) fn name_of(address: &str) -> String {
    let address = address.trim();
    address.rsplit_once('#').map_or(address, |(_, fragment)| fragment).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Html, Text};

    fn said(name: Option<&str>, answers: Option<&str>, text: &str) -> Said {
        let comment = Comment { html: Html(text.into()), author: Some(Text::line("Ann")), ..Comment::default() };
        Said { name: name.map(Into::into), answers: answers.map(Into::into), comment }
    }

    #[test]
    fn names_are_kept_and_made_where_they_lack() {
        let rows = vec![
            said(Some("c1"), None, "One."),
            said(Some("c1"), Some("c1"), "Two."),
            said(None, Some("elsewhere"), "Yes."),
            said(None, None, "Yes."),
            said(Some("c5"), Some("c5"), "Five."),
        ];
        let comments = settle(rows, &[None, None, Some(0), None, Some(3)]);
        let ids: Vec<&str> = comments.iter().map(|comment| comment.id.as_str()).collect();
        let made = hash(["Ann", "", "Yes."]);
        assert_eq!(made, "3702dc4bff5c1f95", "ids are stored: they may not change");
        assert_eq!(ids, ["c1", &hash(["Ann", "", "Two."]), &made, &format!("{made}-2"), "c5"]);
        let parents: Vec<_> = comments.iter().map(|comment| comment.parent.as_deref()).collect();
        assert_eq!(parents, [None, Some("c1"), Some("c1"), None, Some(ids[3])]);
    }

    #[test]
    fn what_says_nothing_is_no_comment_unless_it_is_answered() {
        let rows = vec![Said::default(), Said::default(), said(None, None, "Yes.")];
        let comments = settle(rows, &[None, None, Some(1)]);
        assert_eq!((comments.len(), comments[1].parent.as_deref()), (2, Some(comments[0].id.as_str())));
    }
}
