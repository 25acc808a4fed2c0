//! Tests of the playback machine: orders by what happened, and properties of any order of events.

use super::*;
use proptest::prelude::*;

/// Makes tracks of ten seconds, two to a paragraph; those before `made` are made.
fn tracks(count: usize, made: usize) -> Vec<Track> {
    let track = |at: usize| Track {
        seconds: 10.0,
        file: (at < made).then(|| format!("{at}.wav")),
        block: at / 2,
        failed: false,
    };
    (0..count).map(track).collect()
}

fn playback(count: usize, made: usize, from: f64) -> (Playback, Vec<Order>) {
    let mut playback = Playback::new(tracks(count, made), from, 1.0, 100);
    let orders = playback.start();
    (playback, orders.into_iter().skip(3).collect())
}

#[test]
fn the_first_orders_play_what_is_made_from_the_second_that_was_asked_for() {
    use Order::{Append, Play};
    for (count, made, from, expected) in [
        (3, 3, 0.0, vec![Play(0, 0.0), Append(1), Append(2)]),
        (9, 9, 25.0, vec![Play(2, 5.0), Append(3), Append(4), Append(5), Append(6)]),
        (3, 1, 0.0, vec![Play(0, 0.0)]),
        (3, 0, 0.0, vec![]),
        (3, 3, 99.0, vec![Play(2, 10.0)]),
        (3, 3, f64::NAN, vec![Play(0, 0.0), Append(1), Append(2)]),
    ] {
        assert_eq!(playback(count, made, from).1, expected, "{count} {made} {from}");
    }
    assert_eq!(playback(0, 0, 0.0).1, [Order::Finish]);
}

#[test]
fn a_voice_waits_for_its_engine_and_goes_on_when_the_sentence_is_made() {
    let (mut voice, orders) = playback(3, 0, 0.0);
    assert!(orders.is_empty() && voice.is_waiting());
    assert_eq!(voice.next_to_make(), Some(0));
    assert_eq!(voice.update(Input::Made(0, "0.wav".into(), 4.0)), [Order::Play(0, 0.0)]);
    assert_eq!((voice.is_waiting(), voice.total(), voice.next_to_make()), (false, 24.0, Some(1)));
    assert_eq!(voice.update(Input::Made(1, "1.wav".into(), 4.0)), [Order::Append(1)]);
    voice.update(Input::Began(0));
    assert!(voice.update(Input::Ended(0)).is_empty());
    assert_eq!(voice.track(), 1);
    // The end comes before the next sentence is made.
    assert_eq!(voice.update(Input::Ended(1)), [Order::Silence]);
    assert!(voice.is_waiting() && !voice.is_exact());
    assert_eq!(voice.update(Input::Made(2, "2.wav".into(), 1.0)), [Order::Play(2, 0.0)]);
    assert!(voice.is_exact());
    assert_eq!(voice.update(Input::Ended(2)), [Order::Finish]);
}

#[test]
fn keys_move_by_seconds_sentences_and_paragraphs() {
    use Order::{Finish, Play, Seek};
    for (from, input, expected) in [
        (25.0, Input::SeekBy(-15.0), Some(Play(1, 0.0))),
        (25.0, Input::SeekBy(2.0), Some(Seek(7.0))),
        (25.0, Input::SeekBy(-99.0), Some(Play(0, 0.0))),
        (25.0, Input::SeekTo(41.5), Some(Play(4, 1.5))),
        (25.0, Input::Sentences(1), Some(Play(3, 0.0))),
        // Well into a sentence, "previous" leads to its beginning.
        (25.0, Input::Sentences(-1), Some(Seek(0.0))),
        (21.0, Input::Sentences(-1), Some(Play(1, 0.0))),
        (25.0, Input::Paragraphs(1), Some(Play(4, 0.0))),
        (35.0, Input::Paragraphs(-1), Some(Play(2, 0.0))),
        (21.0, Input::Paragraphs(-1), Some(Play(0, 0.0))),
        (1.0, Input::Sentences(-1), Some(Seek(0.0))),
        (55.0, Input::Sentences(1), Some(Finish)),
        (55.0, Input::Paragraphs(1), Some(Finish)),
    ] {
        let (mut voice, _) = playback(6, 6, from);
        voice.update(Input::Began(voice.track()));
        assert_eq!(voice.update(input.clone()).into_iter().next(), expected, "{from} {input:?}");
    }
}

