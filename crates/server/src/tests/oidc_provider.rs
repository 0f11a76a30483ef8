//! A provider of OpenID Connect that says what a test wants: right, wrong, or malicious. A real one answers in conformance/sign_in.mjs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::OidcConfig;
use crate::clock::now_ms;

pub(super) struct Provider {
    pub(super) issuer: String,
    inner: Arc<Inner>,
}

struct Inner {
    key: Mutex<EcdsaKeyPair>,
    issuer: Mutex<String>,
    /// What the next token says.
    answers: Mutex<BTreeMap<String, Answer>>,
    userinfo: Mutex<Value>,
}

/// What a code is exchanged for.
struct Answer {
    claims: Value,
    challenge: String,
    algorithm: &'static str,
}

fn new_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

impl Provider {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            key: Mutex::new(new_key()),
            issuer: Mutex::new(issuer.clone()),
            answers: Mutex::default(),
            userinfo: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route(
                "/userinfo",
                get(async |State(inner): State<Arc<Inner>>| Json(inner.userinfo.lock().unwrap().clone())),
            )
            .with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Provider { issuer, inner }
    }

    pub(super) fn config(&self, joins: &[&str]) -> OidcConfig {
        let joins = joins.iter().map(|join| join.parse().unwrap()).collect();
        OidcConfig::new(&self.issuer, "minnow".to_owned(), Some("secret".to_owned()), Some("Acme".to_owned()), joins)
            .unwrap()
    }

    /// Signs with another key from now on.
    pub(super) fn change_key(&self) {
        *self.inner.key.lock().unwrap() = new_key();
    }

    /// What its discovery document calls it from now on.
    pub(super) fn pretend(&self, issuer: &str) {
        *self.inner.issuer.lock().unwrap() = issuer.to_owned();
    }

    pub(super) fn tell_more(&self, userinfo: Value) {
        *self.inner.userinfo.lock().unwrap() = userinfo;
    }

    /// A code for somebody who came by the address: `claims` are added to those of a right token.
    pub(super) fn code(&self, address: &str, claims: &Value) -> String {
        self.code_signed(address, claims, "ES256")
    }

    pub(super) fn code_signed(&self, address: &str, claims: &Value, algorithm: &'static str) -> String {
        let query = query_of(address);
        assert_eq!((query["response_type"].as_str(), query["code_challenge_method"].as_str()), ("code", "S256"));
        assert_eq!(query["client_id"], "minnow");
        let now_s = now_ms() / 1000;
        let mut all = json!({
            "iss": self.issuer, "aud": "minnow", "sub": "bob-1", "iat": now_s, "exp": now_s + 300, "nonce": query["nonce"],
            "email": "bob@example.com", "email_verified": true, "name": "Bob",
        });
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        all.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let code = crate::secret::new_text();
        let answer = Answer { claims: all, challenge: query["code_challenge"].clone(), algorithm };
        self.inner.answers.lock().unwrap().insert(code.clone(), answer);
        code
    }
}

/// The parameters of an address.
pub(super) fn query_of(address: &str) -> BTreeMap<String, String> {
    url::Url::parse(address).unwrap().query_pairs().into_owned().collect()
}

async fn discovery(State(inner): State<Arc<Inner>>) -> Json<Value> {
    let issuer = inner.issuer.lock().unwrap().clone();
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"), "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"), "jwks_uri": format!("{issuer}/keys"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256", "none", "HS256"],
    }))
}

async fn keys(State(inner): State<Arc<Inner>>) -> Json<Value> {
    let key = inner.key.lock().unwrap();
    // An uncompressed point: a byte that says so, then both coordinates.
    let point = &key.public_key().as_ref()[1..];
    let [x, y] = [&point[..32], &point[32..]].map(|half| URL_SAFE_NO_PAD.encode(half));
    let id = URL_SAFE_NO_PAD.encode(Sha256::digest(point));
    Json(json!({"keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": id, "x": x, "y": y}]}))
}

/// A code is exchanged once, by whoever has the verifier.
async fn token(
    State(inner): State<Arc<Inner>>,
    body: String,
) -> Result<Json<Value>, (axum::http::StatusCode, Json<Value>)> {
    let refused = || (axum::http::StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"})));
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let answer = inner.answers.lock().unwrap().remove(&form["code"]).ok_or_else(refused)?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    if challenge != answer.challenge {
        return Err(refused());
    }
    let key = inner.key.lock().unwrap();
    let id = URL_SAFE_NO_PAD.encode(Sha256::digest(&key.public_key().as_ref()[1..]));
    let signed = format!("{}.{}", encoded(&json!({"alg": answer.algorithm, "kid": id})), encoded(&answer.claims));
    let signature = match answer.algorithm {
        "ES256" => key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec(),
        // Signed by what both sides know.
        "HS256" => {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"secret");
            ring::hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
        }
        _ => Vec::new(),
    };
    let id_token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    Ok(Json(json!({"access_token": "a", "token_type": "Bearer", "id_token": id_token})))
}
