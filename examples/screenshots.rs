//! Makes the pictures in `screenshots/`: `cargo run --example screenshots [NAME…]`.
//!
//! Runs `tidings demo` in a pseudo-terminal, types keys, and draws the terminal as SVG, cell by cell.
//! The pictures `listen` and `podcast` need espeak-ng and mpv; on a machine without sound, an `mpv` on the path that adds
//! `--ao=null`. `rsvg-convert` (Debian: librsvg2-bin, with fonts-dejavu-core, fonts-noto-cjk, fonts-noto-color-emoji) makes PNGs.
#![allow(missing_docs, clippy::unwrap_used, reason = "a tool for developers, which panics on the first fault")]

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Width and height of a cell, and the size of the font, in pixels.
const CELL: (f32, f32) = (9.03, 19.0);
const FONT: f32 = 15.0;

/// One picture.
struct Shot {
    name: &'static str,
    size: (u16, u16),
    theme: &'static str,
    /// Keys, separated by spaces; `=text` waits until the text is on the screen.
    keys: &'static [&'static str],
}

/// Name of the only picture that shows the program without feeds instead of the sample site.
const FIRST_RUN: &str = "first";

const SHOTS: &[Shot] = &[
    Shot {
        name: "reader",
        size: (110, 40),
        theme: "dark",
        keys: &["j", "\r", "=By Mara Ellison", "\u{4}", "\u{4}", "\u{4}", "\u{4}", "\u{4}", "\u{4}", "\u{2}"],
    },
    Shot {
        name: "tree",
        size: (100, 40),
        theme: "dark",
        keys: &["j", "\r", "=By Mara Ellison", "Z", "c", "=17 Comments", "j", "j"],
    },
    Shot {
        name: "folded",
        size: (100, 24),
        theme: "dark",
        keys: &["j", "\r", "=By Mara Ellison", "Z", "c", "=17 Comments", "zM", "=+", "}", "\r"],
    },
    Shot {
        name: "triage",
        size: (100, 40),
        theme: "dark",
        keys: &[
            "j",
            "\r",
            "=By Mara Ellison",
            "Z",
            "c",
            "=17 Comments",
            "j",
            "K",
            "=kept",
            "j",
            "x",
            "=done",
            "x",
            "=done",
        ],
    },
    Shot {
        name: "filtered",
        size: (100, 34),
        theme: "dark",
        keys: &["j", "\r", "=By Mara Ellison", "Z", "c", "=17 Comments", "|", "@mara ellison\r", "=filter:"],
    },
    Shot {
        name: "sorted",
        size: (100, 34),
        theme: "dark",
        keys: &["j", "\r", "=By Mara Ellison", "Z", "c", "=17 Comments", "S", "=sorted by", "g", "c", "=by newest"],
    },
    Shot {
        name: "mute",
        size: (100, 30),
        theme: "dark",
        keys: &["j", "\r", "=By Mara Ellison", "Z", "c", "=17 Comments", "M", "=Mute or follow"],
    },
    Shot {
        name: "peek",
        size: (100, 30),
        theme: "dark",
        keys: &["j", "\r", "=By Mara Ellison", "Z", "c", "=17 Comments", "j", "j", "v", "=Esc: close"],
    },
    Shot {
        name: "repeats",
        size: (100, 34),
        theme: "dark",
        keys: &[
            "F",
            "library late\r",
            "=1 of",
            "\r",
            "=By Tomasz",
            "Z",
            "c",
            "=10 Comments",
            "}",
            "}",
            "}",
            "}",
            "=repeats #",
        ],
    },
    Shot {
        name: "cluster",
        size: (100, 34),
        theme: "dark",
        keys: &[
            "F",
            "library late\r",
            "=1 of",
            "\r",
            "=By Tomasz",
            "Z",
            "c",
            "=10 Comments",
            "}",
            "}",
            "}",
            "}",
            "=repeats #",
            "~",
            "=#5096 (0",
        ],
    },
    Shot {
        name: "reply",
        size: (100, 30),
        theme: "dark",
        keys: &["j", "\r", "=By Mara Ellison", "Z", "c", "=17 Comments", "j", "j", "A", "=Your reply", "\u{1b}"],
    },
    Shot {
        name: "writing",
        size: (100, 30),
        theme: "dark",
        keys: &[
            "j",
            "\r",
            "=By Mara Ellison",
            "Z",
            "c",
            "=17 Comments",
            "j",
            "j",
            "a",
            "=reply to",
            "He may have, but the tide table says otherwise: low water was at four, not at six. ",
            "And the ferry,",
            "=saved",
        ],
    },
    Shot {
        name: "listen",
        size: (100, 30),
        theme: "dark",
        keys: &["j", "\r", "=By Mara Ellison", "Z", "V", "=0:14", ",,", "=‖"],
    },
    Shot {
        name: "podcast",
        size: (100, 34),
        theme: "dark",
        keys: &[
            "F",
            "title:foghorn\r",
            "=1 of",
            "\r",
            "=audio",
            "Z",
            "V",
            "=Transcript",
            "=0:11",
            ",,",
            "=‖",
            ",c",
            "=Together",
        ],
    },
    Shot {
        name: "stories",
        size: (140, 36),
        theme: "dark",
        keys: &["=Sea comes over", "j", "j", "j", "j", "j", "j", "j", "j", "j", "=Also in", "+", "j", "j", "j", "=└"],
    },
    Shot {
        name: "story",
        size: (100, 34),
        theme: "dark",
        keys: &["F", "41 homes surge\r", "=Also in", "E", "=only in"],
    },
    Shot {
        name: "facts",
        size: (100, 36),
        theme: "dark",
        keys: &["F", "41 homes surge\r", "=Also in", "\r", "Z", "C", "=corroborated", "j", "j", "j", "j"],
    },
    Shot { name: "panes", size: (140, 44), theme: "dark", keys: &["j", "=By Mara Ellison"] },
    Shot { name: "narrow", size: (46, 30), theme: "dark", keys: &["\r", "=1 of", "j", "\r", "=By Mara Ellison"] },
    Shot { name: "light", size: (120, 40), theme: "light", keys: &["j", "=By Mara Ellison"] },
    Shot { name: "palette", size: (110, 28), theme: "dark", keys: &[":", "=Command palette", "brid"] },
    Shot {
        name: "code",
        size: (84, 40),
        theme: "dark",
        keys: &[
            "F",
            "title:ferry left",
            "\r",
            "=1 of",
            "\r",
            "=By Priya",
            "]",
            "]",
            "k",
            "k",
            "k",
            "k",
            "k",
            "k",
            "k",
            "k",
            "k",
            "k",
            "k",
        ],
    },
    Shot { name: "picture", size: (84, 44), theme: "dark", keys: &["j", "\r", "=By Mara Ellison", "Z", "=▀"] },
    Shot {
        name: "hints", size: (84, 30), theme: "light", keys: &["j", "\r", "=By Mara Ellison", "Z", "=▀", " ", "f"]
    },
    Shot { name: FIRST_RUN, size: (100, 30), theme: "dark", keys: &["j", " ", "j"] },
    Shot {
        name: "smart",
        size: (120, 32),
        theme: "dark",
        keys: &[
            "F",
            "bridge OR ferry\r",
            "=1 of",
            "f",
            "=Smart feed:",
            "Crossings\r",
            "=kept as",
            "\u{1b}",
            "h",
            "g",
            "j",
            "j",
            "j",
        ],
    },
    Shot {
        name: "feed",
        size: (110, 32),
        theme: "dark",
        keys: &["N", "=Harbour Lantern ─", "h", "e", "=Fetch full text"],
    },
    Shot {
        name: "rule",
        size: (110, 30),
        theme: "dark",
        keys: &["j", "=By Mara Ellison", "*", "=Rule for", "\r", "=hide"],
    },
    Shot { name: "help", size: (110, 40), theme: "dark", keys: &["?", "=Keys"] },
];

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    // Cargo builds an example without the program's binary.
    let built = Command::new(env!("CARGO")).args(["build", "--bin", "tidings"]).status().unwrap();
    assert!(built.success(), "cargo build failed");
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    for shot in SHOTS.iter().filter(|shot| wanted.is_empty() || wanted.iter().any(|name| name == shot.name)) {
        let screen = run(shot);
        let svg = folder.join(format!("{}.svg", shot.name));
        std::fs::write(&svg, draw(&screen, shot)).unwrap();
        let png = svg.with_extension("png");
        let done = Command::new("rsvg-convert").arg("--zoom=1.5").arg(&svg).arg("-o").arg(&png).status();
        assert!(done.is_ok_and(|status| status.success()), "rsvg-convert failed; see the top of this file");
        std::fs::remove_file(&svg).unwrap();
        println!("{}", png.display());
    }
}

