//! Groups new articles into stories, in batches, and tells what each article of a story has that the others lack.
//!
//! `stories` decides what belongs together and `store` keeps it; this module turns HTML into text, within time limits.
//! Only the articles of the last ten days are held in memory, and no more than a limit of them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::run::{ARTICLE_LIMIT, BATCH_LIMIT};
use super::{Cancel, Context, SyncError};
use crate::domain::sentences::sentences;
use crate::domain::{ArticleId, Story, StoryId, StoryMember, Text};
use crate::page;
use crate::store::{Grouped, GroupedRow, Store, StoreError, SyncLock, Ungrouped};
use crate::stories::{Features, Grouper, LEAD_WORDS, OutletId, StoryArticle, differences, summarise};

/// Articles compared with the stories at once. A second look follows each batch, so large ones take less time in all.
const BATCH: usize = 20_000;
/// Articles read, and articles written, at once; bounded because the user's marks wait while these are written.
const PART: usize = 1_000;
/// Grouped articles that are loaded to compare new ones with.
const LOADED: usize = 20_000;
/// Articles in memory from which the older ones are dropped, by loading again.
const HELD: usize = 40_000;
/// Bytes of an article that are parsed for its lead: first few, and more if these have fewer words than the lead.
const LEAD_BYTES: [usize; 2] = [3_000, 8_000];
/// Articles of a story that are shown, the earliest.
const MEMBERS: usize = 200;
/// Articles of a story that are compared sentence by sentence, the earliest.
const COMPARED: usize = 12;

/// Groups all articles that wait for it. Returns false if the caller cancelled before the end.
pub async fn group(context: &Context, cancel: Cancel) -> Result<bool, SyncError> {
    context.store(move |store| group_waiting(store, || !*cancel.borrow())).await
}

/// Groups all articles that wait for it, unless a sync is running, which does it at its end. Blocks.
pub fn group_all(store: &Store) -> Result<(), StoreError> {
    let folder = store.file().parent().map(std::path::Path::to_owned).unwrap_or_default();
    match SyncLock::try_acquire(&folder)? {
        Some(_lock) => group_waiting(store, || true).map(drop),
        None => Ok(()),
    }
}

