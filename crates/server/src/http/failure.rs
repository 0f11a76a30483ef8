//! Failures as answers: the one place that knows status codes of errors.
//!
//! In: the errors of the domains. Out: `{"error": {"code", "message"}}`. Must not: tell a stranger what only the log should know.

use axum::Json;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::blobs::BlobError;
use crate::database::DatabaseError;
use crate::experiments::ExperimentError;
use crate::identity::IdentityError;
use crate::launch::EntryError;
use crate::people::{CredentialError, PeopleError, PhoneError};
use crate::privacy::PrivacyError;
use crate::registry::RegistryError;
use crate::search::SearchError;
use crate::share::ShareError;

/// What went wrong, for a person and for a program.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Failure {
    #[serde(skip)]
    status: StatusCode,
    error: Fault,
}

#[derive(Debug, Serialize, ToSchema)]
struct Fault {
    /// A word that stays.
    code: &'static str,
    message: String,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Failure { status, error: Fault { code, message: message.into() } }
    }

    /// The word that stays.
    pub(crate) fn code(&self) -> &'static str {
        self.error.code
    }

    /// What was sent cannot be used.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message)
    }

    pub(crate) fn not_json() -> Self {
        let message = "send JSON, with the header `Content-Type: application/json`";
        Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", message)
    }

    pub(crate) fn body(error: &BytesRejection) -> Self {
        let code = if error.status() == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "incomplete" };
        Failure::new(error.status(), code, error.body_text())
    }

    pub(crate) fn not_found() -> Self {
        Failure::new(StatusCode::NOT_FOUND, "not-found", "there is nothing at this address")
    }

    pub(crate) fn unsigned() -> Self {
        let message = "sign in, or send a token: `Authorization: Bearer mn_token_…`";
        Failure::new(StatusCode::UNAUTHORIZED, "unsigned", message)
    }

    pub(crate) fn foreign_origin() -> Self {
        Failure::new(StatusCode::FORBIDDEN, "foreign-origin", "the request does not come from a page of this platform")
    }

    pub(crate) fn not_consented() -> Self {
        Failure::new(StatusCode::FORBIDDEN, "not-consented", "the person has not agreed to this")
    }

    pub(crate) fn too_fast() -> Self {
        Failure::new(StatusCode::TOO_MANY_REQUESTS, "too-fast", "that was too often: wait a minute, then go on")
    }

    /// Ours. The reason is written down, not told.
    fn internal(reason: &dyn std::fmt::Display) -> Self {
        tracing::error!(reason = %reason, "a request failed");
        let message = "something failed here; nothing was changed, so trying again is safe";
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Taken => Failure::new(StatusCode::CONFLICT, "taken", "somebody else made this just now"),
            DatabaseError::Busy => {
                Failure::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "too much is going on: try again in a moment")
            }
            _ => Failure::internal(&error),
        }
    }
}

impl From<BlobError> for Failure {
    fn from(error: BlobError) -> Self {
        Failure::internal(&error)
    }
}

impl From<IdentityError> for Failure {
    fn from(error: IdentityError) -> Self {
        let message = error.to_string();
        match error {
            IdentityError::SetUpAlready => Failure::new(StatusCode::CONFLICT, "set-up-already", message),
            IdentityError::WrongSetupCode => Failure::new(StatusCode::UNAUTHORIZED, "wrong-setup-code", message),
            IdentityError::Invalid(_) => Failure::invalid(message),
            IdentityError::Unknown => Failure::unsigned(),
            IdentityError::NotFound(_) => Failure::new(StatusCode::NOT_FOUND, "not-found", message),
            IdentityError::NotAllowed => Failure::new(StatusCode::FORBIDDEN, "not-allowed", message),
            IdentityError::LacksScope(_) => Failure::new(StatusCode::FORBIDDEN, "lacks-scope", message),
            IdentityError::NeedsSession => Failure::new(StatusCode::FORBIDDEN, "needs-session", message),
            IdentityError::RefusedPasskey => Failure::new(StatusCode::UNAUTHORIZED, "refused-passkey", message),
            IdentityError::RefusedLink => Failure::new(StatusCode::UNAUTHORIZED, "refused-link", message),
            IdentityError::SignInFirst => Failure::new(StatusCode::UNAUTHORIZED, "sign-in-first", message),
            IdentityError::RefusedCode => Failure::new(StatusCode::UNAUTHORIZED, "refused-code", message),
            IdentityError::TooMany => Failure::new(StatusCode::TOO_MANY_REQUESTS, "too-fast", message),
            IdentityError::NoMail => Failure::new(StatusCode::NOT_FOUND, "no-mail", message),
            IdentityError::NoProvider => Failure::new(StatusCode::NOT_FOUND, "no-provider", message),
            IdentityError::ProviderAway(reason) => {
                tracing::warn!(reason, "the OpenID Connect provider does not answer as it should");
                Failure::new(StatusCode::BAD_GATEWAY, "provider-away", message)
            }
            IdentityError::State(_) => Failure::new(StatusCode::CONFLICT, "state", message),
            IdentityError::Failed(reason) => Failure::internal(&reason),
            IdentityError::Database(error) => error.into(),
        }
    }
}

impl From<PeopleError> for Failure {
    fn from(error: PeopleError) -> Self {
        let message = error.to_string();
        let of = |status, code| Failure::new(status, code, message.clone());
        match error {
            PeopleError::NoProgram => of(StatusCode::NOT_FOUND, "not-found"),
            PeopleError::WrongTicket => of(StatusCode::FORBIDDEN, "wrong-ticket"),
            PeopleError::NoSession => of(StatusCode::UNAUTHORIZED, "no-session"),
            PeopleError::Guest => of(StatusCode::FORBIDDEN, "guest"),
            PeopleError::TooMany => Failure::too_fast(),
            PeopleError::Registry(error) => error.into(),
            PeopleError::Database(error) => error.into(),
        }
    }
}