/// Runs the program, types the keys, and returns its screen.
fn run(shot: &Shot) -> vt100::Screen {
    let config = tempfile::tempdir().unwrap();
    std::fs::write(config.path().join("config.toml"), format!("[screen]\ntheme = \"{}\"\n", shot.theme)).unwrap();
    // The editor for replies copies this text into the file.
    let text = config.path().join("text");
    std::fs::write(&text, "He may have, but the tide table says otherwise:\n\nlow water was at four, not at six.\n")
        .unwrap();
    let (cols, rows) = shot.size;
    let pty = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(program());
    command.args(["--config-dir", config.path().to_str().unwrap()]);
    if shot.name != FIRST_RUN {
        command.arg("demo");
    }
    // The first-run page must not offer to import the developer's own newsboat feeds.
    command.env("HOME", config.path());
    command.env_remove("XDG_CONFIG_HOME");
    command.env("VISUAL", format!("cp {}", text.display()));
    command.env("TERM", "xterm-256color");
    command.env("COLORTERM", "truecolor");
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let parser = Arc::new(Mutex::new(vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0)));
    watch(&*pty.master, parser.clone());
    let mut keyboard = pty.master.take_writer().unwrap();
    wait(&parser, "? help");
    for keys in shot.keys {
        if let Some(text) = keys.strip_prefix('=') {
            wait(&parser, text);
        } else {
            keyboard.write_all(keys.as_bytes()).unwrap();
            settle(&parser);
        }
    }
    settle(&parser);
    let screen = parser.lock().unwrap().screen().clone();
    child.kill().unwrap();
    child.wait().unwrap();
    screen
}

