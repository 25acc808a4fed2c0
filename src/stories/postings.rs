//! The inverted index: for each term, the latest articles that have it. It selects the articles worth comparing.
//!
//! A term keeps at most [`MAX_POSTINGS`] articles, so an article is compared with a bounded number of others, however
//! many resemble it.

use super::vector::Vector;

/// Articles kept for a term, the latest ones.
const MAX_POSTINGS: usize = 64;
/// Terms of an article that are looked up, the heaviest.
const MAX_TERMS: usize = 40;

/// The articles of each term, with the term's weight in them.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// By term. Once full, a list is a ring: the count of insertions tells the oldest entry.
    lists: Vec<List>,
    /// Scratch for [`Postings::best`]: the dot product so far, by article.
    sums: Vec<f32>,
}

#[derive(Debug, Default, Clone)]
struct List {
    entries: Vec<(u32, f32)>,
    next: usize,
}

impl Postings {
    /// Adds an article.
    pub(super) fn add(&mut self, article: u32, vector: &Vector) {
        for &(term, weight) in vector {
            let term = term as usize;
            if term >= self.lists.len() {
                self.lists.resize(term + 1, List::default());
            }
            let Some(list) = self.lists.get_mut(term) else { continue };
            match list.entries.get_mut(list.next) {
                Some(oldest) => *oldest = (article, weight),
                None => list.entries.push((article, weight)),
            }
            list.next = (list.next + 1) % MAX_POSTINGS;
        }
    }

    /// Returns up to `most` articles whose dot product with `vector` is at least `least`, the highest first.
    ///
    /// A product may lack light terms, and terms of which the article was displaced by later ones.
    pub(super) fn best(&mut self, vector: &Vector, most: usize, least: f32) -> Vec<u32> {
        let Self { lists, sums } = self;
        let mut heaviest: Vec<(u32, f32)> = vector.to_vec();
        heaviest.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut touched: Vec<u32> = Vec::new();
        for (term, weight) in heaviest.into_iter().take(MAX_TERMS) {
            let entries = lists.get(term as usize).map(|list| list.entries.as_slice()).unwrap_or_default();
            for &(article, other) in entries {
                let at = article as usize;
                if at >= sums.len() {
                    sums.resize(at + 1, 0.0);
                }
                if let Some(sum) = sums.get_mut(at) {
                    if *sum == 0.0 {
                        touched.push(article);
                    }
                    *sum += weight * other;
                }
            }
        }
        let take = |article: u32| (article, sums.get_mut(article as usize).map(std::mem::take).unwrap_or_default());
        let mut best: Vec<(u32, f32)> = touched.into_iter().map(take).filter(|(_, sum)| *sum >= least).collect();
        best.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.into_iter().take(most).map(|(article, _)| article).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likest_articles_are_found() {
        let mut postings = Postings::default();
        for (article, vector) in [[(1, 0.6), (2, 0.8)], [(1, 0.6), (3, 0.8)], [(4, 0.6), (5, 0.8)]].iter().enumerate() {
            postings.add(u32::try_from(article).unwrap(), vector);
        }
        assert_eq!(postings.best(&[(1, 0.6), (2, 0.8)], 9, 0.1), [0, 1]);
        assert_eq!(postings.best(&[(1, 0.6), (2, 0.8)], 1, 0.1), [0]);
        assert_eq!(postings.best(&[(1, 0.6), (2, 0.8)], 9, 0.5), [0]);
        assert_eq!(postings.best(&[(9, 1.0)], 9, 0.1), [0_u32; 0]);
    }

    #[test]
    fn a_term_keeps_the_latest_articles() {
        let mut postings = Postings::default();
        (0..1_000).for_each(|article| postings.add(article, &[(1, 1.0)]));
        let best = postings.best(&[(1, 1.0)], 1_000, 0.1);
        assert_eq!((best.len(), best.first()), (MAX_POSTINGS, Some(&936)));
    }
}
