//! Triage off the screen's thread: marks and folds into the store, a thread studied, limited, an edited comment set.

use std::sync::Arc;

use super::library::{Library, LibraryError};
use super::shell::Shell;
use crate::app::{Elsewhere, Limited, Msg, Opened, SetComment, Study, UNKEPT, Undo, Why, text_room};
use crate::domain::article::host_of;
use crate::domain::repeats::{Fingerprint, find, in_time};
use crate::domain::triage::{Facts, Rule, Rules, Sought, Verb, limit_to, reason};
use crate::domain::{ArticleId, CommentBody, CommentRef, CommentStatus, Line, Text, Thread};
use crate::page;
use crate::store;
use crate::sync::{repeated_elsewhere, sketch_all};

/// Comments whose texts are taken at once, on a thread that may be given up.
const BATCH: usize = 500;
/// Comments of a thread that is looked at before it is asked what others say.
const SKETCHED: usize = 2_000;

impl Library {
    /// Marks comments by their places in a thread as it was loaded.
    pub(super) fn mark_comments(&self, opened: &Opened, marks: &[(usize, CommentStatus)]) -> Result<(), LibraryError> {
        let named = marks.iter().filter_map(|(i, mark)| Some((opened.name_of(*i)?, *mark))).collect();
        Ok(self.store.mark_comments(opened.article.row.id, named)?)
    }

    /// Adds a rule to `rules.toml`, in the place of one that does the opposite.
    pub(super) fn add_rule(&self, rule: Rule) -> Result<Msg, LibraryError> {
        let gone = self.change_rules(|rules| rules.put(&rule))?;
        let notice = match gone.as_deref() {
            None => format!("there is such a rule: {rule}"),
            Some([]) => format!("{rule}; u takes it back"),
            Some([old, ..]) => format!("{rule}, and no longer {old}; u takes it back"),
        };
        let undo = gone.map(|add| Undo::Rules { remove: vec![rule], add });
        Ok(Msg::RulesChanged { undo, notice: Text::line(&notice) })
    }

    /// Takes a rule out of `rules.toml`.
    pub(super) fn remove_rule(&self, rule: &Rule) -> Result<Msg, LibraryError> {
        let add = self.change_rules(|rules| rules.remove_all(|known| known == rule))?;
        let is_gone = add.is_empty();
        let notice = if is_gone {
            format!("there is no such rule: {rule}")
        } else {
            format!("no longer {rule}; u brings it back")
        };
        let undo = (!is_gone).then_some(Undo::Rules { remove: Vec::new(), add });
        Ok(Msg::RulesChanged { undo, notice: Text::line(&notice) })
    }

    pub(super) fn put_rules_back(&self, remove: &[Rule], add: &[Rule]) -> Result<(), LibraryError> {
        self.change_rules(|rules| {
            rules.remove_all(|known| remove.contains(known))?;
            add.iter().try_for_each(|rule| rules.add(rule).map(drop))
        })
    }

    /// The rules as the file has them now.
    pub(super) fn rules(&self) -> Result<Rules, LibraryError> {
        self.has_new_rules();
        Ok(crate::settings::RulesFile::load(&self.paths.rules_file())?.rules().clone())
    }

