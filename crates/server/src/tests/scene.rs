//! A platform of one test: its server, its people, and a builder that makes of sources what the test wants.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::HeaderMap;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::blobs::Digest;
use crate::clock::new_id;
use crate::database::{Database, values};
use crate::platform::Platform;
use crate::relay::Domains;
use crate::{
    BlobPlace, BuildFailure, Builder, Built, Commission, Config, DatabaseAddress, MailCarrier, OidcConfig,
    PublishedFace, ReviewPolicy, S3Address, Server, Telemetry,
};

pub(super) struct Scene {
    pub(super) platform: Arc<Platform>,
    pub(super) port: u16,
    /// Where its numbers stand.
    pub(super) metrics: SocketAddr,
    client: reqwest::Client,
    pub(super) data: Data,
    owns_folder: bool,
}

/// Where the data of a scene lie.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) folder: PathBuf,
    pub(super) database: DatabaseAddress,
    pub(super) blobs: BlobPlace,
}

impl Data {
    async fn fresh() -> Self {
        let folder = std::env::temp_dir().join(new_id("minnow-scene"));
        std::fs::create_dir_all(&folder).unwrap();
        Data { database: fresh_database(&folder).await, blobs: fresh_blobs(), folder }
    }
}

/// What a platform has beyond the usual.
#[derive(Default)]
pub(super) struct More {
    pub(super) mail: Option<Arc<dyn MailCarrier>>,
    pub(super) oidc: Option<OidcConfig>,
    /// Where traces go.
    pub(super) otlp: Option<String>,
}

/// Whoever asks: by a token, or nobody.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    pub(super) token: Option<String>,
    pub(super) account_id: String,
    pub(super) organisation: String,
}

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The word for a failure.
    pub(super) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if self.owns_folder {
            let _ = std::fs::remove_dir_all(&self.data.folder);
        }
    }
}

impl Scene {
    pub(super) fn database(&self) -> &DatabaseAddress {
        &self.data.database
    }

    pub(super) async fn new() -> Self {
        Self::with_review(ReviewPolicy::Automatic).await
    }

    pub(super) async fn with_review(review: ReviewPolicy) -> Self {
        Self::with(review, More::default()).await
    }

    pub(super) async fn with(review: ReviewPolicy, more: More) -> Self {
        Self::on(Data::fresh().await, review, true, more).await
    }

    /// Another server of the same data.
    pub(super) async fn second_server(&self) -> Self {
        Self::of(self.data.clone()).await
    }

    /// Another server of the same data that knows a provider to sign in by.
    pub(super) async fn with_oidc(&self, oidc: OidcConfig) -> Self {
        let more = More { oidc: Some(oidc), ..More::default() };
        Self::on(self.data.clone(), ReviewPolicy::Automatic, false, more).await
    }

    /// A server that sends its traces to a collector.
    pub(super) async fn traced(collector: String) -> Self {
        Self::with(ReviewPolicy::Automatic, More { otlp: Some(collector), ..More::default() }).await
    }

    /// A server of data that are there already; they stay when it goes.
    pub(super) async fn of(data: Data) -> Self {
        Self::on(data, ReviewPolicy::Automatic, false, More::default()).await
    }

    async fn on(data: Data, review: ReviewPolicy, owns_folder: bool, more: More) -> Self {
        let More { mail, oidc, otlp } = more;
        let config = Config {
            database: data.database.clone(),
            listen: ([127, 0, 0, 1], 0).into(),
            review,
            country_header: Some(axum::http::HeaderName::from_static("x-country")),
            telemetry: Telemetry { metrics: Some(([127, 0, 0, 1], 0).into()), otlp },
            blobs: data.blobs.clone(),
            mail,
            oidc,
            ..Config::local(data.folder.clone(), Arc::new(TestBuilder))
        };
        let server = Server::start(config).await.unwrap();
        let (port, platform) = (server.address().unwrap().port(), server.platform());
        let metrics = server.metrics_address().unwrap();
        tokio::spawn(server.run(std::future::pending()));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Scene { platform, port, metrics, client, data, owns_folder }
    }

    pub(super) fn folder(&self) -> &std::path::Path {
        &self.data.folder
    }

    /// A request to the platform itself.
    pub(super) async fn ask(&self, person: &Person, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut headers = vec![];
        let token = person.token.as_ref().map(|token| format!("Bearer {token}"));
        if let Some(token) = &token {
            headers.push(("authorization", token.as_str()));
        }
        let body = body.map(|body| body.to_string().into_bytes());
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        self.send("mini.localhost", method, path, &headers, body).await
    }

