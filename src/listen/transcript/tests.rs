//! Tests of transcripts: each format as programs write it, wrong times, and any bytes.

use proptest::prelude::*;

use super::*;

fn transcript(text: &str, media_type: &str) -> Transcript {
    parse(text.as_bytes(), Some(media_type), "https://a.example/t").unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The cues as `start-end speaker|text`, and the warnings after them.
fn read(text: &str, media_type: &str) -> Vec<String> {
    let transcript = transcript(text, media_type);
    let line = |cue: &Cue| format!("{}-{} {}|{}", cue.start, cue.end, cue.speaker.as_deref().unwrap_or("?"), cue.text);
    let untimed = |cue: &Cue| format!("{}|{}", cue.speaker.as_deref().unwrap_or("?"), cue.text);
    let cues = transcript.cues.iter().map(|cue| if transcript.is_timed { line(cue) } else { untimed(cue) });
    cues.chain(transcript.warnings.iter().map(|warning| format!("! {warning}"))).collect()
}

fn expect(media_type: &str, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(read(text, media_type), *expected, "{text}");
    }
}

#[test]
fn srt_is_read_as_it_is_found() {
    let two = &["0-2760 Sarah|In today's episode, you'll learn", "2760-6090 Sarah|more."];
    expect(
        "application/x-subrip",
        &[
            (
                "1\n00:00:00,000 --> 00:00:02,760\nSarah: In today's episode,\nyou'll learn\n\n\
             2\n00:00:02,760 --> 00:00:06,090\nmore.\n",
                two,
            ),
            // With a mark of the byte order, other line ends, points, and without numbers.
            (
                "\u{feff}\r\n00:00:00.000 --> 00:00:02.760\r\nSarah: In today's episode,\r\nyou'll learn\r\n\r\n\
             00:00:02.760 --> 00:00:06.090\r\nmore.",
                two,
            ),
            ("1\r0:00,0 --> 0:02,76\rSarah: In today's episode,\ryou'll learn\r\r2\r0:02,76-->0:06,09\rmore.\r", two),
            (
                "1\r\r\n00:00:00,000 --> 00:00:02,760\r\r\nSarah: In today's episode,\r\r\nyou'll learn\r\r\n\r\r\n\
             2\r\r\n00:00:02,760 --> 00:00:06,090\r\r\nmore.",
                two,
            ),
            // Without empty lines, with empty lines in the words, and words that are numbers.
            (
                "1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:03,000\nin\n\n1984\n\n\
             3\n00:00:03,000 --> 00:00:04,000  X1:40 Y1:20\nfour\n7\n",
                &["1000-2000 ?|one", "2000-3000 ?|in 1984", "3000-4000 ?|four 7"],
            ),
            (
                "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>a &lt; b</i> <font color=\"#fff\">c&#39;s</font> x < y & z <3\n",
                &["1000-2000 ?|a < b c's x < y & z <3"],
            ),
            ("00:00:01,000 -> 00:00:02,000\nx -> y\n2 -> 3\n", &["1000-2000 ?|x -> y 2 -> 3"]),
            (
                "1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:02,000 --> 00:00:03,000\n-One\u{7}\u{202e}\n",
                &["2000-3000 ?|-One"],
            ),
        ],
    );
}

#[test]
fn web_vtt_has_headers_notes_and_voices() {
    expect(
        "text/vtt",
        &[
            (
                "WEBVTT - A title\nKind: captions\nX-TIMESTAMP-MAP=LOCAL:0\n\nNOTE\nnot said\nnot said\n\nSTYLE\n::cue { color: red }\n\n\
             REGION\nid:fred\n\nintro\n00:01.000 --> 00:04.500 align:start position:0%\n<v Roger Bingham>We are in\nNew York</v>\n\n\
             NOTE one line\n\n123\n01:00:00.000 --> 01:00:02.000\n<v.loud Neil><c.yellow>Yes</c> <00:00:01.500>&amp;\u{a0}no\n\n\
             00:00:01 lost\n",
                &["1000-4500 Roger Bingham|We are in New York", "3600000-3602000 Neil|Yes & no"],
            ),
            (
                "WEBVTT\n00:00.000 --> 00:04.000\n<v Ann>Hi.\n<v Bob>Bye.\n\n00:04.000 --> 00:05.000\nall\n",
                &["0-1714 Ann|Hi.", "1714-4000 Bob|Bye.", "4000-5000 ?|all"],
            ),
            // Without the first line it is recognised by its times.
            (
                "00:00.000 --> 00:04.000\none\n\nNOTE no\n\n00:04.000 --> 00:05.000\ntwo",
                &["0-4000 ?|one", "4000-5000 ?|two"],
            ),
        ],
    );
}

