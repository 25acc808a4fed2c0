//! The registry: every action that a key, the help or a document may name.
//!
//! Keys are data in `config/keymap.toml`; what an action does is left to `app`.

/// What a key can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// One row or line down.
    Down,
    /// One row or line up.
    Up,
    /// Half a page down.
    HalfPageDown,
    /// Half a page up.
    HalfPageUp,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// To the first row or line.
    Top,
    /// To the last row or line.
    Bottom,
    /// Into what is selected.
    Open,
    /// Out of where one is.
    Back,
    /// To the pane on the left, or fold.
    Left,
    /// To the pane on the right, or unfold.
    Right,
    /// To the next pane.
    NextPane,
    /// To the pane before.
    PreviousPane,
    /// The reader alone.
    Zen,
    /// To the next unread article.
    NextUnread,
    /// To the unread article before.
    PreviousUnread,
    /// Read becomes unread, unread read.
    ToggleRead,
    /// Star or unstar.
    ToggleStar,
    /// Everything in the list is read.
    MarkAllRead,
    /// Only unread articles, or all.
    ToggleUnreadOnly,
    /// Fetch the selected feed, or this article's thread.
    Sync,
    /// Fetch every feed.
    SyncAll,
    /// Stop what is being fetched.
    Cancel,
    /// Add a feed.
    AddFeed,
    /// Remove the selected feed.
    RemoveFeed,
    /// First run: choose the feed under the cursor, or leave it out.
    ToggleChoice,
    /// First run: choose all feeds, or none.
    ChooseAll,
    /// First run: add what is chosen.
    AddChosen,
    /// First run: take another reader's feeds over.
    Import,
    /// To the next heading.
    NextHeading,
    /// To the heading before.
    PreviousHeading,
    /// To the next paragraph.
    NextParagraph,
    /// To the paragraph before.
    PreviousParagraph,
    /// Label the links in view, and open one.
    FollowLink,
    /// Label the links in view, and read one here.
    ReadLink,
    /// Every link of the text.
    Links,
    /// Back to where a jump began.
    JumpBack,
    /// Pictures, or their descriptions.
    TogglePictures,
    /// Find in this text.
    Find,
    /// To the next match.
    FindNext,
    /// To the match before.
    FindPrevious,
    /// Search every article.
    Search,
    /// Open in the browser.
    OpenInBrowser,
    /// Open a numbered link.
    OpenLink,
    /// Copy the link.
    CopyLink,
    /// Fetch the full page, or turn from it to the feed's text and back.
    FetchPage,
    /// Show what the outlet changed.
    ShowChanges,
    /// To the comments, or back to the text.
    Comments,
    /// Fetch the comments again.
    RefreshComments,
    /// Done with this comment and those below, on to the next.
    Done,
    /// Keep this comment, or let it go.
    Keep,
    /// Write a reply, or see to one.
    Reply,
    /// Write a reply in the user's editor.
    ReplyInEditor,
    /// A reply that is being written is written.
    EndWriting,
    /// Do again what was taken back while writing.
    Redo,
    /// All replies on their way.
    Outbox,
    /// Fold what has been seen.
    FoldSeen,
    /// To the comment that the thread began with.
    Root,
    /// Look at the comment that is answered.
    Peek,
    /// To the place in the article that is quoted.
    ToQuote,
    /// Show only some comments, or all again.
    Limit,
    /// Sort the comments in another order.
    Sort,
    /// Show what fits into a few minutes, or all again.
    Skim,
    /// Mute or follow.
    Mute,
    /// Why a comment is folded by itself.
    Why,
    /// Who else says the same.
    Repeats,
    /// Fetch what is missing of the comments.
    FillGaps,
    /// Fold or unfold this comment.
    ToggleFold,
    /// Fold or unfold this comment and its siblings.
    FoldSiblings,
    /// Fold all.
    FoldAll,
    /// Unfold all.
    UnfoldAll,
    /// Show one level less.
    FoldLevelLess,
    /// Show one level more.
    FoldLevelMore,
    /// To the comment answered to.
    Parent,
    /// To the next comment of the same parent.
    NextSibling,
    /// To the comment of the same parent before.
    PreviousSibling,
    /// To the next thread.
    NextThread,
    /// To the thread before.
    PreviousThread,
    /// To the next comment that is left since the last visit.
    NextNew,
    /// Take the last change back.
    Undo,
    /// Every action, list and article, found by a few letters.
    Palette,
    /// Keys and what they do.
    Help,
    /// The messages so far.
    Messages,
    /// Put an error away, leave a prompt.
    Dismiss,
    /// Another theme, until the program ends.
    NextTheme,
    /// Draw the screen anew.
    Redraw,
    /// Stop for a while (job control).
    Suspend,
    /// Leave.
    Quit,
}

