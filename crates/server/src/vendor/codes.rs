//! The vendor's calls for codes to scan.
//!
//! In: calls of servers. Out: PNG, or the vendor's failure. Must not: draw on a thread that answers requests.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use cards::{CODE_WIDTH_PIXELS_DEFAULT, CODE_WIDTH_PIXELS_MAX, CODE_WIDTH_PIXELS_MIN, Colour, Ink};
use serde_json::{Map, Value};

use super::call::{Call, integer};
use super::failure::{VendorFailure, entry_failure};
use crate::launch::{Entry, EntryKind, NewEntry};
use crate::platform::Platform;
use crate::registry::Stage;
use crate::relay::percent;
use crate::share::{CodeFormat, CodeLook, ShareError, draw_entry_code};

type At = State<Arc<Platform>>;
type Arguments = Map<String, Value>;

const SCENE_LENGTH_MAX: usize = 32;
/// Beside letters and digits.
const SCENE_MARKS: &str = "!#$&'()*+,/:;=?@-._~";
const PATH_LENGTH_MAX: usize = 1024;
const QR_PATH_LENGTH_MAX: usize = 128;
/// Codes of `getwxacode` and `createwxaqrcode` together, as the vendor has it.
const LIMITED_CODES_MAX: i64 = 100_000;
/// What the vendor adds to a query itself.
const RESERVED_NAME: &str = "scancode_time";

/// `getwxacodeunlimit`: a round code of a page that is given `scene`.
pub(super) async fn scene_code(State(platform): At, call: Call) -> Result<Response, VendorFailure> {
    let arguments = call.posted()?;
    let app_id = platform.vendor.app_of(call.token()?).await?;
    let stage = stage_of(arguments, VendorFailure::ARGUMENTS)?;
    let scene = arguments.get("scene").and_then(Value::as_str).ok_or(VendorFailure::SCENE_LENGTH)?;
    if scene.is_empty() || scene.chars().count() > SCENE_LENGTH_MAX {
        return Err(VendorFailure::SCENE_LENGTH);
    }
    if !scene.chars().all(|letter| letter.is_ascii_alphanumeric() || SCENE_MARKS.contains(letter)) {
        return Err(VendorFailure::SCENE);
    }
    let page = arguments.get("page").and_then(Value::as_str).unwrap_or_default();
    if page.starts_with('/') || page.contains('?') {
        return Err(VendorFailure::PAGE);
    }
    if !platform.vendor.scene_codes.admits(&app_id) {
        return Err(VendorFailure::DAY_USED_UP);
    }
    let new = NewEntry {
        app_id: &app_id,
        kind: EntryKind::SceneCode,
        name: "",
        page,
        query: &format!("scene={}", percent::encode(scene)),
        expires_ms: None,
        // What is tried may have pages that people do not get yet.
        is_page_checked: stage == Stage::Release
            && arguments.get("check_path").and_then(Value::as_bool).unwrap_or(true),
        is_shared: true,
    };
    let entry = platform.launch.entries.mint(&new).await;
    let entry = entry.map_err(|error| entry_failure(error, VendorFailure::PAGE, VendorFailure::PAGE))?;
    picture(&platform, stage, &entry, arguments).await
}

/// `getwxacode`: a round code of a path.
pub(super) async fn path_code(State(platform): At, call: Call) -> Result<Response, VendorFailure> {
    limited_code(&platform, &call, EntryKind::Code, PATH_LENGTH_MAX).await
}

/// `createwxaqrcode`: a square code of a path.
pub(super) async fn square_code(State(platform): At, call: Call) -> Result<Response, VendorFailure> {
    limited_code(&platform, &call, EntryKind::Qr, QR_PATH_LENGTH_MAX).await
}

