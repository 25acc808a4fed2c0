//! How far a comment is indented, and what is left for its text.

/// Columns that a comment at `depth` is moved to the right, of `width`: two a level, as long as two thirds of the
/// width are left for the text.
#[must_use]
pub fn indent(depth: u32, width: u16) -> u16 {
    let deepest = width / 6;
    u16::try_from(depth).unwrap_or(u16::MAX).min(deepest) * 2
}

/// Columns for a comment's text at `depth`: behind the line that shows whose answer it is.
#[must_use]
pub fn text_room(depth: u32, width: u16) -> usize {
    usize::from(width.saturating_sub(indent(depth, width) + 2).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indentation_leaves_room_for_the_text() {
        for width in 1..200_u16 {
            for depth in [0, 1, 5, 30, 10_000] {
                let left = indent(depth, width);
                assert!(left * 3 <= width, "{left} of {width}");
            }
        }
    }
}