/// Where an action means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere.
    Global,
    /// The list of feeds.
    Feeds,
    /// The list of articles.
    Articles,
    /// The text of an article.
    Reader,
    /// The comment tree under it.
    Comments,
    /// The page that is there while there are no feeds.
    Welcome,
    /// The box in which a reply is written. Keys that type something are never looked up here.
    Writing,
}

impl Context {
    /// Every context, as `keymap.toml` names its tables, in the order of the help.
    pub const ALL: [Self; 7] =
        [Self::Global, Self::Feeds, Self::Articles, Self::Reader, Self::Comments, Self::Welcome, Self::Writing];

    /// The table's name in `keymap.toml`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Feeds => "feeds",
            Self::Articles => "articles",
            Self::Reader => "reader",
            Self::Comments => "comments",
            Self::Welcome => "welcome",
            Self::Writing => "writing",
        }
    }

    /// Where a key is looked up when this context does not have it.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        match self {
            // What is bound elsewhere edits the text here.
            Self::Global | Self::Writing => None,
            Self::Comments => Some(Self::Reader),
            _ => Some(Self::Global),
        }
    }
}

/// The help's sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Moving about.
    Moving,
    /// Articles and their marks.
    Articles,
    /// The text.
    Reading,
    /// The tree.
    Comments,
    /// The box for a reply.
    Writing,
    /// Feeds and fetching.
    Feeds,
    /// The program itself.
    Program,
}

impl Category {
    /// Every section, in the order of the help.
    pub const ALL: [Self; 7] =
        [Self::Moving, Self::Articles, Self::Reading, Self::Comments, Self::Writing, Self::Feeds, Self::Program];

    /// The section's heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Articles => "Articles",
            Self::Reading => "Reading",
            Self::Comments => "Comments",
            Self::Writing => "Writing a reply",
            Self::Feeds => "Feeds",
            Self::Program => "Program",
        }
    }
}

/// What is known of an action without doing it.
#[derive(Debug, Clone, Copy)]
pub struct ActionSpec {
    /// The action.
    pub action: Action,
    /// Its name in `keymap.toml`.
    pub id: &'static str,
    /// Two words at most, for the footer.
    pub short: &'static str,
    /// One line, for the help.
    pub description: &'static str,
    /// The help's section.
    pub category: Category,
    /// Where it means something.
    pub contexts: &'static [Context],
}

impl Action {
    /// Its entry in the registry.
    #[must_use]
    pub fn spec(self) -> &'static ActionSpec {
        ACTIONS.iter().find(|spec| spec.action == self).unwrap_or(&ACTIONS[0])
    }

    /// The action of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        ACTIONS.iter().find(|spec| spec.id == id).map(|spec| spec.action)
    }
}

const fn spec(
    action: Action,
    id: &'static str,
    short: &'static str,
    description: &'static str,
    category: Category,
    contexts: &'static [Context],
) -> ActionSpec {
    ActionSpec { action, id, short, description, category, contexts }
}