async fn limited_code(
    platform: &Platform,
    call: &Call,
    kind: EntryKind,
    path_length_max: usize,
) -> Result<Response, VendorFailure> {
    let arguments = call.posted()?;
    let app_id = platform.vendor.app_of(call.token()?).await?;
    let stage = stage_of(arguments, VendorFailure::ARGUMENTS)?;
    let path = arguments.get("path").and_then(Value::as_str).filter(|path| !path.is_empty());
    let path = path.filter(|path| path.chars().count() <= path_length_max).ok_or(VendorFailure::PATH_LENGTH)?;
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    if query.split('&').any(|pair| pair.split('=').next() == Some(RESERVED_NAME)) {
        return Err(VendorFailure::RESERVED);
    }
    let (codes, squares) = (
        platform.launch.entries.count(&app_id, EntryKind::Code).await,
        platform.launch.entries.count(&app_id, EntryKind::Qr).await,
    );
    let path_failure = |error| entry_failure(error, VendorFailure::PATH_LENGTH, VendorFailure::PATH_LENGTH);
    if codes.map_err(path_failure)? + squares.map_err(path_failure)? >= LIMITED_CODES_MAX {
        return Err(VendorFailure::CODES_USED_UP);
    }
    let new = NewEntry {
        app_id: &app_id,
        kind,
        name: "",
        page,
        query,
        expires_ms: None,
        is_page_checked: false,
        is_shared: true,
    };
    let entry = platform.launch.entries.mint(&new).await.map_err(path_failure)?;
    picture(platform, stage, &entry, arguments).await
}

/// The stage that a code or a link opens its page in.
pub(super) fn stage_of(arguments: &Arguments, failure: VendorFailure) -> Result<Stage, VendorFailure> {
    match arguments.get("env_version").and_then(Value::as_str) {
        None | Some("") => Ok(Stage::Release),
        Some(word) => word.parse().map_err(|_| failure),
    }
}

/// How a server wants its code to look.
fn look_of(arguments: &Arguments) -> CodeLook {
    let truth = |name: &str| arguments.get(name).and_then(Value::as_bool).unwrap_or(false);
    let width = integer(arguments, "width").and_then(|width| u32::try_from(width).ok());
    let width_pixels = width.filter(|width| *width > 0).unwrap_or(CODE_WIDTH_PIXELS_DEFAULT);
    let colour = || {
        let line = arguments.get("line_color")?.as_object()?;
        let channel = |name: &str| integer(line, name).and_then(|value| u8::try_from(value).ok());
        Some(Colour::new(channel("r")?, channel("g")?, channel("b")?))
    };
    CodeLook {
        width_pixels: width_pixels.clamp(CODE_WIDTH_PIXELS_MIN, CODE_WIDTH_PIXELS_MAX),
        ink: if truth("auto_color") { Ink::OfLogo } else { colour().map_or(Ink::Black, Ink::Colour) },
        is_hyaline: truth("is_hyaline"),
    }
}

/// The code of an entry, with the program's icon in a round one.
async fn picture(
    platform: &Platform,
    stage: Stage,
    entry: &Entry,
    arguments: &Arguments,
) -> Result<Response, VendorFailure> {
    let png =
        draw_entry_code(platform, stage, entry, look_of(arguments), CodeFormat::Png).await.map_err(
            |error| match error {
                ShareError::Invalid(_) => VendorFailure::ARGUMENTS,
                _ => VendorFailure::SYSTEM,
            },
        )?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn looks_are_read_as_clients_write_them() {
        let look = |value: Value| look_of(value.as_object().unwrap());
        let usual = CodeLook { width_pixels: 430, ink: Ink::Black, is_hyaline: false };
        assert_eq!(look(json!({})), usual);
        assert_eq!(look(json!({"width": 10})).width_pixels, 280);
        assert_eq!(
            look(json!({"width": "5000", "is_hyaline": true})),
            CodeLook { width_pixels: 1280, is_hyaline: true, ..usual }
        );
        let red = Ink::Colour(Colour::new(255, 0, 0));
        assert_eq!(look(json!({"line_color": {"r": "255", "g": 0, "b": "0"}})).ink, red);
        assert_eq!(look(json!({"line_color": {"r": 256, "g": 0, "b": 0}})).ink, Ink::Black);
        assert_eq!(look(json!({"auto_color": true, "line_color": {"r": 1, "g": 2, "b": 3}})).ink, Ink::OfLogo);
    }
}
