//! The demo site's pictures. Drawn for it; no photograph of anything.

/// What is kept under `/media/`.
const PICTURES: &[(&str, &[u8])] = &[
    ("harbour-bridge-first-crossing.jpg", include_bytes!("content/media/harbour-bridge-first-crossing.jpg")),
    ("market-day-six-am.jpg", include_bytes!("content/media/market-day-six-am.jpg")),
];

/// The JPEG at a path.
pub(super) fn picture(path: &str) -> Option<&'static [u8]> {
    let name = path.strip_prefix("/media/")?;
    PICTURES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_where_articles_say() {
        assert!(picture("/media/market-day-six-am.jpg").is_some_and(|bytes| bytes.starts_with(&[0xff, 0xd8])));
        assert_eq!(picture("/media/other.jpg"), None);
    }
}
