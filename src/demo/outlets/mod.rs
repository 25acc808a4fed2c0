//! The outlets of the demo site, one table each.

mod copper_pan;
mod lantern;
mod off_by_one;
mod slow_light;
mod tide_table;

use super::site::Outlet;

/// All of them, in the order in which they are subscribed to. No one's paths lie within another's.
pub(super) const OUTLETS: &[Outlet] =
    &[lantern::OUTLET, tide_table::OUTLET, slow_light::OUTLET, off_by_one::OUTLET, copper_pan::OUTLET];