    /// Counts words, applies the rules and finds repeated text; `None` when that is no longer wanted.
    fn study(
        &self,
        opened: &Arc<Opened>,
        me: &[String],
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Option<Study>, LibraryError> {
        let (rules, thread) = (self.rules()?, &opened.thread);
        let host = opened.article.row.url.as_deref().and_then(host_of);
        let mut study = Study::default();
        let mut prints: Vec<Option<Fingerprint>> = Vec::with_capacity(thread.len());
        for from in (0..thread.len()).step_by(BATCH) {
            if !goes_on() {
                return Ok(None);
            }
            let (of, rules, host) = (opened.clone(), rules.clone(), host.clone());
            let places: Vec<usize> = (from..thread_end(opened, from)).collect();
            let texts = self.texts(opened, &places)?;
            let look = move || look_at(&of, &texts, &rules, host.as_deref());
            // Comments that can't be read in time have nothing to be said of them.
            let looked = page::run_with_deadline(page::LIMIT, look).unwrap_or_default();
            // Made here and not beside the parser's trees: what stays would hold their memory.
            prints.extend(looked.texts.iter().map(|text| Fingerprint::of(text)));
            prints.resize(thread_end(opened, from), None);
            study.words.extend(looked.words);
            study.words.resize(thread_end(opened, from), 0);
            study.whys.extend(looked.whys);
            study.hits.extend(looked.hits);
        }
        repeats(thread, &prints, &mut study);
        drop(prints);
        backs(opened, me, (&rules, host.as_deref()), &mut study);
        study.rules = rules.0;
        Ok(Some(study))
    }

    /// The same text under other articles, as far as the first comments of each thread go.
    fn elsewhere(&self, opened: &Opened, goes_on: &dyn Fn() -> bool) -> Result<Vec<Elsewhere>, LibraryError> {
        // A sync has looked at most already; of a very long thread only the beginning is asked about.
        if opened.thread.len() <= SKETCHED {
            sketch_all(&self.store, goes_on)?;
        }
        let (found, _) = repeated_elsewhere(&self.store, opened.article.row.id)?;
        let place = |there: &store::CrossThread| {
            opened.place_of(&CommentRef { origin: there.origin.clone(), id: there.id.clone() })
        };
        let told = |there: store::CrossThread| {
            let place = place(&there)?;
            let store::CrossThread { article, article_title: title, other_author: author, likeness, .. } = there;
            Some(Elsewhere { place, article, title, author, likeness })
        };
        let mut all: Vec<Elsewhere> = found.into_iter().filter_map(told).collect();
        all.sort_by_key(|there| there.place);
        Ok(all)
    }
}

fn thread_end(opened: &Opened, from: usize) -> usize {
    (from + BATCH).min(opened.thread.len())
}

/// What a batch of comments says.
#[derive(Default)]
struct Looked {
    words: Vec<u32>,
    /// What the writers say themselves.
    texts: Vec<String>,
    whys: Vec<(usize, Why)>,
    /// The rules that hit a comment, by their places.
    hits: Vec<(usize, Vec<usize>)>,
}

fn look_at(opened: &Opened, texts: &[(usize, CommentBody)], rules: &Rules, host: Option<&str>) -> Looked {
    let mut looked = Looked::default();
    for (i, CommentBody { html, url }) in texts {
        let Some(comment) = opened.thread.get(*i).map(|node| node.comment) else { continue };
        let base = url.as_deref().or(opened.article.row.url.as_deref());
        let (text, links) = page::plain_with_links(&html.0, base);
        looked.words.push(u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX));
        // Nothing is judged that the user writes: no rule is meant for it, and it repeats nobody.
        if comment.reply.is_some() {
            looked.texts.push(String::new());
            continue;
        }
        // Whoever quotes somebody repeats nothing.
        let quotes = html.0.contains("<blockquote");
        looked.texts.push(if quotes { page::own_words(&html.0) } else { text.clone() });
        if rules.is_empty() {
            continue;
        }
        let facts = Facts { author: comment.author.as_deref(), text: &text, links: &links, score: comment.score, host };
        let hits = rules.hits(facts);
        if let Some(rule) = rules.judge(&hits) {
            let told = Text::line(&rule.to_string());
            looked.whys.push((*i, if rule.verb() == Verb::Mute { Why::Muted(told) } else { Why::Followed(told) }));
            looked.hits.push((*i, hits));
        }
    }
    looked
}

fn repeats(thread: &Thread, prints: &[Option<Fingerprint>], study: &mut Study) {
    let found = find(prints, &in_time(thread));
    for cluster in &found.clusters {
        let first = cluster.first as usize;
        let id = thread.get(first).map(|node| Text::line(&node.comment.id)).unwrap_or_default();
        for (place, repeat) in cluster.repeats() {
            let why = Why::Repeat {
                of: first,
                id: id.clone(),
                likeness: repeat.likeness,
                all: cluster.size(),
                part: repeat.part,
            };
            // What a rule says comes first.
            study.whys.entry(place as usize).or_insert(why);
        }
    }
    study.clusters = found.clusters;
}

/// What is back below something done.
fn backs(opened: &Opened, me: &[String], (rules, host): (&Rules, Option<&str>), study: &mut Study) {
    for (i, node) in opened.thread.nodes().enumerate().filter(|(_, node)| node.comment.mark == CommentStatus::Unseen) {
        let Some(parent) = node.parent.and_then(|parent| opened.thread.get(parent)) else { continue };
        if parent.comment.mark == CommentStatus::Done
            && let Some(reason) = reason(node.comment, parent.comment.author.as_deref(), me, rules, host)
        {
            study.whys.entry(i).or_insert(Why::Back(reason));
        }
    }
}

impl Shell {
    /// Looks at a thread; only the last one asked for. What others say elsewhere comes later: there may be much to look
    /// at first.
    pub(super) fn study(&self, opened: Arc<Opened>) {
        let (question, me, is_last) = (self.answers.ask(), self.me.clone(), self.studies.1.take());
        let _ = self.studies.0.send(Box::new(move |library| {
            let studied = |study| Msg::Studied { thread: opened.thread.clone(), study: Arc::new(study) };
            let study = match library.study(&opened, &me, &is_last) {
                Ok(Some(study)) => study,
                Ok(None) => return,
                Err(error) => return question.answer(Err(error)),
            };
            question.say(studied(study.clone()));
            if opened.article.row.id == UNKEPT {
                return;
            }
            match library.elsewhere(&opened, &is_last) {
                Ok(elsewhere) if elsewhere.is_empty() || !is_last() => {}
                Ok(elsewhere) => question.say(studied(Study { elsewhere, ..study })),
                Err(error) => question.answer(Err(error)),
            }
        }));
    }