#[test]
fn speed_and_volume_stay_within_their_bounds() {
    let (mut voice, _) = playback(2, 2, 0.0);
    for (input, expected) in [
        (Input::SpeedBy(9.0), Order::Speed(3.0)),
        (Input::SpeedBy(-9.0), Order::Speed(0.5)),
        (Input::SpeedBy(0.1), Order::Speed(0.6)),
        (Input::VolumeBy(i16::MAX), Order::Volume(100)),
        (Input::VolumeBy(-10), Order::Volume(90)),
        (Input::Toggle, Order::Pause(true)),
        (Input::Toggle, Order::Pause(false)),
        (Input::Pause, Order::Pause(true)),
    ] {
        assert_eq!(voice.update(input), [expected]);
    }
}

#[test]
fn a_player_that_is_gone_is_started_again_and_given_up_in_the_end() {
    let (mut voice, _) = playback(3, 3, 0.0);
    voice.update(Input::Began(0));
    voice.update(Input::At(4.0));
    let orders = voice.update(Input::PlayerGone);
    assert_eq!(orders[0], Order::Restart);
    assert!(orders.contains(&Order::Play(0, 4.0)), "{orders:?}");
    for _ in 1..MAX_RESTARTS {
        voice.update(Input::PlayerGone);
    }
    assert_eq!(voice.update(Input::PlayerGone), [Order::GiveUp]);
    // One that plays again for a while may end again.
    let (mut voice, _) = playback(3, 3, 0.0);
    for _ in 0..3 * MAX_RESTARTS {
        assert_eq!(voice.update(Input::PlayerGone)[0], Order::Restart);
        voice.update(Input::Began(0));
    }
}

#[test]
fn sentences_that_cannot_be_made_or_played_are_passed_over() {
    let (mut voice, _) = playback(3, 0, 0.0);
    assert!(voice.update(Input::NotMade(0)).is_empty());
    assert_eq!((voice.track(), voice.total()), (1, 20.0));
    assert_eq!(voice.update(Input::Made(1, "1.wav".into(), 2.0)), [Order::Play(1, 0.0)]);
    assert!(voice.update(Input::Unplayable(1)).is_empty() || voice.is_waiting());
    assert_eq!(voice.update(Input::NotMade(2)), [Order::Finish]);
    let (mut broken, _) = playback(1, 1, 0.0);
    assert_eq!(broken.update(Input::Unplayable(0)), [Order::GiveUp]);
}

#[test]
fn only_the_next_ten_minutes_are_made() {
    let (voice, _) = playback(1_000, 61, 0.0);
    assert_eq!(voice.next_to_make(), None);
    let (voice, _) = playback(1_000, 60, 0.0);
    assert_eq!(voice.next_to_make(), Some(60));
}

/// Regression: each report of the player cost a pass over all sentences. With a pass each, this test takes hours.
#[test]
fn a_report_costs_the_same_in_a_long_book() {
    let (mut voice, _) = playback(200_000, 150_000, 1_400_000.0);
    for second in 0..1_000_000_u32 {
        voice.update(Input::At(f64::from(second % 10)));
        assert!(voice.elapsed() < voice.total() && !voice.is_exact() && voice.next_to_make().is_none());
    }
}

fn inputs() -> impl Strategy<Value = Input> {
    prop_oneof![
        Just(Input::Toggle),
        (-40.0..40.0_f64).prop_map(Input::SeekBy),
        any::<f64>().prop_map(Input::SeekTo),
        (-3..4_isize).prop_map(Input::Sentences),
        (-3..4_isize).prop_map(Input::Paragraphs),
        any::<f64>().prop_map(Input::SpeedBy),
        any::<i16>().prop_map(Input::VolumeBy),
        (0..8_usize, 0.0..20.0_f64).prop_map(|(at, seconds)| Input::Made(at, format!("{at}.wav"), seconds)),
        (0..8_usize).prop_map(Input::NotMade),
        (0..8_usize).prop_map(Input::Began),
        any::<f64>().prop_map(Input::At),
        any::<f64>().prop_map(Input::Length),
        (0..8_usize).prop_map(Input::Ended),
        (0..8_usize).prop_map(Input::Unplayable),
        Just(Input::PlayerGone),
    ]
}

