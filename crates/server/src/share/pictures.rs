//! Codes, cards and posters of programs.
//!
//! In: a program and texts. Out: PNG and SVG. Must not: draw the same twice, draw more at once than the machine can spare, or make a code that leads
//! anywhere but to a program of this platform.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use cards::{Bitmap, Code, CodeOptions, Fonts, Ink, OpenGraph, Poster, Program};
use serde_json::json;
use tokio::sync::Semaphore;

use super::report::PATH_LENGTH_MAX;
use super::store;
use crate::blobs::Digest;
use crate::config::Site;
use crate::database::{Database, DatabaseError};
use crate::http::Pace;
use crate::plain_text::one_line;
use crate::registry::{Face, Registry, RegistryError};
use crate::relay::percent;

pub(super) const TITLE_LENGTH_MAX: usize = 80;
const QUERY_LENGTH_MAX: usize = 1_024;
/// Pictures drawn at once: each takes a processor, and 100 MB where a stranger's photograph is on it.
const DRAWN_AT_ONCE_MAX: usize = 2;
/// How long somebody waits for his turn.
const TURN_WAIT_MAX: Duration = Duration::from_secs(10);
/// Raise it when pictures look otherwise: those that were kept are drawn anew.
const LOOK: u32 = 1;
/// Where cards stand on a program's host, beside nothing of the program's.
const CARDS: &str = "/_minnow/card/";

