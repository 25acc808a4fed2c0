//! Tests of clusters and of the evidence for them.

use proptest::prelude::*;

use super::super::format_likeness;
use super::*;

/// Makes 24 words of a family with a tail: families have no words in common, and a changed tail changes little.
fn text(family: u32, tail: &str) -> String {
    let words: Vec<String> = (0..24).map(|n| format!("word{family}x{n}")).collect();
    format!("{} {tail}", words.join(" "))
}

/// Returns what each of `count` comments repeats, by index.
fn by_index(clusters: &[Cluster], count: usize) -> Vec<Option<Repeat>> {
    let mut repeats = vec![None; count];
    for (index, repeat) in clusters.iter().flat_map(Cluster::repeats) {
        repeats[index as usize] = Some(repeat);
    }
    repeats
}

fn clusters(texts: &[String]) -> Vec<Cluster> {
    within(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

fn indices(of: &[(u32, f32)]) -> Vec<u32> {
    of.iter().map(|(index, _)| *index).collect()
}

#[test]
fn repeats_cluster_around_the_first() {
    let texts = [text(1, "a"), text(2, ""), text(1, "b"), "Thanks!".to_owned(), text(1, "a"), "Thanks!".to_owned()];
    let found = clusters(&texts);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].first, indices(&found[0].members), found[0].size()), (0, vec![2, 4], 3));
    assert!((found[0].members[0].1 - 22.0 / 24.0).abs() < 1e-6);
    assert!((found[0].members[1].1 - 1.0).abs() < 1e-6);
    let repeats = by_index(&found, texts.len());
    assert_eq!(repeats.iter().map(|r| r.map(|r| r.of)).collect::<Vec<_>>(), [None, None, Some(0), None, Some(0), None]);
}

#[test]
fn a_cluster_is_a_star_and_does_not_drift() {
    let words = |from: u32| (from..from + 40).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let texts: Vec<String> = (0..10).map(|step| words(step * 4)).collect();
    for cluster in clusters(&texts) {
        let first = Fingerprint::of(&texts[cluster.first as usize]).unwrap();
        for (index, likeness) in cluster.members {
            let exact = first.likeness(&Fingerprint::of(&texts[index as usize]).unwrap());
            assert!(exact >= REPEATS && (exact - likeness).abs() < f32::EPSILON, "{index}: {exact}");
        }
    }
}

#[test]
fn a_repeated_paragraph_differs_from_a_repeated_text() {
    let own = "Some quite other words of my own stand above what I have taken from there.";
    let shared = text(1, "");
    let mut texts = vec![shared.clone(), format!("{own}\n\n{shared}"), shared.clone()];
    let found = clusters(&texts);
    assert_eq!(found, [Cluster { first: 0, members: vec![(2, 1.0)], parts: vec![(1, 1.0)] }]);
    let repeat = by_index(&found, 3)[1].unwrap();
    assert!(repeat.part && repeat.of == 0);
    // The reverse: the long comment comes first.
    texts.swap(0, 1);
    assert_eq!(clusters(&texts), [Cluster { first: 0, members: vec![], parts: vec![(1, 1.0), (2, 1.0)] }]);
}

#[test]
fn similar_comments_are_in_no_cluster() {
    let other = text(1, "").replace("x12", "y12");
    let fingerprints = [Fingerprint::of(&text(1, "")), Fingerprint::of(&other)];
    let found = find(&fingerprints, &[0, 1]);
    assert_eq!(found.clusters, []);
    let [(1, Repeat { of: 0, likeness, part: false })] = found.similar[..] else { panic!("{:?}", found.similar) };
    assert!((likeness - 19.0 / 25.0).abs() < 1e-6, "{likeness}");
}

