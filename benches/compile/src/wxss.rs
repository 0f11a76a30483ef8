//! The part of the style compiler that templates use. In, out: see the file itself.

#[path = "../../../crates/compiler/src/wxss/units.rs"]
pub mod units;