    /// Finds the comments with words in them.
    pub(super) fn limit(&self, opened: Arc<Opened>, words: String) {
        let (question, is_last) = (self.answers.ask(), self.searches.1.take());
        let _ = self.searches.0.send(Box::new(move |library| {
            let (sought, of) = (Sought::new(&words), opened.clone());
            let has = move |i: usize, html: &str| {
                let author = of.thread.get(i).and_then(|node| node.comment.author.as_deref());
                sought.are_in(author, &page::plain(html))
            };
            let Some(hits) = which(library, &opened, &is_last, has) else { return };
            let found = limit_to(&opened.thread, hits);
            let limited = Limited { name: words, shown: found.shown, matches: found.matches };
            question.say(Msg::Limited { thread: opened.thread.clone(), limited });
        }));
    }

    /// Finds words in a long thread's texts.
    pub(super) fn find_in(&self, opened: Arc<Opened>, words: String) {
        let (question, is_last) = (self.answers.ask(), self.searches.1.take());
        let _ = self.searches.0.send(Box::new(move |library| {
            let lower = words.clone();
            let has = move |_, html: &str| html.to_lowercase().contains(&lower);
            let Some(found) = which(library, &opened, &is_last, has) else { return };
            let places = (0..).zip(found).filter_map(|(i, has)| has.then_some(i)).collect();
            question.say(Msg::FoundIn { thread: opened.thread.clone(), words, places });
        }));
    }

    /// Not told when it is done: nothing on the screen follows from it.
    pub(super) fn keep_folds(&self, opened: Arc<Opened>, folded: Vec<usize>, released: Vec<usize>) {
        let question = self.answers.ask();
        self.send_write(Box::new(move |library| {
            let names =
                |places: &[usize]| -> Vec<CommentRef> { places.iter().filter_map(|i| opened.name_of(*i)).collect() };
            let article: ArticleId = opened.article.row.id;
            if let Err(error) = library.store.set_folds(article, names(&folded), names(&released)) {
                question.answer(Err(error.into()));
            }
        }));
    }

    /// Sets a comment with what changed in it since the version before.
    pub(super) fn set_comment_changes(&self, opened: Arc<Opened>, width: u16, place: usize) {
        let question = self.answers.ask();
        let _ = self.pages.send(Box::new(move |library| {
            let Some(name) = opened.name_of(place) else { return };
            let earlier = match library.store.earlier_words(opened.article.row.id, &name) {
                Ok(earlier) => earlier,
                Err(error) => return question.answer(Err(error.into())),
            };
            let Some((_, before)) = earlier.into_iter().next() else { return };
            let now = match library.texts(&opened, &[place]) {
                Ok(texts) => texts.into_iter().next().map(|(_, words)| words).unwrap_or_default(),
                Err(error) => return question.answer(Err(error)),
            };
            let work = opened.clone();
            let set =
                page::run_with_deadline(page::LIMIT, move || changed(&work, (place, width), (&before.0, &now.html.0)));
            let lines = set.unwrap_or_default();
            let comments = vec![(place, SetComment { lines, url: now.url, ..SetComment::default() })];
            question.say(Msg::CommentsSet { thread: opened.thread.clone(), width, comments });
        }));
    }
}

/// By place, whether something is true of a comment's HTML; `None` when that is no longer wanted. It is not of what
/// can't be read.
fn which(
    library: &Library,
    opened: &Arc<Opened>,
    goes_on: &dyn Fn() -> bool,
    is: impl Fn(usize, &str) -> bool + Clone + Send + 'static,
) -> Option<Vec<bool>> {
    let mut all = Vec::new();
    for from in (0..opened.thread.len()).step_by(BATCH) {
        if !goes_on() {
            return None;
        }
        let batch: Vec<usize> = (from..thread_end(opened, from)).collect();
        let texts = library.texts(opened, &batch).unwrap_or_default();
        let is = is.clone();
        let work = move || texts.iter().map(|(i, words)| is(*i, &words.html.0)).collect::<Vec<bool>>();
        all.extend(page::run_with_deadline(page::LIMIT, work).unwrap_or_default());
        all.resize(thread_end(opened, from), false);
    }
    Some(all)
}

fn changed(opened: &Opened, (place, width): (usize, u16), (before, now): (&str, &str)) -> Vec<Line> {
    let Some(node) = opened.thread.get(place) else { return Vec::new() };
    let version = |html| page::Version { title: "", html };
    page::changes(version(before), version(now), text_room(node.depth, width))
}