impl From<CredentialError> for Failure {
    fn from(error: CredentialError) -> Self {
        let message = error.to_string();
        let of = |status, code| Failure::new(status, code, message.clone());
        match error {
            CredentialError::RefusedPasskey => of(StatusCode::UNAUTHORIZED, "refused-passkey"),
            CredentialError::RefusedAccount => of(StatusCode::UNAUTHORIZED, "refused-account"),
            CredentialError::NoProvider => of(StatusCode::NOT_FOUND, "no-provider"),
            CredentialError::ProviderAway(_) => of(StatusCode::BAD_GATEWAY, "provider-away"),
            CredentialError::Nobody => of(StatusCode::UNAUTHORIZED, "nobody"),
            CredentialError::NotFound => of(StatusCode::NOT_FOUND, "not-found"),
            CredentialError::Taken => of(StatusCode::CONFLICT, "credential-taken"),
            CredentialError::Full => of(StatusCode::CONFLICT, "credentials-full"),
            CredentialError::Failed(reason) => Failure::internal(&reason),
            CredentialError::People(error) => error.into(),
            CredentialError::Database(error) => error.into(),
        }
    }
}

impl From<PhoneError> for Failure {
    fn from(error: PhoneError) -> Self {
        let message = error.to_string();
        match error {
            PhoneError::Invalid => Failure::invalid(message),
            PhoneError::NoNumber => Failure::new(StatusCode::CONFLICT, "no-number", message),
            PhoneError::NotShared => Failure::new(StatusCode::CONFLICT, "not-shared", message),
            PhoneError::Database(error) => error.into(),
        }
    }
}

impl From<PrivacyError> for Failure {
    fn from(error: PrivacyError) -> Self {
        let message = error.to_string();
        match error {
            PrivacyError::NotFound(_) => Failure::new(StatusCode::NOT_FOUND, "not-found", message),
            PrivacyError::Invalid(_) => Failure::invalid(message),
            PrivacyError::Undeclared(_) => Failure::new(StatusCode::FORBIDDEN, "undeclared", message),
            PrivacyError::WrongQuestion => Failure::new(StatusCode::CONFLICT, "wrong-question", message),
            PrivacyError::Nobody => Failure::new(StatusCode::UNAUTHORIZED, "nobody", message),
            PrivacyError::Registry(error) => error.into(),
            PrivacyError::Database(error) => error.into(),
        }
    }
}

impl From<SearchError> for Failure {
    fn from(error: SearchError) -> Self {
        let message = error.to_string();
        match error {
            SearchError::Invalid(_) => Failure::invalid(message),
            SearchError::Busy => Failure::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message),
            SearchError::Registry(error) => error.into(),
            SearchError::Index(_) | SearchError::Failed(_) => Failure::internal(&message),
        }
    }
}

impl From<ShareError> for Failure {
    fn from(error: ShareError) -> Self {
        let message = error.to_string();
        match error {
            ShareError::Invalid(_) => Failure::invalid(message),
            ShareError::NotFound => Failure::new(StatusCode::NOT_FOUND, "not-found", message),
            ShareError::Busy => Failure::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message),
            ShareError::Failed(_) => Failure::internal(&message),
            ShareError::Registry(error) => error.into(),
            ShareError::Database(error) => error.into(),
        }
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        let message = error.to_string();
        let of = |status, code| Failure::new(status, code, message.clone());
        match error {
            RegistryError::NotFound(_) => of(StatusCode::NOT_FOUND, "not-found"),
            RegistryError::Invalid(_) => Failure::invalid(message),
            RegistryError::Taken(_) => of(StatusCode::CONFLICT, "taken"),
            RegistryError::State(_) => of(StatusCode::CONFLICT, "state"),
            RegistryError::WrongDigest { .. } => of(StatusCode::UNPROCESSABLE_ENTITY, "wrong-digest"),
            RegistryError::Missing { .. } => of(StatusCode::CONFLICT, "missing-blobs"),
            RegistryError::Signature(_) => of(StatusCode::FORBIDDEN, "signature"),
            RegistryError::DoesNotBuild { .. } => of(StatusCode::UNPROCESSABLE_ENTITY, "does-not-build"),
            RegistryError::Busy => of(StatusCode::SERVICE_UNAVAILABLE, "busy"),
            RegistryError::Failed(reason) => Failure::internal(&reason),
            RegistryError::Identity(error) => error.into(),
            RegistryError::Database(error) => error.into(),
            RegistryError::Blob(error) => error.into(),
        }
    }
}

impl From<EntryError> for Failure {
    fn from(error: EntryError) -> Self {
        let message = error.to_string();
        match error {
            EntryError::UnknownPage(_) => Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown-page", message),
            EntryError::NotReleased => Failure::new(StatusCode::CONFLICT, "not-released", message),
            EntryError::Page(_) | EntryError::Query(_) | EntryError::Expiry => Failure::invalid(message),
            EntryError::Registry(error) => error.into(),
            EntryError::Database(error) => error.into(),
        }
    }
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Self {
        let message = error.to_string();
        match error {
            ExperimentError::Invalid(_) => Failure::invalid(message),
            ExperimentError::State(_) => Failure::new(StatusCode::CONFLICT, "state", message),
            ExperimentError::Registry(error) => error.into(),
            ExperimentError::Database(error) => error.into(),
        }
    }
}
