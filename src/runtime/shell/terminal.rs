//! The terminal: taken over at the start, given back whatever happens.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::style::Print;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use crate::app::Model;
use crate::runtime::reader::images::Images;
use crate::settings::Theme;
use crate::ui::{self, UncertainRows};

/// Puts the window's title away, and brings it back (xterm's "window manipulation").
const SAVE_TITLE: &str = "\x1b[22;2t";
const RESTORE_TITLE: &str = "\x1b[23;2t";

/// Tells a terminal that puts text from right to left in order by itself that the program does that now, and that it
/// no longer does (ECMA-48, BDSM; others ignore it).
const IN_ORDER: &str = "\x1b[8l";
const OUT_OF_ORDER: &str = "\x1b[8h";

/// Whether the terminal is ours, so that it is given back once, by whoever comes first.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours.
pub(in crate::runtime) struct Screen {
    /// Never dropped: its own way of showing the cursor again panics where the terminal is gone. `give_back` does it.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    mouse: bool,
    bidi: bool,
    uncertain: UncertainRows,
}

impl Screen {
    /// Takes the terminal over. A panic gives it back before it prints.
    pub(in crate::runtime) fn take(mouse: bool, bidi: bool) -> io::Result<Self> {
        let default_hook = std::panic::take_hook();
        let screen = std::thread::current().id();
        std::panic::set_hook(Box::new(move |info| {
            // A panic elsewhere is no end of the program: it is caught where it happens, and told on the screen.
            if std::thread::current().id() == screen && !crate::page::is_catching() {
                give_back();
                default_hook(info);
            }
        }));
        let backend = CrosstermBackend::new(BufWriter::with_capacity(64 * 1024, stdout()));
        let terminal = ManuallyDrop::new(Terminal::new(backend)?);
        let mut screen = Self { terminal, mouse, bidi, uncertain: UncertainRows::default() };
        screen.enter()?;
        Ok(screen)
    }

    fn enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let out = self.terminal.backend_mut();
        queue!(out, Print(SAVE_TITLE), EnterAlternateScreen, EnableBracketedPaste, SetTitle("tidings"), cursor::Hide)?;
        if self.mouse {
            queue!(out, EnableMouseCapture)?;
        }
        if self.bidi {
            queue!(out, Print(IN_ORDER))?;
        }
        out.flush()
    }

    /// Columns and rows.
    pub(in crate::runtime) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// Paints the model and sends the difference.
    pub(in crate::runtime) fn draw(
        &mut self,
        model: &Model,
        theme: &Theme,
        pictures: Option<&Images>,
    ) -> io::Result<()> {
        let uncertain = &mut self.uncertain;
        self.terminal.draw(|frame| {
            let area = frame.area();
            let drawn = ui::draw(model, theme, area, frame.buffer_mut());
            uncertain.settle(frame.buffer_mut());
            if let Some(gallery) = pictures {
                gallery.paint(&drawn.pictures, frame.buffer_mut());
            }
            if let Some(cursor) = drawn.cursor {
                frame.set_cursor_position(cursor);
            }
        })?;
        Ok(())
    }

    /// Forgets what the terminal shows: the next drawing sends everything. (`Terminal::clear` would ask the terminal
    /// for its cursor, and the answer would race the keys.)
    pub(in crate::runtime) fn forget(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(ratatui::layout::Rect::new(0, 0, size.width, size.height))
    }

    /// Puts text on the clipboard, by way of the terminal (OSC 52).
    pub(in crate::runtime) fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Gives the terminal to somebody else for a while.
    pub(in crate::runtime) fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        give_back();
        let done = work();
        self.enter()?;
        self.forget()?;
        Ok(done)
    }

    /// Gives the terminal back, stops until the shell continues us, and takes it again.
    #[cfg(unix)]
    pub(in crate::runtime) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        self.enter()
    }

    /// There is no job control here.
    #[cfg(not(unix))]
    pub(in crate::runtime) fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Leaves the terminal as it was found. Nothing more can be done about an error here.
pub(in crate::runtime) fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = stdout();
        let _ = execute!(
            out,
            Print(OUT_OF_ORDER),
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show,
            Print(RESTORE_TITLE)
        );
        let _ = disable_raw_mode();
    }
}
