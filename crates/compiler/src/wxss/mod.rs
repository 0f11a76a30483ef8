//! Style sheets. In: WXSS text. Out: CSS. Must not read files.

pub mod units;