/// Groups articles as long as `goes_on` returns true; returns whether none is left. The caller holds the lock of syncs.
fn group_waiting(store: &Store, goes_on: impl Fn() -> bool) -> Result<bool, StoreError> {
    let waiting = store.ungrouped()?;
    if waiting.is_empty() {
        return Ok(true);
    }
    let mut grouper = load(store)?;
    for batch in waiting.chunks(BATCH) {
        if grouper.len() > HELD {
            grouper = load(store)?;
        }
        if !place(store, &mut grouper, batch, &goes_on)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes a grouper of the articles that were grouped lately.
fn load(store: &Store) -> Result<Grouper, StoreError> {
    let (rows, next) = store.recently_grouped(LOADED)?;
    Ok(Grouper::load(rows.into_iter().filter_map(|row| Some((article(&row)?, row.story))), next))
}

/// Returns a stored article for the grouper; `None` if another version of tidings wrote its features.
fn article(row: &Grouped) -> Option<StoryArticle> {
    let features = Features::from_bytes(&row.features)?;
    Some(StoryArticle { id: row.article, outlet: OutletId::of(&row.outlet), published: row.published, features })
}

/// Places some articles, looks again at the stories near them, and stores both. If the program is killed in between, the
/// next sync places the rest. Returns false if `goes_on` did so while it read the articles.
fn place(
    store: &Store,
    grouper: &mut Grouper,
    batch: &[ArticleId],
    goes_on: impl Fn() -> bool,
) -> Result<bool, StoreError> {
    let mut articles = Vec::new();
    let mut outlets = HashMap::new();
    for part in batch.chunks(PART) {
        if !goes_on() {
            return Ok(false);
        }
        let read = store.to_group(part)?;
        let features = features(&read);
        articles.extend(read.iter().zip(features).map(|(article, features)| StoryArticle {
            id: article.article,
            outlet: OutletId::of(&article.outlet),
            published: article.published,
            features,
        }));
        outlets.extend(read.into_iter().map(|article| (article.article, article.outlet)));
    }
    grouper.add(articles.clone());
    let moved: Vec<(ArticleId, StoryId)> =
        grouper.review().into_iter().map(|moved| (moved.article, moved.story)).collect();
    let mut changed: BTreeSet<StoryId> = moved.iter().map(|(_, story)| *story).collect();
    for part in articles.chunks(PART) {
        let placed = part.iter().filter_map(|article| {
            Some(Grouped {
                article: article.id,
                story: grouper.story_of(article.id)?,
                outlet: outlets.remove(&article.id)?,
                published: article.published,
                features: article.features.to_bytes(),
            })
        });
        let placed: Vec<Grouped> = placed.collect();
        changed.extend(placed.iter().map(|placed| placed.story));
        store.save_stories(placed, grouper.next_story())?;
    }
    store.move_articles(moved)?;
    let changed: Vec<StoryId> = changed.into_iter().collect();
    for part in changed.chunks(PART) {
        store.mark_best(part.iter().filter_map(|story| Some((*story, grouper.best(*story)?))).collect())?;
    }
    Ok(true)
}

/// Makes the features of articles. If an article makes the parser panic or exceed its time, each gets a limit of its own.
fn features(articles: &[Ungrouped]) -> Vec<Features> {
    let [_, most] = LEAD_BYTES;
    let leads: Arc<[String]> = articles.iter().map(|article| beginning(&article.html, most).to_owned()).collect();
    let fast = Arc::clone(&leads);
    let texts = page::run_with_deadline(BATCH_LIMIT, move || fast.iter().map(|html| lead(html)).collect())
        .unwrap_or_else(|| leads.iter().map(|html| prose_or_nothing(html)).collect::<Vec<_>>());
    let of = |(article, text): (&Ungrouped, &String)| Features::of(&article.title, text, article.language.as_deref());
    articles.iter().zip(&texts).map(of).collect()
}

/// Returns the prose of HTML as far as a lead needs it, or farther.
fn lead(html: &str) -> String {
    let [few, _] = LEAD_BYTES;
    let short = page::prose(beginning(html, few));
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    // The last word may be cut.
    let is_enough = html.len() <= few || short.split_whitespace().filter(is_word).count() > LEAD_WORDS;
    if is_enough { short } else { page::prose(html) }
}

/// Returns the first bytes of an article's HTML.
fn beginning(html: &str, bytes: usize) -> &str {
    html.get(..html.floor_char_boundary(bytes)).unwrap_or(html)
}

/// Returns the prose of HTML, or nothing if the parser fails.
fn prose_or_nothing(html: &str) -> String {
    let html = html.to_owned();
    page::run_with_deadline(ARTICLE_LIMIT, move || page::prose(&html)).unwrap_or_default()
}

/// Reads a story with its outlets and copies; `None` if it has fewer than two articles. Blocks.
pub fn story(store: &Store, id: StoryId) -> Result<Option<Story>, StoreError> {
    Ok(build(id, store.story(id, MEMBERS)?))
}

/// Reads the story of an article; `None` if it is in none with two articles or more. Blocks.
pub fn story_of(store: &Store, article: ArticleId) -> Result<Option<Story>, StoreError> {
    match store.stories_of(&[article])?.get(&article) {
        Some(id) => story(store, *id),
        None => Ok(None),
    }
}

fn build(id: StoryId, rows: Vec<GroupedRow>) -> Option<Story> {
    let articles: Vec<StoryArticle> = rows
        .iter()
        .map(|row| {
            let Grouped { article, outlet, published, features, .. } = &row.grouped;
            let features = Features::from_bytes(features).unwrap_or_default();
            StoryArticle { id: *article, outlet: OutletId::of(outlet), published: *published, features }
        })
        .collect();
    let summary = summarise(&articles).filter(|summary| summary.articles.len() > 1)?;
    let mut original = HashMap::new();
    for copies in &summary.copies {
        let Some((first, later)) = copies.split_first() else { continue };
        original.extend(later.iter().map(|copy| (*copy, *first)));
    }
    let name = |outlet: &OutletId| {
        rows.iter().find(|row| OutletId::of(&row.grouped.outlet) == *outlet).map(|row| row.outlet_name.clone())
    };
    let outlets = summary.outlets.iter().filter_map(name).collect();
    let title = rows.iter().find(|row| row.row.id == summary.best).map(|row| row.row.title.clone())?;
    let members = rows.into_iter().map(|GroupedRow { row, outlet_name, .. }| StoryMember {
        copy_of: original.get(&row.id).copied(),
        row,
        outlet: outlet_name,
        own: Vec::new(),
    });
    Some(Story { id, title, members: members.collect(), outlets })
}

/// Finds the sentences that each article of a story has and the others lack; of copies, only the first is compared.
/// Blocks.
pub fn compare(store: &Store, story: &mut Story) -> Result<(), StoreError> {
    let compared: Vec<usize> = (0..story.members.len()).filter(|at| story.members[*at].copy_of.is_none()).collect();
    let mut texts = Vec::new();
    let mut language = None;
    for at in compared.iter().take(COMPARED) {
        let Some(article) = store.article(story.members[*at].row.id)? else { continue };
        language = language.or(article.language);
        texts.push((*at, prose_or_nothing(&article.html.0)));
    }
    let cut: Vec<Vec<&str>> = texts.iter().map(|(_, text)| cut(text, language.as_deref())).collect();
    let own = differences(&cut, language.as_deref());
    for ((at, _), (sentences, own)) in texts.iter().zip(cut.iter().zip(own)) {
        story.members[*at].own = own.iter().filter_map(|n| sentences.get(*n).map(|text| Text::line(text))).collect();
    }
    Ok(())
}

/// Divides a text into sentences.
fn cut<'a>(text: &'a str, language: Option<&str>) -> Vec<&'a str> {
    sentences(text, language).into_iter().filter_map(|range| text.get(range).map(str::trim)).collect()
}