proptest! {
    /// Whatever happens, the player only gets tracks that are made, in order, and the times stay sensible.
    #[test]
    fn orders_name_made_tracks_and_times_stay_within_the_whole(
        all in proptest::collection::vec(inputs(), 0..60),
        made in 0..7_usize,
    ) {
        let (mut voice, _) = playback(6, made, 0.0);
        for input in all {
            let orders = voice.update(input);
            let mut last = None;
            for order in orders {
                if let Order::Play(track, _) | Order::Append(track) = order {
                    prop_assert!(voice.file(track).is_some(), "{track}");
                    prop_assert!(!matches!(order, Order::Append(_)) || last.is_none_or(|last| track == last + 1));
                    last = Some(track);
                }
                if let Order::Play(_, second) | Order::Seek(second) = order {
                    prop_assert!(second >= 0.0 && second.is_finite());
                }
            }
            prop_assert!(voice.track() < 6);
            prop_assert!(voice.elapsed() >= 0.0 && !voice.elapsed().is_nan());
            let mut sum = 0.0;
            for at in 0..=6 {
                prop_assert!((voice.start_of(at) - sum).abs() <= f64::EPSILON * sum, "{at}");
                sum += voice.tracks.get(at).map_or(0.0, |track| track.seconds);
            }
            prop_assert_eq!(voice.is_exact(), voice.tracks.iter().all(|track| track.failed || track.file.is_some()));
            prop_assert!(voice.total() >= 0.0 && voice.speed() >= 0.5 && voice.speed() <= 3.0);
        }
    }
}

#[test]
fn a_recording_is_one_track_that_is_moved_in() {
    use Order::{Finish, Play, Seek};
    let mut sound = Playback::recording("a.mp3".into(), 0.0, 500.0, 1.0, 100);
    assert_eq!(sound.start().pop(), Some(Play(0, 500.0)), "a place is kept although nobody knows the length yet");
    sound.update(Input::Began(0));
    assert!(!sound.is_exact() && sound.next_to_make().is_none());
    sound.update(Input::Length(600.0));
    assert_eq!((sound.is_exact(), sound.total()), (true, 600.0));
    assert_eq!(sound.update(Input::SeekBy(15.0)), [Seek(515.0)]);
    assert_eq!(sound.update(Input::Sentences(-1)), [Seek(510.0)], "five seconds where nobody knows the sentences");
    assert_eq!(sound.update(Input::Paragraphs(1)), [Seek(570.0)]);
    let marks = Marks { sentences: vec![0.0, 560.0, 569.0, 580.0], chapters: vec![0.0, 300.0] };
    assert!(sound.update(Input::Marks(marks)).is_empty());
    assert_eq!(sound.sentence(), 2);
    assert_eq!(sound.update(Input::Sentences(1)), [Seek(580.0)]);
    assert_eq!(sound.sentence(), 3);
    assert_eq!(sound.update(Input::Paragraphs(-1)), [Seek(300.0)]);
    assert_eq!(sound.update(Input::SeekBy(9_999.0)), [Seek(600.0)]);
    assert_eq!(sound.update(Input::Ended(0)), [Finish]);
    let mut broken = Playback::recording("a.mp3".into(), 60.0, 0.0, 1.0, 100);
    assert_eq!(broken.update(Input::Unplayable(0)), [Order::GiveUp]);
    let mut shorter = Playback::recording("a.mp3".into(), 60.0, 55.0, 1.0, 100);
    shorter.start();
    assert_eq!(
        shorter.update(Input::Unplayable(0)),
        [Order::Play(0, 0.0)],
        "it may have become shorter than the place"
    );
    assert_eq!(shorter.update(Input::Unplayable(0)), [Order::GiveUp]);
    let mut voice = playback(2, 2, 0.0).0;
    voice.update(Input::Marks(Marks { sentences: vec![3.0], chapters: vec![] }));
    assert_eq!(voice.update(Input::Sentences(1)), [Play(1, 0.0)], "a voice has its own sentences");
}
