//! Works out how far a comment is indented, and the columns that remain for its text.

/// Returns the columns that a comment at `depth` is indented by: two for each level, but at most a third of `width`.
#[must_use]
pub fn indent(depth: u32, width: u16) -> u16 {
    let deepest = width / 6;
    u16::try_from(depth).unwrap_or(u16::MAX).min(deepest) * 2
}

/// Returns the columns for the text of a comment at `depth`, to the right of its tree line.
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