#[test]
fn the_earliest_comment_is_the_first_at_any_index() {
    let fingerprints = [Fingerprint::of(&text(1, "")), Fingerprint::of(&text(1, ""))];
    let found = find(&fingerprints, &[1, 0]);
    assert_eq!((found.clusters[0].first, indices(&found.clusters[0].members)), (1, vec![0]));
    let at = |second: i64| crate::domain::Time::from_timestamp(second, 0);
    let comments = [("a", at(9)), ("b", at(3)), ("c", None), ("d", at(3))];
    let comment = |(id, published): (&str, _)| crate::domain::Comment {
        id: id.into(),
        published,
        ..crate::domain::Comment::default()
    };
    let (thread, _) = Thread::build(comments.map(comment).to_vec());
    assert_eq!(chronological(&thread), [1, 3, 0, 2]);
}

#[test]
fn thousands_of_similar_texts_are_fast() {
    // All share most bands: this takes quadratic time unless chains skip members and are cut.
    let equal = vec![text(1, ""); 3_000];
    assert_eq!(clusters(&equal)[0].members.len(), 2_999);
    let base = |n: usize| {
        let tail: Vec<String> = (0..8).map(|i| format!("t{n}u{i}")).collect();
        text(1, &tail.join(" "))
    };
    let alike: Vec<String> = (0..500).map(base).collect();
    assert!(clusters(&alike).iter().all(|cluster| cluster.members.is_empty()));
}

#[test]
fn likeness_is_rounded_down() {
    for (likeness, want) in [(1.0, "1.00"), (0.999, "0.99"), (0.85, "0.85"), (0.8, "0.80"), (41.0 / 48.0, "0.85")] {
        assert_eq!(format_likeness(likeness), want);
    }
}

/// Generates texts of a few families, some with changed tails, some too short to compare.
fn any_texts() -> impl Strategy<Value = Vec<String>> {
    let one = (0..5_u32, 0..4_u32, 0..3_u32).prop_map(|(family, tail, more)| match tail {
        0 => text(family, ""),
        1 => format!("{}\n\n{}", text(family, ""), text(family + more, "")),
        2 => "too short to compare".to_owned(),
        _ => text(family, &"tail ".repeat(more as usize)),
    });
    proptest::collection::vec(one, 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn clusters_are_disjoint_and_their_evidence_is_true(texts in any_texts()) {
        let fingerprints: Vec<_> = texts.iter().map(|text| Fingerprint::of(text)).collect();
        let order: Vec<u32> = (0..).take(fingerprints.len()).collect();
        let found = find(&fingerprints, &order);
        let mut seen = std::collections::BTreeSet::new();
        for cluster in &found.clusters {
            prop_assert!(seen.insert(cluster.first));
            let first = fingerprints[cluster.first as usize].as_ref().unwrap();
            for (index, repeat) in cluster.repeats() {
                prop_assert!(seen.insert(index), "each is in at most one cluster");
                prop_assert!(index > cluster.first && repeat.likeness >= REPEATS);
                let fingerprint = fingerprints[index as usize].as_ref().unwrap();
                prop_assert!(repeat.part || (fingerprint.likeness(first) - repeat.likeness).abs() < f32::EPSILON);
            }
        }
        for (index, repeat) in &found.similar {
            prop_assert!(!seen.contains(index) && repeat.likeness >= SIMILAR);
        }
    }

    #[test]
    fn order_does_not_change_clusters_of_equal_texts(
        families in proptest::collection::vec(0..6_u32, 0..20), turn in 0..20_usize,
    ) {
        let texts: Vec<String> = families.iter().map(|family| text(*family, "")).collect();
        let mut turned = texts.clone();
        turned.rotate_left(turn.min(texts.len()));
        let sets = |texts: &[String]| {
            let mut sets: Vec<Vec<String>> = clusters(texts)
                .iter()
                .map(|c| std::iter::once(c.first).chain(indices(&c.members)).map(|p| texts[p as usize].clone()).collect())
                .collect();
            sets.sort();
            sets
        };
        prop_assert_eq!(sets(&texts), sets(&turned));
    }
}
