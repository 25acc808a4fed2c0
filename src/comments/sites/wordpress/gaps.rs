//! What is known to be missing of a post's comments, in words.

use crate::domain::Warning;

/// Pages of comments that the site links to and that were not asked for, in order: "pages 2 to 4 of the comments were
/// not fetched".
pub(super) fn pages(numbers: &[u32]) -> Option<Warning> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let words = |(first, last): &(u32, u32)| match last - first {
        0 => first.to_string(),
        1 => format!("{first} and {last}"),
        _ => format!("{first} to {last}"),
    };
    let said = runs.iter().map(words).collect::<Vec<_>>().join(", ");
    match numbers {
        [] => None,
        [_] => Some(Warning::new(format!("page {said} of the comments was not fetched"))),
        _ => Some(Warning::new(format!("pages {said} of the comments were not fetched"))),
    }
}

/// Comments that the site states and that did not come.
pub(super) fn missing(stated: Option<u32>, known: usize) -> Option<Warning> {
    let missing = (stated? as usize).checked_sub(known).filter(|missing| *missing > 0)?;
    let comments = if missing == 1 { "comment was" } else { "comments were" };
    Some(Warning::new(format!("{missing} stated {comments} not loaded")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_said_in_words() {
        for (numbers, said) in [
            (&[][..], None),
            (&[3], Some("page 3 of the comments was not fetched")),
            (&[1, 2], Some("pages 1 and 2 of the comments were not fetched")),
            (&[2, 3, 4, 7, 9, 10], Some("pages 2 to 4, 7, 9 and 10 of the comments were not fetched")),
        ] {
            assert_eq!(pages(numbers).map(|gap| gap.to_string()).as_deref(), said);
        }
        assert_eq!(
            missing(Some(5), 3).map(|gap| gap.to_string()).as_deref(),
            Some("2 stated comments were not loaded")
        );
        assert_eq!((missing(Some(3), 3), missing(None, 3), missing(Some(1), 3)), (None, None, None));
    }
}
