//! The baseline: single-pass clustering by the cosine of plain TF-IDF vectors to centroids.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::labelled::Text;

type Vector = BTreeMap<String, f64>;

/// Returns the clusters at the threshold that `measure` likes best.
pub(crate) fn best(texts: &[Text], measure: impl Fn(&[i64]) -> f64) -> (f64, Vec<i64>) {
    let vectors = vectors(texts);
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|at| texts[*at].published);
    let all = (5..60).map(|n| (f64::from(n) / 100.0, cluster(&vectors, &order, f64::from(n) / 100.0)));
    all.max_by(|a, b| measure(&a.1).total_cmp(&measure(&b.1))).unwrap()
}

fn vectors(texts: &[Text]) -> Vec<Vector> {
    let words = |text: &Text| {
        let text = format!("{} {}", text.title, text.lead).to_lowercase();
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1).map(str::to_owned).collect::<Vec<_>>()
    };
    let all: Vec<Vec<String>> = texts.iter().map(words).collect();
    let mut counts: HashMap<&str, f64> = HashMap::new();
    for words in &all {
        for word in words.iter().collect::<HashSet<_>>() {
            *counts.entry(word).or_default() += 1.0;
        }
    }
    let count = f64::from(u32::try_from(texts.len()).unwrap());
    let vector = |words: &Vec<String>| {
        let mut vector = Vector::new();
        for word in words {
            *vector.entry(word.clone()).or_default() += (count / counts[word.as_str()]).ln();
        }
        let length = norm(&vector);
        for weight in vector.values_mut() {
            *weight /= length;
        }
        vector
    };
    all.iter().map(vector).collect()
}

fn cluster(vectors: &[Vector], order: &[usize], threshold: f64) -> Vec<i64> {
    let mut centroids: Vec<Vector> = Vec::new();
    let mut clusters = vec![0; vectors.len()];
    for &at in order {
        let cosine = |centroid: &Vector| {
            let dot: f64 = vectors[at].iter().filter_map(|(word, weight)| Some(weight * centroid.get(word)?)).sum();
            dot / norm(centroid)
        };
        let best = centroids.iter().map(cosine).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        let home = best.filter(|(_, cosine)| *cosine >= threshold).map_or(centroids.len(), |(home, _)| home);
        if home == centroids.len() {
            centroids.push(Vector::new());
        }
        for (word, weight) in &vectors[at] {
            *centroids[home].entry(word.clone()).or_default() += weight;
        }
        clusters[at] = i64::try_from(home).unwrap();
    }
    clusters
}

fn norm(vector: &Vector) -> f64 {
    vector.values().map(|weight| weight * weight).sum::<f64>().sqrt().max(f64::MIN_POSITIVE)
}
