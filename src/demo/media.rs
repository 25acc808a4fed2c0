//! The pictures of the demo site, drawn for it.

/// File name and JPEG bytes of each picture under `/media/`.
const PICTURES: &[(&str, &[u8])] = &[
    ("harbour-bridge-first-crossing.jpg", include_bytes!("content/media/harbour-bridge-first-crossing.jpg")),
    ("market-day-six-am.jpg", include_bytes!("content/media/market-day-six-am.jpg")),
];

/// Returns the JPEG at a path, if there is one.
pub(super) fn picture(path: &str) -> Option<&'static [u8]> {
    let name = path.strip_prefix("/media/")?;
    PICTURES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_served_below_media() {
        assert!(picture("/media/market-day-six-am.jpg").is_some_and(|bytes| bytes.starts_with(&[0xff, 0xd8])));
        assert_eq!(picture("/media/other.jpg"), None);
    }
}