#[test]
fn words_in_json_become_sentences() {
    expect(
        "application/json",
        &[
            (
                r#"{"version":"1.0.0","segments":[
                {"speaker":"Darth Vader","startTime":0.5,"endTime":0.75,"body":"I"},
                {"speaker":"Darth Vader","startTime":1,"endTime":1.25,"body":"am"},
                {"speaker":"Darth Vader","startTime":1.5,"endTime":2.0,"body":"your"},
                {"speaker":"Darth Vader","startTime":2.25,"endTime":2.50,"body":"father.\n"},
                {"speaker":"Darth Vader","startTime":2.6,"endTime":2.7,"body":"Yes"},
                {"speaker":"Luke","startTime":2.75,"endTime":3.0,"body":"Nooooo"},
                {"speaker":"Luke","startTime":3.0,"endTime":3.1,"body":","},
                {"speaker":"Luke","startTime":3.1,"endTime":3.2,"body":"Mr."},
                {"speaker":"Luke","startTime":3.2,"endTime":3.3,"body":"V"},
                {"speaker":"Luke","startTime":3.3,"endTime":3.4,"body":"'s"},
                {"speaker":"Luke","startTime":9,"body":"Why"}]}"#,
                &[
                    "500-2500 Darth Vader|I am your father.",
                    "2600-2700 Darth Vader|Yes",
                    "2750-3400 Luke|Nooooo, Mr. V's",
                    "9000-10000 Luke|Why",
                ],
            ),
            // Whisper's, with whole sentences.
            (
                r#"{"text":" One two three four. Five six seven eight.","language":"en","segments":[
                {"id":0,"start":0.0,"end":2.5,"text":" One two three four,"},{"id":1,"start":2.5,"end":4.0,"text":" five six seven eight."}]}"#,
                &["0-2500 ?|One two three four,", "2500-4000 ?|five six seven eight."],
            ),
            // Podlove's.
            (
                r#"[{"start":"00:00:01.500","start_ms":1500,"end":"00:00:02.000","end_ms":2000,"speaker":"7","voice":"Tim","text":"Hallo."}]"#,
                &["1500-2000 Tim|Hallo."],
            ),
            (
                r#"{"transcript":{"segments":[{"speaker":3,"text":"a"},7,{"body":null},{"body":" "}]}}"#,
                &["Speaker 3|a"],
            ),
            (
                r#"{"segments":[{"startTime":1,"body":"私"},{"startTime":2,"body":"は。"},{"startTime":3,"body":"x"}]} trailing"#,
                &["1000-3000 ?|私は。", "3000-4000 ?|x"],
            ),
        ],
    );
}

#[test]
fn html_has_speakers_and_times_or_only_paragraphs() {
    expect(
        "text/html",
        &[
            (
                "<cite>Kevin:</cite>\n<time>0:00</time>\n<p>We have an <b>update</b>.</p>\n\
             <cite>Alban :</cite>\n<time>0:09</time>\n<p>You're right.</p><p>Quite.</p><time>0:19</time><p>So.</p>",
                &[
                    "0-9000 Kevin|We have an update.",
                    "9000-15842 Alban|You're right.",
                    "15842-19000 Alban|Quite.",
                    "19000-20000 Alban|So.",
                ],
            ),
            (
                "<!doctype html><title>T</title><style>p{}</style><body><p><strong>Ann Lee:</strong> One &amp; two.</p><p>Three.</p><p>Bob: Four</p><p>Bob: Five</p>",
                &["Ann Lee|One & two.", "Ann Lee|Three.", "Bob|Four", "Bob|Five"],
            ),
            ("Just words", &["?|Just words"]),
        ],
    );
}

