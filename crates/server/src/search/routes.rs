//! Search and discovery over HTTP, for everybody.
//!
//! In: what a person typed. Out: JSON: texts with ranges, never markup. Must not: decide anything.

use std::sync::Arc;

use ::search::Piece;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{Found, FoundPage, PROGRAMS_DEFAULT};
use crate::config::Site;
use crate::http::{FOR_EVER, Failure, FileBody, Tag, answer_file};
use crate::platform::Platform;
use crate::registry::{Category, Face, Order};

type At = State<Arc<Platform>>;

/// What everybody gets may be a few seconds old.
const SHORTLY: &str = "public, max-age=5";
/// Programs of each list of the first page.
const DISCOVERED: i64 = 24;

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(discover))
        .routes(routes!(find))
        .routes(routes!(read_program))
        .routes(routes!(read_icon))
}

/// A program, as people see it.
#[derive(Debug, Serialize, ToSchema)]
struct ProgramCard {
    id: String,
    name: String,
    /// May be empty.
    description: String,
    /// `shopping`, `food`, `travel`, `life`, `work`, `tools`, `education`, `reading`, `games`, `social`, `health`, `finance`, `government` or `other`.
    category: &'static str,
    /// Address of its icon on this host; absent where it has none.
    icon: Option<String>,
    /// Where it runs.
    origin: String,
    /// The number of the version that everybody gets.
    version: String,
    released_ms: i64,
}

impl ProgramCard {
    fn of(face: Face, site: &Site) -> Self {
        let icon = face.icon.map(|digest| {
            let tag = digest.tag();
            format!("/api/v1/programs/{}/icon?v={tag}", face.app_id)
        });
        ProgramCard {
            origin: site.origin_of(&face.app_id),
            id: face.app_id,
            name: face.name,
            description: face.description,
            category: face.category.word(),
            icon,
            version: face.version_number,
            released_ms: face.released_ms,
        }
    }
}

/// A text, and what of it was looked for.
#[derive(Debug, Serialize, ToSchema)]
struct MarkedText {
    text: String,
    /// First and last place, the last not included, counted as JavaScript counts letters (UTF-16).
    marks: Vec<[usize; 2]>,
}

