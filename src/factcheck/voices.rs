//! Decides which passages are one voice: those of one outlet, and copies of one text.
//!
//! The checked article is voice 0, and so is every copy of it. What a copy is, is left to `copies`.

use super::comparison::Found;
use super::copies;
use super::document::{Document, Sentence};

/// Which passages are one voice: those of one outlet, and copies of one text.
pub(super) struct Voices {
    /// By number of a related passage; 0 is the checked article's voice.
    groups: Vec<usize>,
}

impl Voices {
    /// Groups the related passages, whose outlets are in the same order.
    pub(super) fn new(source: &Document<'_>, others: &[Document<'_>], outlets: &[String]) -> Self {
        let mut shingles = vec![copies::of_document(source)];
        shingles.extend(others.iter().map(copies::of_document));
        let own = String::new();
        let outlets: Vec<&String> = std::iter::once(&own).chain(outlets).collect();
        let mut groups: Vec<usize> = (0..shingles.len()).collect();
        for (i, (left, outlet)) in shingles.iter().zip(&outlets).enumerate() {
            for (j, (right, other)) in shingles.iter().zip(&outlets).enumerate().skip(i + 1) {
                // An outlet is one voice, but its other articles are not the copies of one of them.
                if i > 0 && outlet == other || copies::is_copied(left, right) {
                    join(&mut groups, i, j);
                }
            }
        }
        Self { groups: groups.split_off(1) }
    }

    /// The voice of each related passage.
    pub(super) fn of_articles(&self) -> &[usize] {
        &self.groups
    }

    /// Returns the voice of each piece of evidence about one claim, where copied sentences are one voice as well.
    pub(super) fn for_claim<'a, 'b: 'a>(
        &self,
        all: &[(usize, Found)],
        sentence: impl Fn(usize, &Found) -> Option<&'a Sentence<'b>>,
    ) -> Vec<usize> {
        let mut groups: Vec<usize> = all.iter().map(|(i, _)| self.groups.get(*i).copied().unwrap_or(0)).collect();
        let texts: Vec<_> = all.iter().map(|(i, found)| sentence(*i, found)).collect();
        for (i, (_, found)) in all.iter().enumerate() {
            if found.is_copy {
                rename(&mut groups, i, 0);
            }
        }
        for (i, left) in texts.iter().enumerate() {
            for (j, right) in texts.iter().enumerate().skip(i + 1) {
                let (Some(left), Some(right)) = (left, right) else { continue };
                if groups.get(i) != groups.get(j) && copies::is_copied_sentence(left, right) {
                    let low = groups.get(i).copied().min(groups.get(j).copied()).unwrap_or(0);
                    rename(&mut groups, i, low);
                    rename(&mut groups, j, low);
                }
            }
        }
        groups
    }
}

/// Gives all members of the group of `at` the group `to`.
fn rename(groups: &mut [usize], at: usize, to: usize) {
    let Some(from) = groups.get(at).copied() else { return };
    groups.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
}

/// Joins two groups under the smaller number.
fn join(groups: &mut [usize], left: usize, right: usize) {
    let (Some(a), Some(b)) = (groups.get(left).copied(), groups.get(right).copied()) else { return };
    rename(groups, left, a.min(b));
    rename(groups, right, a.min(b));
}
