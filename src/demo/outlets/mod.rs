//! The outlets of the demo site, one file for each.

mod copper_pan;
mod lantern;
mod off_by_one;
mod slow_light;
mod tide_table;

use super::site::Outlet;

/// All outlets in the order of their subscriptions. No outlet's paths lie within those of another.
pub(super) const OUTLETS: &[Outlet] =
    &[lantern::OUTLET, tide_table::OUTLET, slow_light::OUTLET, off_by_one::OUTLET, copper_pan::OUTLET];
