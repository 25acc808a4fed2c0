//! The measure of a grouping, and the articles of labelled texts.

use std::collections::BTreeMap;

use tidings::domain::ArticleId;
use tidings::stories::{Features, OutletId, StoryArticle};

use super::labelled::Text;

/// Makes the articles of texts; their ids are their indices.
pub(crate) fn articles(texts: &[Text]) -> Vec<StoryArticle> {
    let mut outlets: Vec<&str> = texts.iter().map(|text| text.outlet.as_str()).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let article = |(id, text): (i64, &Text)| StoryArticle {
        id: ArticleId(id),
        outlet: OutletId(i64::try_from(outlets.binary_search(&text.outlet.as_str()).unwrap()).unwrap()),
        published: text.published,
        features: Features::of(&text.title, &text.lead, Some(&text.language)),
    };
    (0..).zip(texts).map(article).collect()
}

/// B-cubed precision and recall: means over the texts of the share of their cluster, or story, that is in both.
pub(crate) struct BCubed {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
}

impl BCubed {
    /// Compares clusters with labels.
    pub(crate) fn of<L: Ord, C: Ord>(labels: &[L], clusters: &[C]) -> Self {
        let (mut by_label, mut by_cluster, mut by_both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (label, cluster) in labels.iter().zip(clusters) {
            *by_label.entry(label).or_insert(0.0) += 1.0;
            *by_cluster.entry(cluster).or_insert(0.0) += 1.0;
            *by_both.entry((label, cluster)).or_insert(0.0) += 1.0;
        }
        let (mut precision, mut recall, mut texts) = (0.0, 0.0, 0.0);
        for ((label, cluster), both) in by_both {
            texts += both;
            precision += both * both / by_cluster[cluster];
            recall += both * both / by_label[label];
        }
        Self { precision: precision / texts, recall: recall / texts }
    }

    pub(crate) fn f1(&self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall)
    }
}

impl std::fmt::Display for BCubed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "precision {:.3}  recall {:.3}  F1 {:.3}", self.precision, self.recall, self.f1())
    }
}