const EVERYWHERE: &[Context] = &[Context::Global];
const LISTS: &[Context] = &[Context::Feeds, Context::Articles];
const ARTICLE: &[Context] = &[Context::Articles, Context::Reader, Context::Comments];
const READER: &[Context] = &[Context::Reader, Context::Comments];
const FIRST_RUN: &[Context] = &[Context::Welcome];
const TREE: &[Context] = &[Context::Comments];
const WRITING: &[Context] = &[Context::Writing];
const READER_AND_WRITING: &[Context] = &[Context::Reader, Context::Comments, Context::Writing];

/// Every action there is.
#[rustfmt::skip]
pub const ACTIONS: &[ActionSpec] = &[
    spec(Action::Down, "down", "down", "one row or line down; in the tree, to the next comment", Category::Moving, EVERYWHERE),
    spec(Action::Up, "up", "up", "one row or line up; in the tree, to the comment before", Category::Moving, EVERYWHERE),
    spec(Action::HalfPageDown, "half-page-down", "half page", "half a page down", Category::Moving, EVERYWHERE),
    spec(Action::HalfPageUp, "half-page-up", "half page", "half a page up", Category::Moving, EVERYWHERE),
    spec(Action::PageDown, "page-down", "page", "a page down", Category::Moving, EVERYWHERE),
    spec(Action::PageUp, "page-up", "page", "a page up", Category::Moving, EVERYWHERE),
    spec(Action::Top, "top", "top", "to the first row or line", Category::Moving, EVERYWHERE),
    spec(Action::Bottom, "bottom", "end", "to the last row or line", Category::Moving, EVERYWHERE),
    spec(Action::Open, "open", "open", "open what is selected; fold or unfold a folder", Category::Moving, LISTS),
    spec(Action::Back, "back", "back", "back to the pane before; from the feeds, leave", Category::Moving, EVERYWHERE),
    spec(Action::Left, "left", "left", "to the pane on the left; in the tree, fold, then to the parent", Category::Moving, EVERYWHERE),
    spec(Action::Right, "right", "right", "to the pane on the right; in the tree, unfold", Category::Moving, EVERYWHERE),
    spec(Action::NextPane, "next-pane", "pane", "to the next pane", Category::Moving, EVERYWHERE),
    spec(Action::PreviousPane, "previous-pane", "pane", "to the pane before", Category::Moving, EVERYWHERE),
    spec(Action::NextUnread, "next-unread", "next", "open the next unread article", Category::Articles, EVERYWHERE),
    spec(Action::PreviousUnread, "previous-unread", "previous", "open the unread article before", Category::Articles, EVERYWHERE),
    spec(Action::ToggleRead, "toggle-read", "read", "mark read or unread", Category::Articles, ARTICLE),
    spec(Action::ToggleStar, "toggle-star", "star", "star or unstar", Category::Articles, ARTICLE),
    spec(Action::MarkAllRead, "mark-all-read", "all read", "mark everything in this list read", Category::Articles, LISTS),
    spec(Action::ToggleUnreadOnly, "toggle-unread-only", "unread", "show unread articles only, or all", Category::Articles, LISTS),
    spec(Action::Search, "search", "search", "search every article", Category::Articles, EVERYWHERE),
    spec(Action::OpenInBrowser, "open-in-browser", "browser", "open the article, comment or site in the browser", Category::Reading, EVERYWHERE),
    spec(Action::CopyLink, "copy-link", "copy", "copy the link", Category::Reading, EVERYWHERE),
    spec(Action::OpenLink, "open-link", "link", "open a numbered link in the browser", Category::Reading, READER),
    spec(Action::NextHeading, "next-heading", "heading", "to the next heading of the text", Category::Reading, READER),
    spec(Action::PreviousHeading, "previous-heading", "heading", "to the heading before", Category::Reading, READER),
    spec(Action::NextParagraph, "next-paragraph", "paragraph", "to the next paragraph", Category::Reading, READER),
    spec(Action::PreviousParagraph, "previous-paragraph", "paragraph", "to the paragraph before", Category::Reading, READER),
    spec(Action::FollowLink, "follow-link", "follow", "label the links and notes in view; a label opens its link in the browser", Category::Reading, READER),
    spec(Action::ReadLink, "read-link", "read link", "label the links in view; a label reads its page here", Category::Reading, READER),
    spec(Action::Links, "links", "links", "every link of the text, to open, read or copy", Category::Reading, READER),
    spec(Action::JumpBack, "jump-back", "back", "back to where a jump began: to a note, a link, a comment", Category::Reading, READER),
    spec(Action::TogglePictures, "toggle-pictures", "pictures", "show pictures, or what they are described as", Category::Reading, READER),
    spec(Action::Find, "find", "find", "find in this text", Category::Reading, READER),
    spec(Action::FindNext, "find-next", "next match", "to the next match", Category::Reading, READER),
    spec(Action::FindPrevious, "find-previous", "match before", "to the match before", Category::Reading, READER),
    spec(Action::FetchPage, "fetch-page", "page", "fetch the full page; then the feed's own text and back", Category::Reading, ARTICLE),
    spec(Action::ShowChanges, "show-changes", "changes", "what the outlet edited, or the comment's author; again: the change before, then the text", Category::Reading, READER),
    spec(Action::Zen, "zen", "zen", "the text alone, or all panes", Category::Reading, EVERYWHERE),
    spec(Action::Comments, "comments", "comments", "to the comments, or back to the text", Category::Comments, READER),
    spec(Action::RefreshComments, "refresh-comments", "refresh", "fetch the comments again", Category::Comments, READER),
    spec(Action::Done, "done", "done", "done with this comment and all below it, on to the next that is left", Category::Comments, TREE),
    spec(Action::Keep, "keep", "keep", "keep this comment, or let it go", Category::Comments, TREE),
    spec(Action::Reply, "reply", "reply", "reply to this comment or to the article; on your own reply: what to do with it", Category::Comments, READER),
    spec(Action::Outbox, "outbox", "outbox", "your replies: those on their way, refused, or waiting for moderation", Category::Comments, EVERYWHERE),
    spec(Action::FoldSeen, "fold-seen", "fold seen", "fold what has been seen and has nothing left below", Category::Comments, TREE),
    spec(Action::Root, "root", "root", "to the comment that this thread began with", Category::Comments, TREE),
    spec(Action::Peek, "peek", "peek", "look at the comment that is answered, without going there", Category::Comments, TREE),
    spec(Action::ToQuote, "to-quote", "quoted", "to the place in the article that this comment quotes", Category::Comments, TREE),
    spec(Action::Limit, "limit", "limit", "show only comments with a word, by an author, unseen or kept; again: all", Category::Comments, TREE),
    spec(Action::Sort, "sort", "sort", "sort by thread, newest, most answered, score, longest; from now on every thread", Category::Comments, TREE),
    spec(Action::Skim, "skim", "skim", "the best of the comments for so many minutes; again: all", Category::Comments, TREE),
    spec(Action::Mute, "mute", "mute", "mute or follow, unmute or unfollow, the author, a word, a site, a low score", Category::Comments, TREE),
    spec(Action::Why, "why", "why", "why this comment is folded by itself (muted, repeated), and how to undo it", Category::Comments, TREE),
    spec(Action::Repeats, "repeats", "repeats", "the cluster: who else says the same, with the evidence", Category::Comments, TREE),
    spec(Action::FillGaps, "fill-gaps", "fill gaps", "fetch the comments again, all that is missing", Category::Comments, READER),
    spec(Action::ToggleFold, "toggle-fold", "fold", "fold or unfold this comment", Category::Comments, TREE),
    spec(Action::FoldSiblings, "fold-siblings", "siblings", "fold or unfold this comment and its siblings", Category::Comments, TREE),
    spec(Action::FoldAll, "fold-all", "fold all", "fold all threads", Category::Comments, TREE),
    spec(Action::UnfoldAll, "unfold-all", "unfold all", "unfold all threads", Category::Comments, TREE),
    spec(Action::FoldLevelLess, "fold-level-less", "level", "show one level less", Category::Comments, TREE),
    spec(Action::FoldLevelMore, "fold-level-more", "level", "show one level more", Category::Comments, TREE),
    spec(Action::Parent, "parent", "parent", "to the comment answered to", Category::Comments, TREE),
    spec(Action::NextSibling, "next-sibling", "sibling", "to the next answer to the same comment", Category::Comments, TREE),
    spec(Action::PreviousSibling, "previous-sibling", "sibling", "to the answer to the same comment before", Category::Comments, TREE),
    spec(Action::NextThread, "next-thread", "thread", "to the next thread", Category::Comments, TREE),
    spec(Action::PreviousThread, "previous-thread", "thread", "to the thread before", Category::Comments, TREE),
    spec(Action::NextNew, "next-new", "next", "to the next comment that is left; at the end on from the top", Category::Comments, READER),
    spec(Action::ReplyInEditor, "reply-in-editor", "editor", "reply in your editor; in the box, go on there with what is written", Category::Writing, READER_AND_WRITING),
    spec(Action::EndWriting, "end-writing", "done", "in the box: it is written; send it, keep it as a draft, or throw it away", Category::Writing, WRITING),
    spec(Action::Redo, "redo", "redo", "in the box: do again what undo took back", Category::Writing, WRITING),
    spec(Action::Sync, "sync", "sync", "fetch the selected feed or folder", Category::Feeds, EVERYWHERE),
    spec(Action::SyncAll, "sync-all", "sync all", "fetch every feed", Category::Feeds, EVERYWHERE),
    spec(Action::Cancel, "cancel", "stop", "stop fetching", Category::Feeds, EVERYWHERE),
    spec(Action::AddFeed, "add-feed", "add", "add a feed by its address or its site's", Category::Feeds, EVERYWHERE),
    spec(Action::RemoveFeed, "remove-feed", "remove", "remove the selected feed", Category::Feeds, &[Context::Feeds]),
    spec(Action::AddChosen, "add-chosen", "add these", "first run: add the feeds that are marked, and fetch them", Category::Feeds, FIRST_RUN),
    spec(Action::ToggleChoice, "toggle-choice", "mark", "first run: mark the feed, or leave it out", Category::Feeds, FIRST_RUN),
    spec(Action::ChooseAll, "choose-all", "all", "first run: mark all feeds, or none", Category::Feeds, FIRST_RUN),
    spec(Action::Import, "import", "import", "first run: import the feeds of newsboat, if its files are there", Category::Feeds, FIRST_RUN),
    spec(Action::Undo, "undo", "undo", "take the last change back", Category::Program, EVERYWHERE),
    spec(Action::Palette, "palette", "anything", "do anything, go anywhere: actions, feeds and articles by a few letters", Category::Program, EVERYWHERE),
    spec(Action::Help, "help", "help", "the keys and what they do", Category::Program, EVERYWHERE),
    spec(Action::Messages, "messages", "messages", "the messages so far", Category::Program, EVERYWHERE),
    spec(Action::Dismiss, "dismiss", "dismiss", "put an error, a match or a prompt away", Category::Program, EVERYWHERE),
    spec(Action::NextTheme, "next-theme", "theme", "another theme, until you leave", Category::Program, EVERYWHERE),
    spec(Action::Redraw, "redraw", "redraw", "draw the screen anew", Category::Program, EVERYWHERE),
    spec(Action::Suspend, "suspend", "suspend", "stop for a while; `fg` brings it back", Category::Program, EVERYWHERE),
    spec(Action::Quit, "quit", "quit", "leave tidings", Category::Program, EVERYWHERE),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_actions_are_unique() {
        for (i, a) in ACTIONS.iter().enumerate() {
            assert_eq!(a.action.spec().id, a.id);
            assert_eq!(Action::from_id(a.id), Some(a.action));
            for b in ACTIONS.iter().skip(i + 1) {
                assert!(a.id != b.id && a.action != b.action, "{} stands twice", a.id);
            }
        }
    }
}
