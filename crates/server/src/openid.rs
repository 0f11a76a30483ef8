//! The OpenID Connect provider: what it says of itself, the way to it, and what it says of somebody.
//!
//! In: the operator's configuration, what a browser brings back. Out: addresses, people as the provider knows them. Must not: believe a token that was not
//! made for this platform and for this question, or follow where an answer leads.
//!
//! State, nonce and the verifier of PKCE are made from one secret in a cookie of the browser that began, so that none of them lies in the database,
//! and an answer counts in that browser only.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse as _,
};
use ring::hmac;

use crate::config::{OidcConfig, Site};
use crate::secret;

/// Where a provider leads back to.
pub(crate) const RETURN_PATH: &str = "/sign-in/oidc";
/// How long somebody may take at the provider.
pub(crate) const WAY_DURATION_MS: i64 = 10 * 60 * 1000;
const SECRET_PREFIX: &str = "mn_oidc_";

/// What a provider says of itself changes with its keys.
const METADATA_DURATION: Duration = Duration::from_secs(10 * 60);
const TIMEOUT: Duration = Duration::from_secs(10);

/// What counts as signed: by a key of the provider's that is public. `none`, and keys that we would know too, do not.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Somebody as the provider knows him.
#[derive(Debug)]
pub(crate) struct Outsider {
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) is_email_verified: bool,
}

/// The way to the provider.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) address: String,
    /// For a cookie of the browser that goes there.
    pub(crate) secret: String,
}

/// What a browser brings back from a provider.
#[derive(Debug)]
pub(crate) struct Arrival<'a> {
    /// Of the cookie.
    pub(crate) secret: &'a str,
    pub(crate) code: &'a str,
    pub(crate) state: &'a str,
    pub(crate) issuer: Option<&'a str>,
}

impl Arrival<'_> {
    /// It answers the question that the secret was made for.
    pub(crate) fn is_answer(&self) -> bool {
        !self.secret.is_empty() && secret::is_same(self.state, &derived(self.secret, "state"))
    }
}

/// Why a provider names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProviderFault {
    /// State, code or token: which it was is nobody's business.
    Refused,
    Unreachable,
}

/// One value of those that are made from a browser's secret.
fn derived(secret: &str, what: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, what.as_bytes()))
}

pub(crate) struct Provider {
    config: OidcConfig,
    /// Where it leads back to.
    back: String,
    http: reqwest::Client,
    known: Mutex<Option<(Instant, Arc<CoreProviderMetadata>)>>,
}