#[test]
fn plain_text_keeps_its_paragraphs() {
    expect(
        "text/plain",
        &[
            ("One\ntwo.\n\nThree.\n", &["?|One two.", "?|Three."]),
            ("ANN: One.\nBOB: Two.\nthree.\n", &["ANN|One.", "BOB|Two.", "BOB|three."]),
            (
                "Ann Lee  0:00\nOne\ntwo.\n\nBob  1:05\nThree.\n",
                &["0-65000 Ann Lee|One two.", "65000-66000 Bob|Three."],
            ),
            (
                "[00:00:01] One.\n[00:00:05] Two: three.\n(0:09) Four.",
                &["1000-5000 ?|One.", "5000-9000 ?|Two: three.", "9000-10000 ?|Four."],
            ),
            ("10:30 was late.\n\nWe went.\n\nHome.", &["?|10:30 was late.", "?|We went.", "?|Home."]),
            ("[Music] hello", &["?|[Music] hello"]),
            // A colon in a sentence is no speaker.
            (
                "We say\n\nRemember: do it at 9:00\n\nand see http://a.example/",
                &["?|We say", "?|Remember: do it at 9:00", "?|and see http://a.example/"],
            ),
        ],
    );
}

#[test]
fn the_content_decides_the_format() {
    let srt = "1\n00:00:01,000 --> 00:00:02,000\nHello.\n";
    for (text, media_type, warning) in [
        (srt, "text/vtt", None),
        (srt, "text/plain; charset=utf-8", None),
        (srt, "application/json", Some("declared as JSON, but is SRT")),
        (srt, "text/html", Some("declared as HTML, but is SRT")),
        (r#"{"segments":[{"body":"Hello."}]}"#, "application/srt", Some("declared as SRT, but is JSON")),
        ("<p>Hello.</p>", "text/vtt", Some("declared as WebVTT, but is HTML")),
        ("Hello.", "application/srt", Some("declared as SRT, but is plain text")),
        ("Hello.<br>", "", None),
    ] {
        let read = transcript(text, media_type);
        assert_eq!(read.cues[0].text.as_str(), "Hello.", "{media_type}");
        assert_eq!(read.warnings.first().map(|warning| warning.0.as_str()), warning, "{media_type}");
    }
    let latin = b"1\n00:00:01,000 --> 00:00:02,000\nCaf\xe9 \xe0 la cr\xe8me, d\xe9j\xe0\n";
    assert_eq!(parse(latin, None, "t.srt").unwrap().cues[0].text.as_str(), "Café à la crème, déjà");
    let utf_16: Vec<u8> =
        "\u{feff}1\n00:00:01,000 --> 00:00:02,000\nПривет\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(parse(&utf_16, None, "t.srt").unwrap().cues[0].text.as_str(), "Привет");
    for (bytes, message) in [
        (&b""[..], "the transcript is empty"),
        (b" \n ", "the transcript is empty"),
        (b"WEBVTT\n\nNOTE nothing\n", "the transcript is empty"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n", "the transcript is empty"),
        (b"{}", "not a transcript: JSON without “segments”"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08",
            "not a transcript: the file is not text",
        ),
        (b"ID3\x04\x00\x00\x00\x00\x01\x02\x03", "not a transcript: the file is not text"),
    ] {
        assert_eq!(parse(bytes, None, "").unwrap_err().to_string(), message);
    }
    let error = parse(b"{\"segments\":[", None, "").unwrap_err().to_string();
    assert!(error.starts_with("not a transcript: invalid JSON (") && !error.contains('\n'), "{error}");
    assert_eq!(parse(&vec![b' '; MAX_BYTES + 1], None, ""), Err(TranscriptError::TooLarge));
}

#[test]
fn wrong_times_are_mended_and_said() {
    let cue = |times: &str, text: &str| format!("{times}\n{text}\n\n");
    let srt = |cues: &[(&str, &str)]| cues.iter().map(|(times, text)| cue(times, text)).collect::<String>();
    for (cues, expected) in [
        (
            &[("0:05,0 --> 0:06,0", "b"), ("0:01,0 --> 0:02,0", "a"), ("0:07,0 --> 0:08,0", "c")][..],
            &["1000-2000 ?|a", "5000-6000 ?|b", "7000-8000 ?|c", "! sorted the cues, whose times went back 1 time"][..],
        ),
        (
            &[("0:01,0 --> 0:09,0", "a"), ("0:05,0 --> 0:04,0", "b"), ("0:07,0 --> 0:07,0", "c")],
            &[
                "1000-5000 ?|a",
                "5000-6000 ?|b",
                "7000-8000 ?|c",
                "! mended the end of 2 cues: before its start, or after the next one",
            ],
        ),
        (
            &[("0:00,0 --> 0:00,0", "a"), ("0:00,0 --> 0:00,0", "b")],
            &["?|a", "?|b", "! all its times are the same: shown without times"],
        ),
        (
            &[
                ("0:01,0 --> 0:02,0", "a"),
                ("0:xx --> 0:03,0", "b"),
                ("-0:04,0 --> 99999:00:00,0", "c"),
                ("0:07,0 --> 0:08,0", "d"),
            ],
            &["1000-2000 ?|a", "3000-5000 ?|b", "5000-7000 ?|c", "7000-8000 ?|d", "! ignored 3 invalid times"],
        ),
    ] {
        assert_eq!(read(&srt(cues), "application/srt"), expected, "{cues:?}");
    }
    let json: Vec<String> = (0..30)
        .map(|n| format!(r#"{{"body":"word {n} of a sentence.","startTime":"{}"}}"#, if n > 1 { "x" } else { "1:00" }))
        .collect();
    let few = transcript(&format!("[{}]", json.join(",")), "");
    assert!(!few.is_timed && few.cues.len() == 30, "{few:?}");
    assert_eq!(
        few.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["ignored 28 invalid times", "all its times are the same: shown without times",]
    );
}

#[test]
fn times_beyond_the_recording_are_not_followed() {
    let srt = (0..20).map(|n| format!("0:{n:02},0 --> 0:{:02},0\nword {n}\n\n", n + 1)).collect::<Vec<_>>().concat();
    let whole = transcript(&srt, "");
    assert_eq!(whole.clone().fit(60_000), whole);
    assert_eq!(whole.clone().fit(0), whole, "the length is not known");
    let shorter = whole.clone().fit(19_000);
    assert!(shorter.is_timed && shorter.warnings.is_empty());
    assert_eq!(shorter.cues.last().map(|cue| (cue.start, cue.end)), Some((19_000, 19_000)));
    let other = whole.fit(5_000);
    assert!(!other.is_timed && other.cues.iter().all(|cue| (cue.start, cue.end) == (0, 0)));
    assert_eq!(other.warnings[0].0.as_str(), "its times go beyond the end of the recording: shown without times");
    assert_eq!(cue_at(&other, 3_000), None);
}

#[test]
fn the_cue_of_a_time_is_found() {
    let transcript = transcript("0:01,0 --> 0:02,0\na\n\n0:05,0 --> 0:06,0\nb\n", "");
    for (ms, cue) in [(0, None), (999, None), (1_000, Some(0)), (3_000, Some(0)), (5_000, Some(1)), (u64::MAX, Some(1))]
    {
        assert_eq!(cue_at(&transcript, ms), cue, "{ms}");
    }
}

#[test]
fn an_article_has_paragraphs_with_names() {
    let cues = [
        ("00:01", "Ann: One &lt;two&gt;"),
        ("00:02", "three. Four."),
        ("00:03", "Bob: R&D? Dr. No is"),
        ("00:04", "here. 2. 3. 4. 5."),
        ("00:05", "Six."),
        ("00:20", "Seven"),
        ("00:22", "eight."),
        ("00:23", "Ann: Nine."),
        ("00:24", "Bob: Ten."),
    ];
    let cues = cues.map(|(at, text)| format!("{at},000 --> {at},900\n{text}\n\n")).concat();
    let html = to_html(&transcript(&cues, "")).0;
    assert_eq!(
        html,
        "<p><b>Ann:</b> One &lt;two&gt; three. Four.</p>\n\
         <p><b>Bob:</b> R&amp;D? Dr. No is here. 2. 3. 4. 5.</p>\n<p>Six.</p>\n<p>Seven eight.</p>\n\
         <p><b>Ann:</b> Nine.</p>\n<p><b>Bob:</b> Ten.</p>\n"
    );
    assert_eq!(to_html(&transcript("One. Two.\n\nThree.", "")).0, "<p>One. Two.</p>\n<p>Three.</p>\n");
    let wrapped = transcript("One\ntwo\nthree.", "");
    assert_eq!(to_html(&wrapped).0, "<p>One two three.</p>\n", "lines without empty lines are wrapped text");
    let long = "words without an end ".repeat(10);
    let endless = (10..40).map(|n| format!("0:{n},0 --> 0:{n},9\n{long}\n\n")).collect::<Vec<_>>().concat();
    let endless = transcript(&endless, "");
    assert!(paragraphs(&endless).iter().all(|range| range.len() < 10), "{:?}", paragraphs(&endless));
}

#[test]
fn many_cues_and_hostile_tags_are_bounded() {
    let many = "0:01,0 --> 0:02,0\nx\n".repeat(MAX_CUES + 5);
    let read = transcript(&many, "");
    assert_eq!(read.cues.len(), MAX_CUES);
    assert_eq!(read.warnings[0].0.as_str(), "the transcript has more than 200000 cues: skipped 5 cues");
    for piece in
        ["<v ", "<v A>", "<", "&", "{\\", "&amp", "A: ", "-->", "0:01 --> ", "\u{9d}", "<cite>", "<b> </b>", "[0:01] "]
    {
        let hostile = format!("WEBVTT\n\n0:01,0 --> 0:02,0\nx{}\n", piece.repeat(200_000));
        for text in [hostile.as_str(), hostile.get(8..).unwrap(), &piece.repeat(50_000)] {
            if let Ok(read) = parse(text.as_bytes(), None, "") {
                assert!(read.cues.len() <= MAX_CUES);
            }
        }
    }
}

/// Pieces of all formats, so that random texts come near to them.
const PIECES: &[&str] = &[
    "WEBVTT\n\n",
    "1\n",
    "00:00:01,000 --> 00:00:02,000\n",
    "00:09.5 --> 00:02.5\n",
    "--> ",
    "\n\n",
    "\r\n",
    "Ann: ",
    "<v Bob>",
    "</v>",
    "<i>",
    "&amp;",
    "{\\an8}",
    "NOTE\n",
    "words. ",
    "\u{1b}[1m",
    "\u{202e}",
    "é漢",
    "<cite>Ann</cite>",
    "<time>0:05</time>",
    "<p>",
    "[0:05] ",
    "Bob  1:05\n",
    "{\"segments\":[",
    "{\"startTime\":1.5,\"endTime\":1,\"body\":\"a\"}",
    ",",
    "]}",
    "99999:59:59",
];

fn holds(bytes: &[u8]) -> Result<(), TestCaseError> {
    match parse(bytes, None, "") {
        Ok(read) => {
            prop_assert!(!read.cues.is_empty() && read.cues.len() <= MAX_CUES);
            prop_assert!(read.cues.is_sorted_by_key(|cue| cue.start));
            prop_assert!(read.cues.iter().all(|cue| cue.start <= cue.end));
            prop_assert!(read.cues.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(read.is_timed || read.cues.iter().all(|cue| cue.end == 0));
            for text in read.cues.iter().flat_map(|cue| cue.speaker.iter().chain([&cue.text])) {
                prop_assert!(!text.is_empty() && *text == Text::line(text));
            }
            let in_paragraphs: Vec<usize> = paragraphs(&read).into_iter().flatten().collect();
            prop_assert_eq!(in_paragraphs, (0..read.cues.len()).collect::<Vec<_>>());
            prop_assert!(!to_html(&read).0.is_empty());
        }
        Err(error) => prop_assert!(!error.to_string().contains('\n')),
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_give_ordered_cues_or_one_line(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        holds(&bytes)?;
    }

    #[test]
    fn any_pieces_give_ordered_cues_or_one_line(pieces in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        holds(pieces.iter().map(|piece| PIECES[*piece]).collect::<String>().as_bytes())?;
    }

    #[test]
    fn any_times_give_ordered_cues(times in proptest::collection::vec((0..5_000_000_u32, 0..5_000_000_u32, any::<bool>()), 1..40)) {
        let clock = |ms: u32| format!("{}:{:02}.{:03}", ms / 60_000, ms / 1_000 % 60, ms % 1_000);
        let cue = |(start, end, is_valid): &(u32, u32, bool)| {
            format!("{} --> {}\nword\n\n", if *is_valid { clock(*start) } else { "0:x".to_owned() }, clock(*end))
        };
        holds(times.iter().map(cue).collect::<String>().as_bytes())?;
    }
}
