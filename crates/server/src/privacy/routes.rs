//! Declarations over HTTP: for a program's own people, for everybody, and for whoever checks a signature.
//!
//! In: JSON. Out: JSON. Must not: decide anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{Declaration, SUPPLEMENT_BYTES_MAX};
use super::words::label;
use crate::http::{Body, Failure, Signed};
use crate::language::Language;
use crate::platform::Platform;
use protocol::privacy::DATA_ITEMS;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(read_declaration, declare))
        // Beside the longest text there is room for the rest.
        .layer(DefaultBodyLimit::max(4 * SUPPLEMENT_BYTES_MAX))
        .routes(routes!(compare_version))
        .routes(routes!(check_receipts))
        .routes(routes!(public_declaration))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeclarationBody {
    /// Purpose by data item: what the program does with it, one line.
    items: BTreeMap<String, String>,
    /// Whom people write to.
    #[serde(default)]
    contact: String,
    /// How long the data are kept.
    #[serde(default)]
    retention: String,
    /// With whom they are shared.
    #[serde(default)]
    sharing: String,
    /// Anything more, as plain text of at most 100 KB.
    #[serde(default)]
    supplement: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct DeclarationAnswer {
    /// Counts up; 0 as long as nothing was declared.
    version: i64,
    items: BTreeMap<String, String>,
    contact: String,
    retention: String,
    sharing: String,
    supplement: String,
    created_ms: i64,
    /// All data items there are, with their names.
    known_items: Vec<ItemAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ItemAnswer {
    item: String,
    zh: String,
    en: String,
    /// Members of `wx` that need it.
    apis: Vec<String>,
}

impl From<Declaration> for DeclarationAnswer {
    fn from(said: Declaration) -> Self {
        let Declaration { version, items, contact, retention, sharing, supplement, created_ms } = said;
        let known_items = DATA_ITEMS.iter().map(|item| ItemAnswer {
            item: item.word.to_owned(),
            zh: label(item.word, Language::Chinese),
            en: label(item.word, Language::English),
            apis: item.apis.iter().map(|api| (*api).to_owned()).collect(),
        });
        let known_items = known_items.collect();
        DeclarationAnswer { version, items, contact, retention, sharing, supplement, created_ms, known_items }
    }
}

#[utoipa::path(get, path = "/api/v1/apps/{app}/privacy", tag = "privacy", params(("app" = String, Path)), responses(
    (status = 200, body = DeclarationAnswer), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn read_declaration(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<DeclarationAnswer>, Failure> {
    Ok(Json(platform.privacy.declaration_for(&actor, &app).await?.into()))
}

/// Says what the program does with personal data; what was said before stays as an earlier version. For administrators.
#[utoipa::path(put, path = "/api/v1/apps/{app}/privacy", tag = "privacy", params(("app" = String, Path)), request_body = DeclarationBody, responses(
    (status = 200, body = DeclarationAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 422, body = Failure)
))]
async fn declare(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<DeclarationBody>,
) -> Result<Json<DeclarationAnswer>, Failure> {
    let DeclarationBody { items, contact, retention, sharing, supplement } = body;
    let said = Declaration { items, contact, retention, sharing, supplement, ..Declaration::default() };
    Ok(Json(platform.privacy.declare(&actor, &app, said).await?.into()))
}

#[derive(Debug, Serialize, ToSchema)]
struct ComparisonAnswer {
    /// Calls that fail, since nobody declared what they reach.
    undeclared: Vec<PlaceAnswer>,
    /// Declared items that no script is seen to reach.
    unused: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PlaceAnswer {
    item: String,
    /// The member of `wx`.
    api: String,
    path: String,
    line: i64,
}

/// What a version's scripts reach of personal data, beside what is declared now.
#[utoipa::path(get, path = "/api/v1/apps/{app}/versions/{number}/privacy", tag = "privacy", params(("app" = String, Path), ("number" = String, Path)), responses(
    (status = 200, body = ComparisonAnswer), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn compare_version(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, number)): Path<(String, String)>,
) -> Result<Json<ComparisonAnswer>, Failure> {
    let found = platform.privacy.compare(&actor, &app, &number).await?;
    let place = |place: super::declare::Reached| {
        let super::declare::Reached { item, api, path, line } = place;
        PlaceAnswer { item, api, path, line }
    };
    let undeclared = found.undeclared.into_iter().map(place).collect();
    Ok(Json(ComparisonAnswer { undeclared, unused: found.unused }))
}

#[derive(Debug, Serialize, ToSchema)]
struct ReceiptsAnswer {
    /// How many were read and found to be as they were written.
    receipts: i64,
    /// Of the last of them.
    hash: String,
    is_whole: bool,
    /// What is wrong; null when nothing is.
    fault: Option<String>,
}

/// Reads every receipt of consent of a program and says whether one is gone or was changed. For administrators.
#[utoipa::path(get, path = "/api/v1/apps/{app}/receipts/check", tag = "privacy", params(("app" = String, Path)), responses(
    (status = 200, body = ReceiptsAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn check_receipts(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<ReceiptsAnswer>, Failure> {
    let checked = platform.privacy.check_receipts(&actor, &app).await?;
    let is_whole = checked.fault.is_none();
    Ok(Json(ReceiptsAnswer { receipts: checked.receipts, hash: checked.hash, is_whole, fault: checked.fault }))
}

#[derive(Debug, Serialize, ToSchema)]
struct PublicDeclaration {
    program: String,
    name: String,
    version: i64,
    items: Vec<PublicItem>,
    contact: String,
    retention: String,
    sharing: String,
    supplement: String,
    created_ms: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct PublicItem {
    item: String,
    zh: String,
    en: String,
    purpose: String,
}

/// What a program says of personal data, for everybody.
#[utoipa::path(get, path = "/api/v1/programs/{program}/privacy", tag = "privacy", params(("program" = String, Path)), responses(
    (status = 200, body = PublicDeclaration), (status = 404, body = Failure)
))]
async fn public_declaration(
    State(platform): At,
    Path(program): Path<String>,
) -> Result<Json<PublicDeclaration>, Failure> {
    let face = platform.registry.face(&program).await?.ok_or_else(Failure::not_found)?;
    let said = platform.privacy.declaration(&program).await?;
    let item = |(word, purpose): (String, String)| PublicItem {
        zh: label(&word, Language::Chinese),
        en: label(&word, Language::English),
        item: word,
        purpose,
    };
    Ok(Json(PublicDeclaration {
        program,
        name: face.name,
        version: said.version,
        items: said.items.into_iter().map(item).collect(),
        contact: said.contact,
        retention: said.retention,
        sharing: said.sharing,
        supplement: said.supplement,
        created_ms: said.created_ms,
    }))
}

#[derive(Debug, Serialize)]
pub(crate) struct KeyAnswer {
    algorithm: &'static str,
    /// 32 bytes, Base64.
    public_key: String,
    /// The same, as OpenSSL reads it.
    pem: String,
}

/// What reports of erasure and the ends of receipts are signed with.
pub(crate) async fn public_key(State(platform): At) -> Json<KeyAnswer> {
    let key = &platform.privacy.key;
    Json(KeyAnswer { algorithm: "Ed25519", public_key: key.public(), pem: key.public_pem() })
}