impl Provider {
    pub(crate) fn new(config: OidcConfig, site: &Site) -> Self {
        let back = format!("{}{RETURN_PATH}", site.origin());
        // An answer that leads elsewhere could lead into the network of this machine.
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(TIMEOUT);
        Provider { config, back, http: builder.build().unwrap_or_default(), known: Mutex::default() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.config.name
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.config.issuer
    }

    /// The way to where somebody says who he is; or why there is none.
    pub(crate) async fn begin(&self) -> Result<Way, String> {
        let secret = secret::new_secret(SECRET_PREFIX);
        let (state, nonce) = (CsrfToken::new(derived(&secret, "state")), Nonce::new(derived(&secret, "nonce")));
        let client = self.client(&*self.metadata().await?)?;
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(derived(&secret, "verifier")));
        let (address, _, _) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Way { address: address.to_string(), secret })
    }

    /// Who has come back.
    pub(crate) async fn outsider(&self, arrival: &Arrival<'_>) -> Result<Outsider, ProviderFault> {
        // RFC 9207: an answer of another provider says so.
        let is_of_another = arrival.issuer.is_some_and(|issuer| issuer != self.issuer());
        if !arrival.is_answer() || arrival.code.is_empty() || is_of_another {
            return Err(ProviderFault::Refused);
        }
        let (nonce, verifier) = (derived(arrival.secret, "nonce"), derived(arrival.secret, "verifier"));
        self.outsider_of_code(arrival.code, nonce, verifier).await
    }

    async fn outsider_of_code(&self, code: &str, nonce: String, verifier: String) -> Result<Outsider, ProviderFault> {
        let away = |reason: String| {
            tracing::warn!(reason, "the OpenID Connect provider does not answer as it should");
            ProviderFault::Unreachable
        };
        let metadata = self.metadata().await.map_err(away)?;
        let client = self.client(&metadata).map_err(away)?;
        let exchange = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| away(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let tokens = exchange.request_async(&self.http).await.map_err(|error| match error {
            openidconnect::RequestTokenError::Request(error) => away(error.to_string()),
            error => refused(&error),
        })?;
        let id_token = tokens.id_token().ok_or_else(|| refused(&"it gave no ID token"))?;
        let nonce = Nonce::new(nonce);
        // A provider that signs with a new key says so where its keys stand.
        let claims = match claims(&client, id_token, &tokens, &nonce) {
            Ok(claims) => claims,
            Err(_) => {
                self.forget();
                let metadata = self.metadata().await.map_err(away)?;
                let client = self.client(&metadata).map_err(away)?;
                claims(&client, id_token, &tokens, &nonce).map_err(|error| refused(&error))?
            }
        };
        let mut outsider = outsider_of(&claims);
        if outsider.email.is_none() {
            self.ask_further(&client, &tokens, &claims, &mut outsider).await;
        }
        Ok(outsider)
    }

    /// Many providers tell an address only where their userinfo stands.
    async fn ask_further(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
        outsider: &mut Outsider,
    ) {
        let request = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()));
        let Ok(request) = request else { return };
        let told: CoreUserInfoClaims = match request.request_async(&self.http).await {
            Ok(told) => told,
            Err(error) => {
                tracing::info!(%error, "the OpenID Connect provider says no more of somebody");
                return;
            }
        };
        outsider.email = told.email().map(|email| email.as_str().to_owned());
        outsider.is_email_verified = told.email_verified() == Some(true);
        let name = told.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned());
        outsider.name = outsider.name.take().or(name);
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Result<Client, String> {
        let methods = metadata.token_endpoint_auth_methods_supported();
        // Without a list it is the basic one.
        let takes_basic = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let secret = self.config.client_secret.clone().map(ClientSecret::new);
        let back = RedirectUrl::new(self.back.clone()).map_err(|error| error.to_string())?;
        Ok(CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(self.config.client_id.clone()), secret)
            .set_auth_type(if takes_basic { AuthType::BasicAuth } else { AuthType::RequestBody })
            .set_redirect_uri(back))
    }

    async fn metadata(&self) -> Result<Arc<CoreProviderMetadata>, String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, metadata)) = known.filter(|(since, _)| since.elapsed() < METADATA_DURATION) {
            return Ok(metadata);
        }
        let issuer = IssuerUrl::new(self.config.issuer.clone()).map_err(|error| error.to_string())?;
        let found = CoreProviderMetadata::discover_async(issuer, &self.http).await;
        let found = Arc::new(found.map_err(|error| error.to_string())?);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&found)));
        Ok(found)
    }

    fn forget(&self) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn refused(reason: &dyn std::fmt::Display) -> ProviderFault {
    tracing::info!(%reason, "an answer of the OpenID Connect provider was refused");
    ProviderFault::Refused
}

/// What an ID token says, once signature, issuer, audience, time, nonce and the access token beside it are right.
fn claims(
    client: &Client,
    id_token: &CoreIdToken,
    tokens: &CoreTokenResponse,
    nonce: &Nonce,
) -> Result<CoreIdTokenClaims, String> {
    let verifier: CoreIdTokenVerifier<'_> = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
    let claims = id_token.claims(&verifier, nonce).map_err(|error| error.to_string())?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = id_token.signing_alg().map_err(|error| error.to_string())?;
        let key = id_token.signing_key(&verifier).map_err(|error| error.to_string())?;
        let found = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
        if found.map_err(|error| error.to_string())? != *expected {
            return Err("the access token is not the one the ID token was made with".to_owned());
        }
    }
    Ok(claims.clone())
}

fn outsider_of(claims: &CoreIdTokenClaims) -> Outsider {
    Outsider {
        subject: claims.subject().as_str().to_owned(),
        name: claims.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned()),
        email: claims.email().map(|email| email.as_str().to_owned()),
        is_email_verified: claims.email_verified() == Some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_from_a_secret_differs_and_is_the_same_again() {
        let all = [derived("a", "state"), derived("a", "nonce"), derived("a", "verifier"), derived("b", "state")];
        let different: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), 4);
        assert_eq!(all[0], derived("a", "state"));
        // RFC 7636 takes verifiers of 43 to 128 letters.
        assert!(all.iter().all(|one| one.len() == 43));
    }
}
