//! Clusters as they come out.

use proptest::prelude::*;

use super::super::{by_place, shown};
use super::*;

/// Ten words of a family and then others: families are unlike, and within one a changed tail changes little.
fn text(family: u32, tail: &str) -> String {
    let words: Vec<String> = (0..24).map(|n| format!("word{family}x{n}")).collect();
    format!("{} {tail}", words.join(" "))
}

fn clusters(texts: &[String]) -> Vec<Cluster> {
    within(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

fn places(of: &[(u32, f32)]) -> Vec<u32> {
    of.iter().map(|(place, _)| *place).collect()
}

#[test]
fn repeats_gather_around_the_first() {
    let texts = [text(1, "a"), text(2, ""), text(1, "b"), "Thanks!".to_owned(), text(1, "a"), "Thanks!".to_owned()];
    let found = clusters(&texts);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].first, places(&found[0].members), found[0].size()), (0, vec![2, 4], 3));
    assert!((found[0].members[0].1 - 22.0 / 24.0).abs() < 1e-6);
    assert!((found[0].members[1].1 - 1.0).abs() < 1e-6);
    let places = by_place(&found, texts.len());
    assert_eq!(places.iter().map(|r| r.map(|r| r.of)).collect::<Vec<_>>(), [None, None, Some(0), None, Some(0), None]);
}

#[test]
fn a_cluster_is_a_star_and_does_not_drift() {
    let words = |from: u32| (from..from + 40).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let texts: Vec<String> = (0..10).map(|step| words(step * 4)).collect();
    for cluster in clusters(&texts) {
        let first = Fingerprint::of(&texts[cluster.first as usize]).unwrap();
        for (place, likeness) in cluster.members {
            let exact = first.likeness(&Fingerprint::of(&texts[place as usize]).unwrap());
            assert!(exact >= REPEATS && (exact - likeness).abs() < f32::EPSILON, "{place}: {exact}");
        }
    }
}

#[test]
fn a_paragraph_that_comes_back_is_told_from_a_whole_text() {
    let own = "Some quite other words of my own stand above what I have taken from there.";
    let shared = text(1, "");
    let mut texts = vec![shared.clone(), format!("{own}\n\n{shared}"), shared.clone()];
    let found = clusters(&texts);
    assert_eq!(found, [Cluster { first: 0, members: vec![(2, 1.0)], parts: vec![(1, 1.0)] }]);
    let repeat = by_place(&found, 3)[1].unwrap();
    assert!(repeat.part && repeat.of == 0);
    // The other way about: the long one came first.
    texts.swap(0, 1);
    assert_eq!(clusters(&texts), [Cluster { first: 0, members: vec![], parts: vec![(1, 1.0), (2, 1.0)] }]);
}

#[test]
fn what_is_only_similar_is_in_no_cluster() {
    let other = text(1, "").replace("x12", "y12");
    let prints = [Fingerprint::of(&text(1, "")), Fingerprint::of(&other)];
    let found = find(&prints, &[0, 1]);
    assert_eq!(found.clusters, []);
    let [(1, Repeat { of: 0, likeness, part: false })] = found.similar[..] else { panic!("{:?}", found.similar) };
    assert!((likeness - 19.0 / 25.0).abs() < 1e-6, "{likeness}");
}

#[test]
fn the_earliest_is_the_first_wherever_it_stands() {
    let prints = [Fingerprint::of(&text(1, "")), Fingerprint::of(&text(1, ""))];
    let found = find(&prints, &[1, 0]);
    assert_eq!((found.clusters[0].first, places(&found.clusters[0].members)), (1, vec![0]));
    let at = |second: i64| crate::domain::Time::from_timestamp(second, 0);
    let comments = [("a", at(9)), ("b", at(3)), ("c", None), ("d", at(3))];
    let comment = |(id, published): (&str, _)| crate::domain::Comment {
        id: id.into(),
        published,
        ..crate::domain::Comment::default()
    };
    let (thread, _) = Thread::build(comments.map(comment).to_vec());
    assert_eq!(in_time(&thread), [1, 3, 0, 2]);
}

#[test]
fn thousands_of_like_texts_are_quickly_told() {
    // All share most bands with one another: without steps over members and a limit this would never end.
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
        assert_eq!(shown(likeness), want);
    }
}

/// Texts of a few families, some with changed tails, some short.
fn any_texts() -> impl Strategy<Value = Vec<String>> {
    let one = (0..5_u32, 0..4_u32, 0..3_u32).prop_map(|(family, tail, more)| match tail {
        0 => text(family, ""),
        1 => format!("{}\n\n{}", text(family, ""), text(family + more, "")),
        2 => "too short to tell".to_owned(),
        _ => text(family, &"tail ".repeat(more as usize)),
    });
    proptest::collection::vec(one, 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn clusters_are_disjoint_and_their_evidence_is_true(texts in any_texts()) {
        let prints: Vec<_> = texts.iter().map(|text| Fingerprint::of(text)).collect();
        let order: Vec<u32> = (0..).take(prints.len()).collect();
        let found = find(&prints, &order);
        let mut seen = std::collections::BTreeSet::new();
        for cluster in &found.clusters {
            prop_assert!(seen.insert(cluster.first));
            let first = prints[cluster.first as usize].as_ref().unwrap();
            for (place, repeat) in cluster.repeats() {
                prop_assert!(seen.insert(place), "each in one cluster at most");
                prop_assert!(place > cluster.first && repeat.likeness >= REPEATS);
                let print = prints[place as usize].as_ref().unwrap();
                prop_assert!(repeat.part || (print.likeness(first) - repeat.likeness).abs() < f32::EPSILON);
            }
        }
        for (place, repeat) in &found.similar {
            prop_assert!(!seen.contains(place) && repeat.likeness >= SIMILAR);
        }
    }

    #[test]
    fn order_does_not_matter_to_equal_texts(families in proptest::collection::vec(0..6_u32, 0..20), turn in 0..20_usize) {
        let texts: Vec<String> = families.iter().map(|family| text(*family, "")).collect();
        let mut turned = texts.clone();
        turned.rotate_left(turn.min(texts.len()));
        let sets = |texts: &[String]| {
            let mut sets: Vec<Vec<String>> = clusters(texts)
                .iter()
                .map(|c| std::iter::once(c.first).chain(places(&c.members)).map(|p| texts[p as usize].clone()).collect())
                .collect();
            sets.sort();
            sets
        };
        prop_assert_eq!(sets(&texts), sets(&turned));
    }
}
