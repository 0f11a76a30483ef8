//! Numbers the vendor documents, in one place, with their unit in the name.
//!
//! In: nothing. Out: constants. Must not: hold a limit of our own machinery, but what a person may be made to load.

/// Pages that may be open at once (`wx.navigateTo` fails beyond it).
pub const PAGE_STACK_MAX: usize = 10;
/// One `setData` call, serialised.
pub const SET_DATA_BYTES_MAX: usize = 1024 * 1024;
/// One value in storage.
pub const STORAGE_VALUE_BYTES_MAX: usize = 1024 * 1024;
/// All of storage.
pub const STORAGE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Tabs in a tab bar.
pub const TAB_COUNT_MIN: usize = 2;
pub const TAB_COUNT_MAX: usize = 5;
/// One image of the tab bar. Beyond it the vendor's tool refuses; we warn.
pub const TAB_ICON_BYTES_MAX: usize = 40 * 1024;
/// What a first visit loads before its first screen stands, compressed and with the images on it. Ours: it is what `minnow build` allows by
/// default.
pub const FIRST_LOAD_BYTES_MAX: u64 = 1_000_000;
/// One package (main or sub), as the vendor's tool counts it.
pub const PACKAGE_BYTES_MAX: usize = 2 * 1024 * 1024;
