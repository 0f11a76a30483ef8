//! Organisations, members and invitations over HTTP.
//!
//! In: JSON. Out: JSON, the session's cookie of whoever joins. Must not: decide anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::elsewhere_routes::english;
use super::members::{Invitation, Member, Organisation};
use super::model::Role;
use super::sign_in_routes::begin_session;
use crate::http::{Body, Failure, Newcomer, Signed};
use crate::mail;
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(list_organisations, create_organisation))
        .routes(routes!(list_members))
        .routes(routes!(set_role, remove_member))
        .routes(routes!(list_invitations, invite))
        .routes(routes!(revoke_invitation))
        .routes(routes!(read_offer))
        .routes(routes!(accept))
}

#[derive(Debug, Serialize, ToSchema)]
struct OrganisationRow {
    id: String,
    name: String,
    members: i64,
    created_ms: i64,
}

impl From<Organisation> for OrganisationRow {
    fn from(one: Organisation) -> Self {
        OrganisationRow { id: one.id, name: one.name, members: one.members, created_ms: one.created_ms }
    }
}

/// One's own organisations; an operator gets all.
#[utoipa::path(get, path = "/api/v1/organisations", tag = "identity", responses(
    (status = 200, body = [OrganisationRow]), (status = 401, body = Failure), (status = 403, body = Failure)
))]
async fn list_organisations(State(platform): At, Signed(actor): Signed) -> Result<Json<Vec<OrganisationRow>>, Failure> {
    Ok(Json(platform.identity.organisations(&actor).await?.into_iter().map(OrganisationRow::from).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct OrganisationBody {
    name: String,
}

/// Makes an organisation; operators do.
#[utoipa::path(post, path = "/api/v1/organisations", tag = "identity", request_body = OrganisationBody, responses(
    (status = 201, body = OrganisationRow), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure)
))]
async fn create_organisation(
    State(platform): At,
    Signed(actor): Signed,
    Body(body): Body<OrganisationBody>,
) -> Result<(StatusCode, Json<OrganisationRow>), Failure> {
    let made = platform.identity.create_organisation(&actor, &body.name).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

#[derive(Debug, Serialize, ToSchema)]
struct MemberRow {
    account: String,
    email: String,
    name: String,
    role: &'static str,
}

impl From<Member> for MemberRow {
    fn from(one: Member) -> Self {
        MemberRow { account: one.account_id, email: one.email, name: one.name, role: one.role.word() }
    }
}

#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/members", tag = "identity",
    params(("organisation" = String, Path)), responses(
    (status = 200, body = [MemberRow]), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn list_members(
    State(platform): At,
    Signed(actor): Signed,
    Path(organisation): Path<String>,
) -> Result<Json<Vec<MemberRow>>, Failure> {
    Ok(Json(platform.identity.members(&actor, &organisation).await?.into_iter().map(MemberRow::from).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct RoleBody {
    /// `admin`, `developer`, `marketer`, `analyst` or `support`.
    role: String,
}

fn role(word: &str) -> Result<Role, Failure> {
    word.parse().map_err(|error: String| Failure::invalid(error))
}

/// Gives a member another role.
#[utoipa::path(put, path = "/api/v1/organisations/{organisation}/members/{account}", tag = "identity",
    params(("organisation" = String, Path), ("account" = String, Path)), request_body = RoleBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure), (status = 409, body = Failure),
    (status = 422, body = Failure)
))]
async fn set_role(
    State(platform): At,
    Signed(actor): Signed,
    Path((organisation, account)): Path<(String, String)>,
    Body(body): Body<RoleBody>,
) -> Result<StatusCode, Failure> {
    platform.identity.set_role(&actor, &organisation, &account, role(&body.role)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a member out; everybody may leave. The last administrator cannot.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/members/{account}", tag = "identity",
    params(("organisation" = String, Path), ("account" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure), (status = 409, body = Failure)
))]
async fn remove_member(
    State(platform): At,
    Signed(actor): Signed,
    Path((organisation, account)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    platform.identity.remove_member(&actor, &organisation, &account).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
struct InvitationRow {
    id: String,
    email: String,
    role: &'static str,
    created_ms: i64,
    expires_ms: i64,
}

impl From<Invitation> for InvitationRow {
    fn from(one: Invitation) -> Self {
        let role = one.role.word();
        InvitationRow { id: one.id, email: one.email, role, created_ms: one.created_ms, expires_ms: one.expires_ms }
    }
}

/// Those who were invited and have not come yet.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/invitations", tag = "identity",
    params(("organisation" = String, Path)), responses(
    (status = 200, body = [InvitationRow]), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn list_invitations(
    State(platform): At,
    Signed(actor): Signed,
    Path(organisation): Path<String>,
) -> Result<Json<Vec<InvitationRow>>, Failure> {
    let rows = platform.identity.invitations(&actor, &organisation).await?.into_iter().map(InvitationRow::from);
    Ok(Json(rows.collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct InvitationBody {
    email: String,
    /// `admin`, `developer`, `marketer`, `analyst` or `support`.
    role: String,
    /// Of the letter, where the platform sends mail: `en` or `zh`.
    #[serde(default = "english")]
    language: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct NewInvitationAnswer {
    #[serde(flatten)]
    invitation: InvitationRow,
    /// To send to the person. Told once.
    link: String,
    /// The platform sends it to the person, too.
    is_mailed: bool,
}

/// Invites somebody by an e-mail address. A platform that sends mail sends the link; else that is up to whoever asks.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/invitations", tag = "identity",
    params(("organisation" = String, Path)), request_body = InvitationBody, responses(
    (status = 201, body = NewInvitationAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 422, body = Failure)
))]
async fn invite(
    State(platform): At,
    Signed(actor): Signed,
    Path(organisation): Path<String>,
    Body(body): Body<InvitationBody>,
) -> Result<(StatusCode, Json<NewInvitationAnswer>), Failure> {
    let language = body.language.parse().map_err(|error: String| Failure::invalid(error))?;
    let made = platform.identity.invite(&actor, &organisation, &body.email, role(&body.role)?).await?;
    let site = platform.site.origin();
    // After `#`, so that no log of a server on the way has it.
    let link = format!("{site}/console/invitation#{}", made.secret);
    let Invitation { email, organisation_name, .. } = &made.invitation;
    let is_mailed =
        platform.post.send_for(&organisation, mail::invitation(email, organisation_name, &link, &site, language));
    Ok((StatusCode::CREATED, Json(NewInvitationAnswer { invitation: made.invitation.into(), link, is_mailed })))
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/invitations/{id}", tag = "identity",
    params(("organisation" = String, Path), ("id" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn revoke_invitation(
    State(platform): At,
    Signed(actor): Signed,
    Path((organisation, id)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    platform.identity.revoke_invitation(&actor, &organisation, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
struct OfferBody {
    /// What follows `#` in the link.
    secret: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct OfferAnswer {
    organisation: String,
    email: String,
    role: &'static str,
    /// Whoever has one signs in with it before joining.
    has_account: bool,
}

/// What an invitation says.
#[utoipa::path(post, path = "/api/v1/invitations/read", tag = "identity", request_body = OfferBody, responses(
    (status = 200, body = OfferAnswer), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure),
    (status = 429, body = Failure)
))]
async fn read_offer(
    State(platform): At,
    _: Newcomer,
    Body(body): Body<OfferBody>,
) -> Result<Json<OfferAnswer>, Failure> {
    let offer = platform.identity.offer(&body.secret).await?;
    let Invitation { organisation_name, email, role, .. } = offer.invitation;
    Ok(Json(OfferAnswer { organisation: organisation_name, email, role: role.word(), has_account: offer.has_account }))
}

#[derive(Debug, Deserialize, ToSchema)]
struct AcceptBody {
    secret: String,
    /// Of somebody who has no account yet.
    #[serde(default)]
    name: String,
}

/// Joins an organisation. Whoever has no account yet gets one, and is signed in.
#[utoipa::path(post, path = "/api/v1/invitations/accept", tag = "identity", request_body = AcceptBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure), (status = 409, body = Failure),
    (status = 422, body = Failure), (status = 429, body = Failure)
))]
async fn accept(
    State(platform): At,
    _: Newcomer,
    signed: Result<Signed, Failure>,
    headers: HeaderMap,
    Body(body): Body<AcceptBody>,
) -> Result<Response, Failure> {
    let actor = signed.ok().map(|Signed(actor)| actor);
    let joined = platform.identity.accept(&body.secret, &body.name, actor.as_ref()).await;
    match joined? {
        Some(session) => begin_session(&platform, &headers, &session).await,
        None => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}