    pub(super) async fn send(
        &self,
        host: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let mut request = self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), url);
        request = request.header("host", format!("{host}:{}", self.port));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    pub(super) fn setup_body(&self) -> Value {
        let code = self.platform.identity.setup_code().unwrap_or_default();
        json!({"code": code, "email": "ann@example.com", "name": "Ann", "organisation": "Fish", "wants_token": true})
    }

    /// The first operator, and administrator of the first organisation.
    pub(super) async fn operator(&self) -> Person {
        let answer = self.ask(&Person::default(), "POST", "/api/v1/setup", Some(self.setup_body())).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let token = answer.json()["token"].as_str().unwrap().to_owned();
        let mut person = Person { token: Some(token), ..Person::default() };
        let me = self.ask(&person, "GET", "/api/v1/me", None).await.json();
        person.account_id = me["id"].as_str().unwrap().to_owned();
        person.organisation = me["organisations"][0]["organisation"].as_str().unwrap().to_owned();
        person
    }

    /// Somebody with a role in an organisation, who comes with a token of every scope.
    pub(super) async fn member(&self, organisation: &str, role: &str) -> Person {
        let (account_id, token) = (new_id("acc"), crate::secret::new_secret("mn_token_"));
        let mut tx = self.platform.database.write().await.unwrap();
        let email = format!("{account_id}@example.com");
        let sql = "INSERT INTO account (id, email, name, is_operator, created_ms) VALUES ($1, $2, 'A', 0, 0)";
        tx.execute(sql, values![&account_id, email]).await.unwrap();
        let sql = "INSERT INTO membership (organisation_id, account_id, role) VALUES ($1, $2, $3)";
        tx.execute(sql, values![organisation, &account_id, role]).await.unwrap();
        let sql = "INSERT INTO api_token (id, account_id, name, secret_hash, scopes, created_ms) VALUES ($1, $2, 'T', $3, 'read publish release entries experiments flags admin', 0)";
        tx.execute(sql, values![new_id("tok"), &account_id, crate::secret::hash(&token)]).await.unwrap();
        tx.commit().await.unwrap();
        Person { token: Some(token), account_id, organisation: organisation.to_owned() }
    }

    /// Another organisation, and its administrator.
    pub(super) async fn other_organisation(&self) -> Person {
        let organisation = new_id("org");
        let mut tx = self.platform.database.write().await.unwrap();
        let sql = "INSERT INTO organisation (id, name, created_ms) VALUES ($1, 'Other', 0)";
        tx.execute(sql, values![&organisation]).await.unwrap();
        tx.commit().await.unwrap();
        self.member(&organisation, "admin").await
    }

    pub(super) async fn create_app(&self, person: &Person, id: &str) -> Answer {
        let path = format!("/api/v1/organisations/{}/apps", person.organisation);
        self.ask(person, "POST", &path, Some(json!({"id": id, "name": "Shop"}))).await
    }

    /// Announces a version that is signed by a new key of the person's.
    pub(super) async fn announce(&self, person: &Person, app: &str, number: &str, files: &[(&str, &str)]) -> Answer {
        let body = self.announcement(person, app, number, files).await;
        self.ask(person, "POST", &format!("/api/v1/apps/{app}/uploads"), Some(body)).await
    }

    pub(super) async fn announcement(&self, person: &Person, app: &str, number: &str, files: &[(&str, &str)]) -> Value {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let key = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let public_key = STANDARD.encode(key.public_key().as_ref());
        let body = json!({"name": "k", "public_key": public_key});
        let known = self.ask(person, "POST", "/api/v1/keys", Some(body)).await.json();
        let sources: Vec<Value> = files
            .iter()
            .map(|(path, text)| json!({"path": path, "digest": Digest::of(text.as_bytes()).to_string(), "size_bytes": text.len()}))
            .collect();
        let listing = json!({ "files": sources }).to_string();
        let digest = Digest::of(listing.as_bytes());
        let signature = key.sign(format!("minnow upload 1\n{app}\n{number}\n{digest}\n").as_bytes());
        let signature = STANDARD.encode(signature.as_ref());
        json!({"number": number, "listing": listing, "key": known["id"], "signature": signature})
    }

    pub(super) async fn send_file(&self, person: &Person, upload: &str, digest: &str, content: &str) -> Answer {
        let token = format!("Bearer {}", person.token.as_deref().unwrap_or_default());
        let path = format!("/api/v1/uploads/{upload}/files/{digest}");
        let headers = [("authorization", token.as_str())];
        self.send("mini.localhost", "PUT", &path, &headers, Some(content.as_bytes().to_vec())).await
    }

    /// All steps of a publication.
    pub(super) async fn publish(&self, person: &Person, app: &str, number: &str, files: &[(&str, &str)]) -> Answer {
        let begun = self.announce(person, app, number, files).await;
        assert_eq!(begun.status, 201, "{}", begun.text());
        let begun = begun.json();
        let upload = begun["upload"].as_str().unwrap();
        for digest in begun["missing"].as_array().unwrap() {
            let digest = digest.as_str().unwrap();
            let (_, text) = files.iter().find(|(_, text)| Digest::of(text.as_bytes()).to_string() == digest).unwrap();
            assert_eq!(self.send_file(person, upload, digest, text).await.status, 204);
        }
        self.ask(person, "POST", &format!("/api/v1/uploads/{upload}/finish"), None).await
    }

    /// Publishes a version whose start page shows its number, and has it approved.
    pub(super) async fn approved(&self, person: &Person, app: &str, number: &str) {
        let page = format!("<!doctype html><style>a{{}}</style><p>version {number}</p>");
        let answer = self.publish(person, app, number, &[("app.json", "{}"), ("index.html", &page)]).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let submitted = self.ask(person, "POST", &format!("/api/v1/apps/{app}/versions/{number}/submit"), None).await;
        assert_eq!(submitted.json()["state"], "approved", "{}", submitted.text());
    }

    pub(super) async fn release(&self, person: &Person, app: &str, number: &str, percent: i64) -> Answer {
        let body = json!({"version": number, "percent": percent});
        self.ask(person, "POST", &format!("/api/v1/apps/{app}/releases"), Some(body)).await
    }

    /// A page of a program, as a browser asks for it.
    pub(super) async fn open(&self, app: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(&format!("{app}.mini.localhost"), "GET", path, headers, None).await
    }
}

