//! Repeated text: in the thread that tidings began from, and across threads in the store.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what a test is helped with may fail it")]

use tidings::comments::recognise;
use tidings::domain::Thread;
use tidings::domain::repeats::{Found, Print, find, in_time, shown, within};
use tidings::page::own_words;

fn seed() -> Thread {
    let page = include_bytes!("fixtures/seed/page.html");
    Thread::build(recognise(page, None, None).unwrap().comments).0
}

fn found(thread: &Thread) -> Found {
    let prints: Vec<Option<Print>> =
        thread.nodes().iter().map(|node| Print::of(&own_words(&node.comment.html.0))).collect();
    find(&prints, &in_time(thread))
}

/// Of the seed's 17 comments two repeat another in other places' words, by the share of three-word shingles that both
/// have: 9015 says 9008 again (0.85; "are" became "will be"), 9012 says 9011 again (0.82; another verb and another
/// adjective). 9016 is similar to 9006 (0.76). The others have sentences in common, but less than that of their text.
#[test]
fn the_seed_has_two_repeats_and_one_that_is_similar() {
    let thread = seed();
    let id = |place: u32| thread.nodes()[place as usize].comment.id.as_str();
    let found = found(&thread);
    let clusters: Vec<(&str, Vec<(&str, String)>)> = found
        .clusters
        .iter()
        .map(|c| (id(c.first), c.members.iter().map(|(place, likeness)| (id(*place), shown(*likeness))).collect()))
        .collect();
    assert_eq!(clusters, [("9008", vec![("9015", "0.85".to_owned())]), ("9011", vec![("9012", "0.82".to_owned())])]);
    assert!(found.clusters.iter().all(|cluster| cluster.parts.is_empty()));
    let similar: Vec<(&str, &str, String)> =
        found.similar.iter().map(|(place, r)| (id(*place), id(r.of), shown(r.likeness))).collect();
    assert_eq!(similar, [("9016", "9006", "0.76".to_owned())]);
}

#[test]
fn a_quotation_is_no_repeat() {
    let said = "The tram will run again from Monday, and the bells will be louder than they were.";
    let texts = [
        format!("<p>{said}</p>"),
        format!(
            "<blockquote><p>{said}</p></blockquote><p>I had hoped that they would leave the bells alone this time.</p>"
        ),
        format!("<p>&gt; {said}</p><p>Louder bells are the last thing that this old town needs in the morning.</p>"),
    ];
    let texts = texts.map(|html| own_words(&html));
    assert_eq!(within(&texts.each_ref().map(String::as_str)), []);
}