/// Returns the path of the built program.
fn program() -> std::path::PathBuf {
    let here = std::env::current_exe().unwrap();
    let target = here.ancestors().nth(3).unwrap();
    target.join("debug/tidings")
}

fn watch(master: &dyn MasterPty, parser: Arc<Mutex<vt100::Parser>>) {
    let mut reader = master.try_clone_reader().unwrap();
    std::thread::spawn(move || {
        let mut bytes = vec![0; 65_536];
        while let Ok(n @ 1..) = reader.read(&mut bytes) {
            parser.lock().unwrap().process(&bytes[..n]);
        }
    });
}

fn wait(parser: &Mutex<vt100::Parser>, text: &str) {
    let began = Instant::now();
    while !parser.lock().unwrap().screen().contents().contains(text) {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "`{text}` is not on the screen:\n{}",
            parser.lock().unwrap().screen().contents()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until the screen has not changed for 150 ms.
fn settle(parser: &Mutex<vt100::Parser>) {
    let mut before = String::new();
    loop {
        std::thread::sleep(Duration::from_millis(150));
        let now = parser.lock().unwrap().screen().contents_formatted();
        if now == before {
            return;
        }
        before = now;
    }
}

fn draw(screen: &vt100::Screen, shot: &Shot) -> String {
    let (cols, rows) = shot.size;
    let (width, height) = (f32::from(cols) * CELL.0, f32::from(rows) * CELL.1);
    let pad = 14.0;
    let ground = if shot.theme == "light" { "#faf7f0" } else { "#16191f" };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" font-family=\"DejaVu Sans Mono\" \
         font-size=\"{FONT}\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{ground}\"/>\n\
         <g transform=\"translate({pad} {pad})\">\n",
        w = width + 2.0 * pad,
        h = height + 2.0 * pad,
    );
    for row in 0..rows {
        for col in 0..cols {
            if let Some(cell) = screen.cell(row, col) {
                draw_cell(&mut svg, cell, (col, row), ground);
            }
        }
    }
    svg.push_str("</g></svg>\n");
    svg
}

fn draw_cell(svg: &mut String, cell: &vt100::Cell, (col, row): (u16, u16), ground: &str) {
    if cell.is_wide_continuation() {
        return;
    }
    let (x, y) = (f32::from(col) * CELL.0, f32::from(row) * CELL.1);
    let span = if cell.is_wide() { 2.0 } else { 1.0 };
    let mut fg = colour(cell.fgcolor(), "#d7d7ce");
    let mut bg = colour(cell.bgcolor(), ground);
    if cell.inverse() {
        std::mem::swap(&mut fg, &mut bg);
    }
    if bg != ground {
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{bg}\"/>",
            CELL.0 * span + 0.3,
            CELL.1 + 0.3
        );
    }
    if cell.contents().trim().is_empty() {
        return;
    }
    let text = cell.contents().replace('&', "&amp;").replace('<', "&lt;");
    if let Some(rule) = rule(cell.contents(), x, y, &fg) {
        svg.push_str(&rule);
        return;
    }
    let mut style = String::new();
    if cell.bold() {
        style.push_str(" font-weight=\"bold\"");
    }
    if cell.italic() {
        style.push_str(" font-style=\"italic\"");
    }
    if cell.underline() {
        style.push_str(" text-decoration=\"underline\"");
    }
    let base = y + CELL.1 * 0.76;
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{base}\" fill=\"{fg}\"{style}>{text}</text>");
}

/// Draws lines and bars from edge to edge of the cell, so that they join in any font.
fn rule(symbol: &str, x: f32, y: f32, colour: &str) -> Option<String> {
    let (w, h) = CELL;
    let (x0, y0, width, height) = match symbol {
        "─" => (x, y + h / 2.0, w + 0.3, 1.2),
        "│" => (x + w / 2.0, y, 1.2, h + 0.3),
        "▌" => (x, y, w / 3.0, h + 0.3),
        "█" => (x, y + 4.0, w + 0.3, h - 8.0),
        _ => return None,
    };
    Some(format!("<rect x=\"{x0}\" y=\"{y0}\" width=\"{width}\" height=\"{height}\" fill=\"{colour}\"/>\n"))
}

fn colour(colour: vt100::Color, default: &str) -> String {
    const ANSI: [&str; 16] = [
        "#1c1f26", "#ef8080", "#a9c58c", "#f2c879", "#82aadd", "#c792ea", "#7fb2c9", "#d7d7ce", "#767c89", "#ff9a9a",
        "#c3e0a5", "#ffe09a", "#a5c8f5", "#ddb3ff", "#a0d4ea", "#ffffff",
    ];
    match colour {
        vt100::Color::Default => default.to_owned(),
        vt100::Color::Idx(n) => ANSI.get(usize::from(n)).map_or_else(|| "#888888".to_owned(), |c| (*c).to_owned()),
        vt100::Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}
