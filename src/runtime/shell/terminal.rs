//! Sets the terminal up for the reader, and restores it however the program ends.

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
use crate::domain::Text;
use crate::runtime::reader::images::Images;
use crate::settings::Theme;
use crate::ui::{self, UncertainRows};

/// Saves the window's title (xterm's "window manipulation").
const SAVE_TITLE: &str = "\x1b[22;2t";
/// Restores the window's title.
const RESTORE_TITLE: &str = "\x1b[23;2t";

/// Tells a terminal that reorders right-to-left text that the program does so itself (ECMA-48, BDSM; others ignore it).
const BIDI_BY_PROGRAM: &str = "\x1b[8l";
/// Tells such a terminal to reorder text again.
const BIDI_BY_TERMINAL: &str = "\x1b[8h";

/// Returns whether the terminal at least ignores sequences that it does not know, such as hyperlinks (OSC 8): some print
/// them.
pub(in crate::runtime) fn has_sequences() -> bool {
    std::env::var("TERM").is_ok_and(|term| !matches!(term.as_str(), "dumb" | "linux" | "cons25" | ""))
}

/// Whether the terminal is set up for the reader, so that it is restored only once.
static IS_ENTERED: AtomicBool = AtomicBool::new(false);

/// The terminal while the reader has it.
pub(in crate::runtime) struct Screen {
    /// Never dropped: its destructor panics if the terminal is gone. [`restore`] shows the cursor again.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    mouse: bool,
    bidi: bool,
    uncertain: UncertainRows,
}

impl Screen {
    /// Sets the terminal up. A panic of this thread restores it before it is reported.
    pub(in crate::runtime) fn open(mouse: bool, bidi: bool) -> io::Result<Self> {
        let default_hook = std::panic::take_hook();
        let screen = std::thread::current().id();
        std::panic::set_hook(Box::new(move |info| {
            // Panics of other threads do not end the program: they are caught, and the screen shows an error.
            if std::thread::current().id() == screen && !crate::page::is_catching() {
                restore();
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
        IS_ENTERED.store(true, Ordering::SeqCst);
        let out = self.terminal.backend_mut();
        queue!(out, Print(SAVE_TITLE), EnterAlternateScreen, EnableBracketedPaste, SetTitle("tidings"), cursor::Hide)?;
        if self.mouse {
            queue!(out, EnableMouseCapture)?;
        }
        if self.bidi {
            queue!(out, Print(BIDI_BY_PROGRAM))?;
        }
        out.flush()
    }

    /// Returns columns and rows.
    pub(in crate::runtime) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// Paints the model and sends the cells that have changed.
    pub(in crate::runtime) fn draw(&mut self, model: &Model, theme: &Theme, images: Option<&Images>) -> io::Result<()> {
        let uncertain = &mut self.uncertain;
        self.terminal.draw(|frame| {
            let area = frame.area();
            let drawn = ui::draw(model, theme, area, frame.buffer_mut());
            uncertain.send_whole(frame.buffer_mut());
            if let Some(images) = images {
                images.paint(&drawn.images, frame.buffer_mut());
            }
            if let Some(cursor) = drawn.cursor {
                frame.set_cursor_position(cursor);
            }
        })?;
        Ok(())
    }

    /// Forgets what the terminal shows, so that the next frame sends every cell.
    ///
    /// `Terminal::clear` would query the position of the cursor, and the answer could be mistaken for keys.
    pub(in crate::runtime) fn forget(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(ratatui::layout::Rect::new(0, 0, size.width, size.height))
    }

    /// Copies text to the terminal's clipboard (OSC 52).
    pub(in crate::runtime) fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Asks the terminal for a desktop notification (OSC 9). A terminal that knows none ignores it.
    pub(in crate::runtime) fn notify(&mut self, notice: &Text) -> io::Result<()> {
        if !has_sequences() {
            return Ok(());
        }
        execute!(self.terminal.backend_mut(), Print(format!("\x1b]9;{notice}\x07")))
    }

    /// Sets the terminal up again, whatever another program has made of it.
    pub(in crate::runtime) fn retake(&mut self) -> io::Result<()> {
        restore();
        self.enter()?;
        self.forget()
    }

    /// Restores the terminal, stops until the shell continues the program, and sets the terminal up again.
    pub(in crate::runtime) fn suspend(&mut self) -> io::Result<()> {
        restore();
        stop()?;
        self.enter()?;
        self.forget()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Stops the program until another process continues it. Does nothing on systems without job control.
pub(super) fn stop() -> io::Result<()> {
    #[cfg(unix)]
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
    Ok(())
}

/// Restores the terminal as the reader found it. Errors are ignored: nothing can be done about them.
pub(in crate::runtime) fn restore() {
    if IS_ENTERED.swap(false, Ordering::SeqCst) {
        let mut out = stdout();
        let _ = execute!(
            out,
            Print(BIDI_BY_TERMINAL),
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show,
            Print(RESTORE_TITLE)
        );
        let _ = disable_raw_mode();
    }
}