/// A fresh database: a file, or one of the server that `MINNOW_TEST_POSTGRES` names.
pub(super) async fn fresh_database(folder: &Path) -> DatabaseAddress {
    let Ok(server) = std::env::var("MINNOW_TEST_POSTGRES") else {
        return DatabaseAddress::Sqlite(folder.join("minnow.db"));
    };
    let name = new_id("test");
    Database::create_for_test(&server, &name).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    DatabaseAddress::Postgres(format!("{base}/{name}"))
}

/// The data folder, or a part of the bucket that `MINNOW_TEST_S3` names; a server for tests takes any keys.
fn fresh_blobs() -> BlobPlace {
    let Ok(bucket) = std::env::var("MINNOW_TEST_S3") else { return BlobPlace::Folder };
    let (bucket, options) = bucket.split_once('?').unwrap();
    let address: S3Address = format!("{bucket}/{}?{options}", new_id("scene")).parse().unwrap();
    address.with_keys("key".to_owned(), "secret".to_owned(), None).unwrap()
}

/// The package is the sources. `fail` among them: the program does not build; `break`: the builder itself fails.
struct TestBuilder;

impl Builder for TestBuilder {
    fn build(&self, commission: Commission) -> Pin<Box<dyn Future<Output = Result<Built, BuildFailure>> + Send + '_>> {
        Box::pin(async move {
            let Commission { sources, package, .. } = commission;
            if sources.join("fail").exists() {
                let findings = json!([{"severity": "error", "path": "app.json", "message": "it is wrong"}]);
                return Err(BuildFailure::Program { findings });
            }
            if sources.join("break").exists() {
                return Err(BuildFailure::Failed("no disk at /secret/place".to_owned()));
            }
            // As a builder reads them of a project.
            let read = |name: &str| std::fs::read_to_string(sources.join(name)).ok();
            let json = |name: &str| read(name).and_then(|text| serde_json::from_str::<Value>(&text).ok());
            let mut face: PublishedFace =
                json("face.json").and_then(|face| serde_json::from_value(face).ok()).unwrap_or_default();
            face.sitemap = json("sitemap.json").unwrap_or_default();
            let reaches = json("reaches.json").and_then(|list| serde_json::from_value(list).ok()).unwrap_or_default();
            std::fs::rename(sources, package).unwrap();
            let webview = Some(vec!["https://pay.example".to_owned()]);
            let domains = Domains { request: Some(Vec::new()), webview, ..Domains::default() };
            Ok(Built { scripts: vec!["boot()".to_owned()], domains, face, reaches, findings: json!([]) })
        })
    }
}
