//! A person's own phone number at the platform's own origin: the sheet over a program and the privacy centre ask here.
//!
//! In: requests of pages of the platform's own origin, with the person's cookie. Out: the number with most of it hidden. Must not: tell the whole
//! number, which even a page of this origin has no use for.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{Body, Failure, Visitor};
use crate::people::PHONE_ITEM;
use crate::platform::Platform;
use crate::privacy;

type At = State<Arc<Platform>>;

pub(in crate::people) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(read)).routes(routes!(put, remove)).routes(routes!(share))
}

#[derive(Debug, Serialize, ToSchema)]
struct OwnPhone {
    /// `+86 138****8000`; nothing where there is none.
    masked: Option<String>,
}

/// What whoever asks has entered.
#[utoipa::path(post, path = "/api/v1/person/phone/state", tag = "privacy", responses(
    (status = 200, body = OwnPhone), (status = 401, body = Failure), (status = 403, body = Failure), (status = 429, body = Failure)
))]
async fn read(State(platform): At, visitor: Visitor, headers: HeaderMap) -> Result<Json<OwnPhone>, Failure> {
    let person_id = privacy::known(&platform, &visitor, &headers).await?;
    Ok(Json(OwnPhone { masked: platform.people.masked_phone(&person_id).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
struct PhoneBody {
    /// Digits, such as `86`; a number that begins with `+` says its own.
    #[serde(default)]
    country_code: String,
    number: String,
}

/// Takes the number of whoever asks, in the place of the one before. Nobody calls it.
#[utoipa::path(put, path = "/api/v1/person/phone", tag = "privacy", request_body = PhoneBody, responses(
    (status = 200, body = OwnPhone), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure),
    (status = 429, body = Failure)
))]
async fn put(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<PhoneBody>,
) -> Result<Json<OwnPhone>, Failure> {
    let person_id = privacy::known(&platform, &visitor, &headers).await?;
    let masked = platform.people.put_phone(&person_id, &body.country_code, &body.number).await?;
    Ok(Json(OwnPhone { masked: Some(masked) }))
}

/// Forgets the number of whoever asks; codes that programs were given for it give nothing any more.
#[utoipa::path(delete, path = "/api/v1/person/phone", tag = "privacy", responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 429, body = Failure)
))]
async fn remove(State(platform): At, visitor: Visitor, headers: HeaderMap) -> Result<StatusCode, Failure> {
    let person_id = privacy::known(&platform, &visitor, &headers).await?;
    platform.people.remove_phone(&person_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
struct ShareBody {
    app: String,
}

/// Lets a program learn the number, once, within a minute. It needs the person's consent to its use beside this.
#[utoipa::path(post, path = "/api/v1/person/phone/shares", tag = "privacy", request_body = ShareBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 409, body = Failure), (status = 429, body = Failure)
))]
async fn share(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<ShareBody>,
) -> Result<StatusCode, Failure> {
    let person_id = privacy::known(&platform, &visitor, &headers).await?;
    if !platform.privacy.require(&body.app, &person_id, PHONE_ITEM).await? {
        return Err(Failure::not_consented());
    }
    platform.people.share_phone(&body.app, &person_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
