//! Shows messages in the status line, with the keys that the user has bound.

use super::effect::Effect;
use super::model::Model;
use super::undo::Undo;
use crate::domain::Text;
use crate::input::Action;

impl Model {
    /// Adds the key of undo to a notice, if the change can be undone.
    pub(super) fn with_undo(&self, notice: &str, undo: Option<&Undo>) -> String {
        match undo {
            Some(_) => format!("{notice} ({}: undo)", self.key(Action::Undo)),
            None => notice.to_owned(),
        }
    }

    /// Shows a notice in the status line.
    pub(super) fn say(&mut self, text: &str) -> Vec<Effect> {
        self.status.say(Text::line(text), self.now);
        Vec::new()
    }

    /// Says that there are no comments, and how to fetch them.
    pub(super) fn say_no_comments(&mut self) -> Vec<Effect> {
        let key = self.key(Action::RefreshComments);
        self.say(&format!("no comments loaded ({key}: fetch comments)"))
    }

    /// Says that an action needs a comment, and how to select one.
    pub(super) fn say_no_comment_selected(&mut self) -> Vec<Effect> {
        let key = self.key(Action::Comments);
        self.say(&format!("no comment selected ({key}: go to the comments)"))
    }

    /// Says that the reader shows a preview, which the store does not have.
    pub(super) fn say_is_preview(&mut self) -> Vec<Effect> {
        let key = self.key(Action::JumpBack);
        self.say(&format!("this page is only a preview ({key}: back)"))
    }

    /// Shows an error in the status line.
    pub(super) fn fail(&mut self, why: Text) -> Vec<Effect> {
        self.status.fail(why, self.now);
        Vec::new()
    }
}