impl From<Vec<Piece>> for MarkedText {
    fn from(pieces: Vec<Piece>) -> Self {
        let (mut text, mut marks, mut at) = (String::new(), Vec::new(), 0);
        for piece in pieces {
            let end = at + piece.text.encode_utf16().count();
            if piece.is_match {
                marks.push([at, end]);
            }
            text.push_str(&piece.text);
            at = end;
        }
        MarkedText { text, marks }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct DiscoverAnswer {
    /// Opened most in the last seven days.
    popular: Vec<ProgramCard>,
    /// Released last for the first time.
    new: Vec<ProgramCard>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DiscoverQuery {
    /// Only programs of this category.
    category: Option<String>,
}

/// Programs to begin with.
#[utoipa::path(get, path = "/api/v1/discover", tag = "search", params(DiscoverQuery), responses(
    (status = 200, body = DiscoverAnswer), (status = 422, body = Failure)
))]
async fn discover(State(platform): At, Query(query): Query<DiscoverQuery>) -> Result<impl IntoResponse, Failure> {
    let category: Option<Category> = match query.category.as_deref().filter(|word| !word.is_empty()) {
        Some(word) => Some(word.parse().map_err(Failure::invalid)?),
        None => None,
    };
    let cards = |faces: Vec<Face>| faces.into_iter().map(|face| ProgramCard::of(face, &platform.site)).collect();
    let registry = &platform.registry;
    let answer = DiscoverAnswer {
        popular: cards(registry.listed(Order::Popular, category, DISCOVERED).await?),
        new: cards(registry.listed(Order::New, category, DISCOVERED).await?),
    };
    Ok(([(header::CACHE_CONTROL, SHORTLY)], Json(answer)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FindQuery {
    /// What a person typed; no character of it is an operator.
    #[serde(default)]
    q: String,
    /// Only in this program.
    program: Option<String>,
    /// Programs to leave out at the beginning: 0 to 500.
    #[serde(default)]
    offset: usize,
    /// Programs in one answer: 1 to 50.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FindAnswer {
    /// Programs that were found, on all pages of answers.
    total: usize,
    programs: Vec<FoundAnswer>,
    /// What was typed with its last word completed.
    suggestions: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FoundAnswer {
    program: ProgramCard,
    name: MarkedText,
    /// Its best pages, at most four; none where only the program itself was found.
    pages: Vec<FoundPageAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FoundPageAnswer {
    path: String,
    title: MarkedText,
    excerpt: MarkedText,
}

impl From<FoundPage> for FoundPageAnswer {
    fn from(page: FoundPage) -> Self {
        FoundPageAnswer { path: page.path, title: page.title.into(), excerpt: page.excerpt.into() }
    }
}

/// Programs and their pages, by what a person typed.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(FindQuery), responses(
    (status = 200, body = FindAnswer), (status = 422, body = Failure), (status = 503, body = Failure)
))]
async fn find(State(platform): At, Query(query): Query<FindQuery>) -> Result<impl IntoResponse, Failure> {
    let limit = query.limit.unwrap_or(PROGRAMS_DEFAULT);
    let answer = platform.finder.find(&query.q, query.program.as_deref(), query.offset, limit).await?;
    let programs = answer.found.into_iter().map(|found| {
        let Found { face, name, pages } = found;
        let pages = pages.into_iter().map(FoundPageAnswer::from).collect();
        FoundAnswer { program: ProgramCard::of(face, &platform.site), name: name.into(), pages }
    });
    let answer = FindAnswer { total: answer.total, programs: programs.collect(), suggestions: answer.suggestions };
    Ok(([(header::CACHE_CONTROL, SHORTLY)], Json(answer)))
}

/// A program that everybody gets, listed or not: whoever has its address may open it.
#[utoipa::path(get, path = "/api/v1/programs/{program}", tag = "search", params(("program" = String, Path)), responses(
    (status = 200, body = ProgramCard), (status = 404, body = Failure)
))]
async fn read_program(State(platform): At, Path(program): Path<String>) -> Result<impl IntoResponse, Failure> {
    let face = platform.registry.face(&program.to_ascii_lowercase()).await?.ok_or_else(Failure::not_found)?;
    Ok(([(header::CACHE_CONTROL, SHORTLY)], Json(ProgramCard::of(face, &platform.site))))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct IconQuery {
    /// Which icon, as `icon` of the program says; an answer to it may be kept for ever.
    #[serde(default)]
    v: String,
}

/// Its icon.
#[utoipa::path(get, path = "/api/v1/programs/{program}/icon", tag = "search", params(("program" = String, Path), IconQuery), responses(
    (status = 200, content_type = "image/*"), (status = 304), (status = 404, body = Failure)
))]
async fn read_icon(
    State(platform): At,
    Path(program): Path<String>,
    Query(query): Query<IconQuery>,
    headers: HeaderMap,
) -> Result<Response<axum::body::Body>, Failure> {
    let face = platform.registry.face(&program).await?.ok_or_else(Failure::not_found)?;
    let digest = face.icon.ok_or_else(Failure::not_found)?;
    let content = platform.registry.picture(digest).await?.ok_or_else(Failure::not_found)?;
    let kind = picture_kind(&content).ok_or_else(Failure::not_found)?;
    let tag = digest.tag();
    // The address that names the icon itself is not asked for again.
    let cache_control = if query.v == tag { FOR_EVER } else { SHORTLY };
    let file = FileBody { content, encoding: None, kind, tag: Tag(&tag), cache_control };
    let mut response = answer_file(file, &headers);
    // Shown by whatever page may load it; it is no secret.
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}

/// By its first bytes: what a name says is the program's word.
fn picture_kind(content: &[u8]) -> Option<&'static str> {
    match content {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_count_letters_as_javascript_does() {
        let piece = |text: &str, is_match| Piece { text: text.to_owned(), is_match };
        let marked = MarkedText::from(vec![piece("👋街", false), piece("小店", true), piece("<b>", false)]);
        assert_eq!((marked.text.as_str(), marked.marks), ("👋街小店<b>", vec![[3, 5]]));
    }
}