#[derive(Debug, thiserror::Error)]
pub(crate) enum ShareError {
    #[error("{0}")]
    Invalid(String),
    #[error("there is no such program or page")]
    NotFound,
    #[error("too many pictures are being drawn: try again in a moment")]
    Busy,
    #[error("{0}")]
    Failed(String),
    #[error(transparent)]
    Registry(#[from] RegistryError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

pub(crate) struct Pictures {
    pub(super) database: Database,
    pub(super) registry: Arc<Registry>,
    /// Read when the first picture is drawn.
    fonts: Arc<OnceLock<Fonts>>,
    turns: Semaphore,
    pub(super) drawings_pace: Pace,
    pub(super) reports_pace: Pace,
}

/// What a picture shows.
#[derive(Debug, Clone)]
enum Motif {
    Card { title: String, subtitle: String },
    Poster { title: String, subtitle: String, address: String, hint: &'static str },
}

/// The language a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Chinese,
    English,
}

impl Pictures {
    pub(crate) fn new(database: Database, registry: Arc<Registry>) -> Self {
        Pictures {
            database,
            registry,
            fonts: Arc::default(),
            turns: Semaphore::new(DRAWN_AT_ONCE_MAX),
            drawings_pace: Pace::new(30, 1.0),
            reports_pace: Pace::new(5, 1.0 / 60.0),
        }
    }

    /// The picture by which a page is recognised where its link is shared; `None` when the program has no such page.
    pub(super) async fn card(
        &self,
        face: Face,
        page: &str,
        may_draw: impl FnOnce() -> bool,
    ) -> Result<Bytes, ShareError> {
        let manifest = self.registry.manifest(&face.version_id).await?.ok_or(ShareError::NotFound)?;
        let page = manifest.pages.get(page).ok_or(ShareError::NotFound)?;
        let title = |map: &serde_json::Map<String, serde_json::Value>| {
            let title = map.get("navigationBarTitleText")?.as_str()?;
            Some(one_line(title, TITLE_LENGTH_MAX)).filter(|title| !title.is_empty())
        };
        let of_window = || title(manifest.app.get("window")?.as_object()?);
        let title = title(&page.config).or_else(of_window).unwrap_or_else(|| face.name.clone());
        let subtitle = face.description.clone();
        self.drawn(face, Motif::Card { title, subtitle }, may_draw).await
    }

    /// A picture to save and send on.
    pub(super) async fn poster(
        &self,
        face: Face,
        title: &str,
        address: String,
        language: Language,
        may_draw: impl FnOnce() -> bool,
    ) -> Result<Bytes, ShareError> {
        let title = match one_line(title, TITLE_LENGTH_MAX) {
            title if title.is_empty() => face.name.clone(),
            title => title,
        };
        let subtitle = face.description.clone();
        let hint = match language {
            Language::Chinese => "扫一扫，马上打开",
            Language::English => "Scan to open",
        };
        self.drawn(face, Motif::Poster { title, subtitle, address, hint }, may_draw).await
    }

    /// The picture that was kept, or a new one.
    async fn drawn(&self, face: Face, motif: Motif, may_draw: impl FnOnce() -> bool) -> Result<Bytes, ShareError> {
        let source = source_of(&face, &motif);
        let kept = store::drawn_card(&mut self.database.read().await?, source).await?;
        if let Some(digest) = kept
            && let Some(content) = self.registry.picture(digest).await?
        {
            return Ok(content);
        }
        if !may_draw() {
            return Err(ShareError::Busy);
        }
        let icon = match face.icon {
            Some(digest) => self.registry.picture(digest).await?,
            None => None,
        };
        let turn = tokio::time::timeout(TURN_WAIT_MAX, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| ShareError::Busy)?;
        let fonts = Arc::clone(&self.fonts);
        let drawing =
            tokio::task::spawn_blocking(move || draw(&face.name, icon, &motif, fonts.get_or_init(Fonts::system)));
        let failed = |error: &dyn std::fmt::Display| ShareError::Failed(error.to_string());
        let png = drawing.await.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
        let digest = self.registry.keep_picture(&png).await?;
        let mut tx = self.database.write().await?;
        store::keep_card(&mut tx, source, digest).await?;
        tx.commit().await?;
        Ok(png.into())
    }
}

/// All that a picture is drawn from.
fn source_of(face: &Face, motif: &Motif) -> Digest {
    let icon = face.icon.map(|digest| digest.to_string());
    let motif = match motif {
        Motif::Card { title, subtitle } => json!(["card", title, subtitle]),
        Motif::Poster { title, subtitle, address, hint } => json!(["poster", title, subtitle, address, hint]),
    };
    Digest::of(json!([LOOK, face.name, icon, motif]).to_string().as_bytes())
}

fn draw(name: &str, icon: Option<Bytes>, motif: &Motif, fonts: &Fonts) -> Result<Vec<u8>, cards::Error> {
    // An icon that is no picture is none.
    let icon = icon.and_then(|content| Bitmap::decode(&content).ok());
    let program = Program { name, icon: icon.as_ref(), colour: None };
    let card = match motif {
        Motif::Card { title, subtitle } => OpenGraph { program, title, subtitle, picture: None }.draw(fonts)?,
        Motif::Poster { title, subtitle, address, hint } => {
            Poster { program, title, subtitle, picture: None, code_text: address, hint }.draw(fonts)?
        }
    };
    if !card.unreadable.is_empty() {
        tracing::warn!(missing = card.unreadable, "no font of this machine writes these");
    }
    Ok(card.png)
}

/// A square code of an address of ours.
pub(super) fn code(address: &str) -> Result<String, ShareError> {
    let options = CodeOptions { ink: Ink::Black, ..CodeOptions::default() };
    let code = Code::square(address, &options).map_err(|error| ShareError::Invalid(error.to_string()))?;
    Ok(code.svg())
}

/// The address of a page of a program: what codes and links say.
pub(super) fn address_of(site: &Site, app_id: &str, path: &str, query: &str) -> Result<String, ShareError> {
    let path = path.trim_start_matches('/');
    let is_plain = |text: &str| !text.chars().any(|letter| letter.is_control() || letter == '\\');
    if path.chars().count() > PATH_LENGTH_MAX || query.chars().count() > QUERY_LENGTH_MAX || !is_plain(path) {
        let limits = format!("{PATH_LENGTH_MAX} characters, `query` {QUERY_LENGTH_MAX}");
        return Err(ShareError::Invalid(format!("`path` is a page's, of at most {limits}")));
    }
    let query = query.trim_start_matches('?');
    if !query.bytes().all(|byte| byte.is_ascii_graphic() && !b"#<>\"`".contains(&byte)) {
        return Err(ShareError::Invalid("`query` is encoded as in an address".to_owned()));
    }
    let mark = if query.is_empty() { "" } else { "?" };
    Ok(format!("{}/{}{mark}{query}", site.origin_of(app_id), percent::encode_path(path)))
}

/// The page whose card an address of a program's host names.
pub(crate) fn page_of_card(path: &str) -> Option<&str> {
    path.strip_prefix(CARDS)?.strip_suffix(".png")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_programs_of_this_platform_and_nowhere_else() {
        let site = Site::new("m.example".parse().unwrap(), true, 443);
        let of = |path: &str, query: &str| address_of(&site, "shop", path, query).ok();
        assert_eq!(of("", "").as_deref(), Some("https://shop.m.example/"));
        assert_eq!(of("pages/a/a", "?x=%20&y").as_deref(), Some("https://shop.m.example/pages/a/a?x=%20&y"));
        assert_eq!(of("//evil.example/a", "").as_deref(), Some("https://shop.m.example/evil.example/a"));
        assert_eq!(of("@evil.example", "").as_deref(), Some("https://shop.m.example/%40evil.example"));
        let long = "a".repeat(5_000);
        for (path, query) in
            [("a\nb", ""), ("\\\\evil", ""), ("a", "x\r\ny"), ("a", "x#y"), ("a", "店"), (&long, ""), ("", &long)]
        {
            assert_eq!(of(path, query), None, "{path} {query}");
        }
    }

    #[test]
    fn cards_stand_where_no_file_of_a_program_does() {
        assert_eq!(page_of_card("/_minnow/card/pages/a/a.png"), Some("pages/a/a"));
        for path in ["/_minnow/card/a", "/pages/a/card.png", "/_minnow/relay", "/"] {
            assert_eq!(page_of_card(path), None, "{path}");
        }
    }
}
