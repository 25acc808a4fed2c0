//! Describes the gaps in a post's comments.

use crate::domain::Warning;

/// Names the pages of comments that were not requested, in order: "pages 2 to 4 of the comments were not fetched".
pub(super) fn unfetched_pages(numbers: &[u32]) -> Option<Warning> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let range = |(first, last): &(u32, u32)| match last - first {
        0 => first.to_string(),
        1 => format!("{first} and {last}"),
        _ => format!("{first} to {last}"),
    };
    let ranges = runs.iter().map(range).collect::<Vec<_>>().join(", ");
    match numbers {
        [] => None,
        [_] => Some(Warning::new(format!("page {ranges} of the comments was not fetched"))),
        _ => Some(Warning::new(format!("pages {ranges} of the comments were not fetched"))),
    }
}

/// Counts the comments that the site states and that were not loaded.
pub(super) fn missing_comments(stated: Option<u32>, known: usize) -> Option<Warning> {
    let missing = (stated? as usize).checked_sub(known).filter(|missing| *missing > 0)?;
    let comments = if missing == 1 { "comment was" } else { "comments were" };
    Some(Warning::new(format!("{missing} stated {comments} not loaded")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_described_in_singular_and_plural() {
        for (numbers, expected) in [
            (&[][..], None),
            (&[3], Some("page 3 of the comments was not fetched")),
            (&[1, 2], Some("pages 1 and 2 of the comments were not fetched")),
            (&[2, 3, 4, 7, 9, 10], Some("pages 2 to 4, 7, 9 and 10 of the comments were not fetched")),
        ] {
            assert_eq!(unfetched_pages(numbers).map(|gap| gap.to_string()).as_deref(), expected);
        }
        assert_eq!(
            missing_comments(Some(5), 3).map(|gap| gap.to_string()).as_deref(),
            Some("2 stated comments were not loaded")
        );
        for stated in [Some(3), None, Some(1)] {
            assert_eq!(missing_comments(stated, 3), None);
        }
    }
}
