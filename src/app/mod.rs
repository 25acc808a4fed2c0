//! The pure core of the screen: what is shown, and how keys and news change it.
//!
//! [`update()`] takes the model and a message and returns what is to be done outside. It reads no clock, does no
//! I/O and starts nothing; `runtime` carries effects out and brings their answers back as messages, each with the
//! ticket it was asked under, so that a stale one can be told. Painting is left to `ui`.

mod actions;
mod ahead;
mod anchor;
mod articles_pane;
mod asks;
mod effect;
mod feeds_pane;
mod find;
mod follow;
mod keys;
mod layout;
mod menu;
mod model;
mod mouse;
mod msg;
mod overlay;
mod palette;
mod pictures;
mod places;
mod position;
mod prompts;
mod reader_pane;
pub mod remarks;
mod replying;
pub mod rows;
mod scroll;
mod status;
mod teaser;
mod texts;
pub mod told;
mod tree;
mod triage;
mod undo;
mod update;
mod view;
mod welcome;
mod writing;

pub use articles_pane::{ArticlesPane, REACH};
pub use effect::{Around, Effect};
pub use feeds_pane::{FeedsPane, Item};
pub use find::Find;
pub use follow::{Hints, Spot, Target as LinkTarget, UNKEPT, label};
pub use keys::offered;
pub use layout::{Area, PaletteAreas, Panes, first_shown, help_size, list_areas, palette_areas, panes};
pub use menu::{Menu, MenuAct, MenuRow};
pub use model::{Model, Options, Pane};
pub use mouse::{Mouse, MouseKind};
pub use msg::{Msg, Opened, PageEnd, ReplyNews, SetComment, SetPage, SyncEvent, Ticket};
pub use overlay::{FEED_COLUMNS, LINK_COLUMNS, Overlay, Prompt, PromptKind};
pub use palette::{GAP, Palette, Row, TITLES, Target};
pub use pictures::Pictures;
pub use reader_pane::{Reader, duration, minutes};
pub use replying::{ReplyAct, ReplyTo};
pub use rows::{Part, Segment, indent, text_room};
pub use status::{Level, Message, Status};
pub use texts::Texts;
pub use told::Tally;
pub use triage::{Elsewhere, Limited, Study, Triage, Why};
pub use undo::Undo;
pub use update::{lacks_texts, leave, update};
pub use view::{Change, View, is_outdated, next_unread_title};
pub use welcome::{Importable, Welcome, WelcomeLine, welcome_area, welcome_lines};
pub use writing::{Writing, is_unsaved};
