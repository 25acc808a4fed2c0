//! Shows the result of an analysis: folds comments automatically while the view stays in place.

use std::sync::Arc;

use super::analysis::ThreadAnalysis;
use crate::app::model::Model;
use crate::domain::CommentStatus;

/// Folds the comments that the analysis folds, except for selected, kept and released ones.
pub(super) fn show(model: &mut Model, analysis: Arc<ThreadAnalysis>) {
    let height = model.reader_height();
    model.reader.hold_view(height, |reader| {
        let (triage, selected) = (&mut reader.thread.triage, reader.thread.selected);
        let known = triage.analysis.clone();
        let is_wanted = |i: usize| {
            triage.mark(i) == CommentStatus::Kept
                || triage.released.contains(&i)
                || selected == Some(i)
                || known.folds(i)
        };
        let annotated = analysis.annotations.keys().copied();
        let fold: Vec<usize> = annotated.filter(|i| analysis.folds(*i) && !is_wanted(*i)).collect();
        // Comments that only the earlier analysis folded are unfolded.
        let unfold = known.annotations.keys().copied().filter(|i| known.folds(*i) && !analysis.folds(*i));
        // A filter shows its comments unfolded, so the folds behind it change.
        let folds = triage.unfiltered_folds(&mut reader.thread.folds);
        unfold.for_each(|i| folds.unfold(i));
        for i in fold {
            folds.fold(i);
        }
        if let Some((i, opened)) = selected.zip(reader.opened.clone()) {
            reader.thread.folds.reveal(&opened.thread, i);
        }
        reader.thread.triage.set_analysis(analysis);
        reader.rebuild();
        true
    });
}
