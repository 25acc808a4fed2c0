//! Tags that the user gave to articles. Triggers count them for each feed. An article with a tag is kept, like one with a
//! star.

use super::{Store, StoreError};
use crate::domain::tags::{TagChange, TagCount};
use crate::domain::{FeedId, Text};

impl Store {
    /// Adds tags to articles and removes others. Returns the changes that changed something; to undo, reverse them.
    pub fn change_tags(&self, changes: &[TagChange]) -> Result<Vec<TagChange>, StoreError> {
        let changes = changes.to_vec();
        self.write(move |conn| {
            let add = "INSERT OR IGNORE INTO article_tags
                       SELECT ?1, id, feed, read_at IS NULL AND hidden <> 3 FROM articles WHERE id = ?2";
            let mut add = conn.prepare_cached(add)?;
            let mut remove = conn.prepare_cached("DELETE FROM article_tags WHERE tag = ?1 AND article = ?2")?;
            let mut changed = Vec::new();
            for change in changes {
                let statement = if change.is_added { &mut add } else { &mut remove };
                if statement.execute((change.tag.as_str(), change.article.0))? > 0 {
                    changed.push(change);
                }
            }
            Ok(changed)
        })
    }

    /// Counts the unread articles with each tag, by feed.
    pub fn tag_counts(&self) -> Result<Vec<TagCount>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT tag, feed, unread FROM tag_counts ORDER BY tag, feed")?
                .query_map([], |row| {
                    let tag = Text::line(row.get_ref(0)?.as_str()?);
                    Ok(TagCount { tag, feed: FeedId(row.get(1)?), unread: row.get(2)? })
                })?
                .collect()
        })
    }
}
