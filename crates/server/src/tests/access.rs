//! The table of who may do what (access_table.rs), asked over HTTP: every route, by everybody.
//!
//! Also what a browser may be made to do by pages of others: change something with a cookie, keep a session that somebody planted, be led elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::json;

use super::access_table::{API, Body, For, Line, OTHER, TOKENS_ONLY, VENDOR};
use super::{Answer, Person, Scene};
use crate::clock::{new_id, now_ms};
use crate::database::values;
use crate::identity::{Role, Scope};
use crate::secret;

const PLATFORM: &str = "mini.localhost";

/// Somebody who asks, as the table knows him.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    /// With an account, and in no organisation.
    Stranger,
    Member(Role),
    /// The administrator of another organisation.
    Neighbour,
    Operator,
}

/// How he asks.
#[derive(Debug, Clone, PartialEq, Eq)]
enum By {
    Nothing,
    Session,
    Token(Vec<Scope>),
}

struct Asker {
    who: Who,
    by: By,
    /// Lines of the request's head.
    headers: Vec<(&'static str, String)>,
}

impl For {
    /// What somebody gets who may not; `None`: he may.
    fn refusal(self, who: Who, by: &By) -> Option<(u16, &'static str)> {
        let has_scope = |scope: Scope| !matches!(by, By::Token(scopes) if !scopes.contains(&scope));
        let is_account = who != Who::Nobody;
        let unsigned = (401, "unsigned");
        let lacks_scope = |scope| (!has_scope(scope)).then_some((403, "lacks-scope"));
        match self {
            For::Everybody | For::OwnPages => None,
            _ if !is_account => Some(unsigned),
            For::Accounts => None,
            For::AccountsWith(scope) => lacks_scope(scope),
            For::Persons => matches!(by, By::Token(_)).then_some((403, "needs-session")),
            For::Members(roles, scope) => match who {
                Who::Stranger | Who::Neighbour => Some((404, "not-found")),
                Who::Member(role) if has_scope(scope) => (!roles.contains(&role)).then_some((403, "not-allowed")),
                _ => lacks_scope(scope),
            },
            For::Announcer(scope) if who == Who::Operator => lacks_scope(scope),
            For::Announcer(_) => Some((404, "not-found")),
            For::Operators(_) if who != Who::Operator => Some((403, "not-allowed")),
            For::OperatorsOf(_) if matches!(who, Who::Stranger | Who::Neighbour) => Some((404, "not-found")),
            For::Operators(scope) | For::OperatorsOf(scope) => match who {
                Who::Member(_) if has_scope(scope) => Some((403, "not-allowed")),
                _ => lacks_scope(scope),
            },
        }
    }
}

/// A platform with a program, an upload under way, and everybody there is.
struct World {
    scene: Scene,
    names: BTreeMap<&'static str, String>,
    accounts: Vec<(Who, String)>,
}

impl World {
    async fn new() -> Self {
        let scene = Scene::new().await;
        let operator = scene.operator().await;
        scene.create_app(&operator, "shop").await;
        scene.approved(&operator, "shop", "1").await;
        assert_eq!(scene.release(&operator, "shop", "1", 100).await.status, 201);
        let begun = scene.announce(&operator, "shop", "2", &[("app.json", "{\"new\": 1}")]).await.json();
        let mut accounts = vec![(Who::Operator, operator.account_id.clone())];
        for role in Role::ALL {
            let member = scene.member(&operator.organisation, role.word()).await;
            accounts.push((Who::Member(*role), member.account_id));
        }
        let neighbour = scene.other_organisation().await;
        accounts.push((Who::Neighbour, neighbour.account_id.clone()));
        let stranger = scene.other_organisation().await;
        let mut tx = scene.platform.database.write().await.unwrap();
        let sql = "DELETE FROM membership WHERE account_id = $1";
        tx.execute(sql, values![&stranger.account_id]).await.unwrap();
        tx.commit().await.unwrap();
        accounts.push((Who::Stranger, stranger.account_id));
        let support = accounts.iter().find(|(who, _)| *who == Who::Member(Role::Support)).unwrap().1.clone();
        let names = BTreeMap::from([
            ("{app}", "shop".to_owned()),
            ("{organisation}", operator.organisation.clone()),
            ("{account}", support),
            ("{upload}", begun["upload"].as_str().unwrap().to_owned()),
            ("{digest}", begun["missing"][0].as_str().unwrap().to_owned()),
        ]);
        World { scene, names, accounts }
    }

    fn account(&self, who: Who) -> &str {
        &self.accounts.iter().find(|(one, _)| *one == who).unwrap().1
    }

    /// A session of an account: its cookie.
    async fn session(&self, who: Who) -> String {
        let session = secret::new_secret("mn_session_");
        let mut tx = self.scene.platform.database.write().await.unwrap();
        let sql = "INSERT INTO session (secret_hash, account_id, created_ms, expires_ms) VALUES ($1, $2, 0, $3)";
        let expires_ms = now_ms() + 60_000;
        tx.execute(sql, values![secret::hash(&session), self.account(who), expires_ms]).await.unwrap();
        tx.commit().await.unwrap();
        format!("minnow={session}")
    }

    async fn token(&self, who: Who, scopes: &[Scope], expires_ms: Option<i64>) -> String {
        let token = secret::new_secret("mn_token_");
        let words: Vec<&str> = scopes.iter().map(|scope| scope.word()).collect();
        let mut tx = self.scene.platform.database.write().await.unwrap();
        let sql = "INSERT INTO api_token (id, account_id, name, secret_hash, scopes, created_ms, expires_ms) VALUES ($1, $2, 'T', $3, $4, 0, $5)";
        let arguments = values![new_id("tok"), self.account(who), secret::hash(&token), words.join(" "), expires_ms];
        tx.execute(sql, arguments).await.unwrap();
        tx.commit().await.unwrap();
        format!("Bearer {token}")
    }

    fn origin(&self) -> String {
        format!("http://{PLATFORM}:{}", self.scene.port)
    }

    /// Everybody there is, in every way to ask.
    async fn askers(&self) -> Vec<Asker> {
        let own = ("origin", self.origin());
        let mut askers = vec![Asker { who: Who::Nobody, by: By::Nothing, headers: vec![own.clone()] }];
        for (who, _) in &self.accounts {
            let headers = vec![own.clone(), ("cookie", self.session(*who).await)];
            askers.push(Asker { who: *who, by: By::Session, headers });
        }
        let mut tokens: Vec<(Who, Vec<Scope>)> =
            vec![(Who::Neighbour, Scope::ALL.to_vec()), (Who::Stranger, Scope::ALL.to_vec())];
        for who in [Who::Operator, Who::Member(Role::Admin)] {
            tokens.push((who, Scope::ALL.to_vec()));
            tokens.extend(Scope::ALL.iter().map(|scope| (who, vec![*scope])));
        }
        for (who, scopes) in tokens {
            let headers = vec![("authorization", self.token(who, &scopes, None).await), own.clone()];
            askers.push(Asker { who, by: By::Token(scopes), headers });
        }
        // Each asks from an address of his own: those that ask too often are told to wait.
        for (index, asker) in askers.iter_mut().enumerate() {
            asker.headers.push(("x-forwarded-for", format!("198.51.100.{index}")));
        }
        askers
    }

    async fn send(&self, route: &str, body: Body, headers: &[(&'static str, String)]) -> Answer {
        let (method, path) = route.split_once(' ').unwrap();
        let path = self.names.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
        let mut headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = match body {
            Body::None => None,
            Body::Json(text) => {
                headers.push(("content-type", "application/json"));
                Some(text.as_bytes().to_vec())
            }
            Body::Picture => Some(b"no picture".to_vec()),
        };
        self.scene.send(PLATFORM, method, &path, &headers, body).await
    }
}

fn found(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

/// The routes of the table as the description writes them: what a line names stands for a parameter.
fn routes_of(lines: &[Line], described: &BTreeSet<String>) -> (BTreeSet<String>, Vec<String>) {
    let mut seen = BTreeSet::new();
    let mut unknown = Vec::new();
    for line in lines {
        let route = line.route.split('?').next().unwrap();
        let fits = |template: &&String| {
            let parts = |text: &str| text.split(['/', ' ']).map(str::to_owned).collect::<Vec<_>>();
            let (template, route) = (parts(template), parts(route));
            let is_same = |(part, written): (&String, &String)| part == written || part.starts_with('{');
            template.len() == route.len() && template.iter().zip(&route).all(is_same)
        };
        // Words come before parameters: `/tokens/begin` is no `/tokens/{id}`.
        let exact = described.iter().find(|template| *template == route);
        match exact.or_else(|| described.iter().find(fits)) {
            Some(template) => drop(seen.insert(template.clone())),
            None => unknown.push(route.to_owned()),
        }
    }
    (seen, unknown)
}

#[tokio::test]
async fn every_route_of_the_description_stands_in_the_table() {
    let scene = Scene::new().await;
    let description = scene.ask(&Person::default(), "GET", "/api/v1/openapi.json", None).await.json();
    let mut described = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        described.extend(methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let (seen, unknown) = routes_of(API, &described);
    let missing: Vec<&String> = described.difference(&seen).collect();
    assert!(missing.is_empty(), "say in access_table.rs who may ask these: {missing:#?}");
    assert!(unknown.is_empty(), "access_table.rs has routes that are not there: {unknown:#?}");
}

/// Addresses that sources give to `.route(…)`: the API's own stand in its description instead.
fn addresses_in_sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if !path.ends_with("tests.rs") && path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                // The relay has a router of its own, at programs' host names; numbers have an address of their own.
                if path.components().any(|part| part.as_os_str() == "relay" || part.as_os_str() == "telemetry") {
                    continue;
                }
                for call in text.split(".route(").skip(1) {
                    found.insert(call.split(',').next().unwrap().trim().trim_matches('"').to_owned());
                }
            }
        }
    }
    found
}

#[tokio::test]
async fn every_other_route_stands_in_the_table_and_asks_nobody_who_he_is() {
    let known: BTreeSet<&str> = OTHER
        .iter()
        .map(|(route, _)| *route)
        .chain(VENDOR.iter().map(|(route, _)| *route))
        .chain(TOKENS_ONLY.iter().copied())
        .map(|route| route.split_once(' ').unwrap().1.split('?').next().unwrap())
        .collect();
    // A name in place of an address.
    let constants = BTreeMap::from([("openid::RETURN_PATH", crate::openid::RETURN_PATH)]);
    for address in addresses_in_sources() {
        let address = constants.get(address.as_str()).map_or(address.as_str(), |constant| *constant);
        assert!(known.contains(address), "say in access_table.rs who may ask {address}");
    }
    let world = World::new().await;
    let nobody = Asker { who: Who::Nobody, by: By::Nothing, headers: Vec::new() };
    let operator = [("cookie", world.session(Who::Operator).await)];
    for (route, status) in OTHER {
        let route = route
            .replace("{*path}", "a")
            .replace("{name}", "none")
            .replace("{*address}", "none")
            .replace("{program}", "none");
        for headers in [&nobody.headers[..], &operator[..]] {
            // Without built pages these say so.
            let answer = world.send(&route, Body::None, headers).await;
            assert!(answer.status == *status || answer.code() == "not-built", "{route}: {}", answer.status);
            assert!(!answer.text().contains("ann@example.com"), "{route}");
        }
    }
    for route in TOKENS_ONLY {
        let unsigned = world.send(route, Body::Json("{}"), &nobody.headers).await;
        let signed = world.send(route, Body::Json("{}"), &operator).await;
        assert_eq!((unsigned.status, signed.status), (401, 403), "{route}");
    }
    for (route, number) in VENDOR {
        let route = route.replace("{*rest}", "none");
        let body = r#"{"grant_type":"client_credential","appid":"shop","secret":"wrong","scene":"a","path":"a"}"#;
        let body = if route.starts_with("POST") { Body::Json(body) } else { Body::None };
        // A session at the console is nothing here.
        for headers in [&nobody.headers[..], &operator[..]] {
            let answer = world.send(&route, body, headers).await;
            assert_eq!((answer.status, answer.json()["errcode"].as_i64()), (200, Some(*number)), "{route}");
        }
    }
}

#[tokio::test]
async fn each_may_do_what_the_table_says_and_nothing_else() {
    let world = World::new().await;
    let mut faults = String::new();
    let mut askers = world.askers().await;
    for line in API {
        if line.route.contains("sign-out") {
            // It ends sessions, which the line before may have done.
            askers = world.askers().await;
        }
        for Asker { who, by, headers } in &askers {
            let answer = world.send(line.route, line.body, headers).await;
            let refusal = line.who.refusal(*who, by);
            let (status, word) = refusal.unwrap_or(line.gets);
            let is_right = found(&answer) == (status, word.to_owned());
            // Two things can be missing: what is asked for, and the way to it.
            let is_hidden = refusal.is_none_or(|(status, _)| status != 404)
                || ["organisation", "program", "upload"].iter().any(|thing| answer.text().contains(thing));
            if !is_right || !is_hidden {
                let text = answer.text();
                let text: String = text.chars().take(120).collect();
                let _ = writeln!(
                    faults,
                    "{} {who:?} by {by:?}: {status} {word}, and got {} {text}",
                    line.route, answer.status
                );
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[tokio::test]
async fn no_page_of_another_origin_changes_anything_with_a_persons_cookie() {
    let world = World::new().await;
    let session = world.session(Who::Operator).await;
    let program = format!("http://shop.{PLATFORM}:{}", world.scene.port);
    let other_port = format!("http://{PLATFORM}:1");
    let mut faults = String::new();
    for line in API.iter().filter(|line| !line.route.starts_with("GET ")) {
        for origin in
            [Some("https://evil.example"), Some("null"), Some(program.as_str()), Some(other_port.as_str()), None]
        {
            let mut headers = vec![("cookie", session.clone())];
            headers.extend(origin.map(|origin| ("origin", origin.to_owned())));
            let answer = world.send(line.route, line.body, &headers).await;
            // Programs that are no browser send no origin, and no cookie that counts.
            let is_open = origin.is_none() && matches!(line.who, For::OwnPages);
            if !is_open && found(&answer) != (403, "foreign-origin".to_owned()) {
                let _ = writeln!(faults, "{} from {origin:?}: {:?}", line.route, found(&answer));
            }
        }
        // A browser says, too, that another site sent it, whatever the origin.
        let headers =
            [("cookie", session.clone()), ("origin", world.origin()), ("sec-fetch-site", "same-site".to_owned())];
        let answer = world.send(line.route, line.body, &headers).await;
        if found(&answer) != (403, "foreign-origin".to_owned()) {
            let _ = writeln!(faults, "{} from the same site: {:?}", line.route, found(&answer));
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
    assert_eq!(world.send("GET /api/v1/me", Body::None, &[("cookie", session)]).await.status, 200);
}

#[tokio::test]
async fn what_has_ended_is_nobody() {
    let world = World::new().await;
    let over = world.token(Who::Operator, Scope::ALL, Some(now_ms() - 1)).await;
    let old = world.session(Who::Operator).await;
    let mut tx = world.scene.platform.database.write().await.unwrap();
    tx.execute("UPDATE session SET expires_ms = $1", values![now_ms() - 1]).await.unwrap();
    tx.commit().await.unwrap();
    let own = ("origin", world.origin());
    for line in API.iter().filter(|line| !matches!(line.who, For::Everybody | For::OwnPages)) {
        for header in [
            ("authorization", over.clone()),
            ("authorization", "Bearer mn_token_made_up".to_owned()),
            ("authorization", "Bearer ".to_owned()),
            ("cookie", old.clone()),
            ("cookie", "minnow=".to_owned()),
        ] {
            let answer = world.send(line.route, line.body, &[header.clone(), own.clone()]).await;
            assert_eq!(found(&answer), (401, "unsigned".to_owned()), "{} {header:?}", line.route);
        }
    }
}

#[tokio::test]
async fn a_token_makes_none_that_outlives_it_and_ends_no_other_without_the_scope() {
    let world = World::new().await;
    let (soon, later) = (now_ms() + 60_000, now_ms() + 400 * 24 * 60 * 60 * 1000);
    let own = async |token: &str, days: Option<u32>| {
        let body = json!({"name": "t", "scopes": ["read"], "days": days}).to_string();
        let headers = [("authorization", token), ("content-type", "application/json")];
        let answer = world.scene.send(PLATFORM, "POST", "/api/v1/tokens", &headers, Some(body.into_bytes())).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let listed = world.scene.send(PLATFORM, "GET", "/api/v1/tokens", &headers[..1], None).await.json();
        let made = listed.as_array().unwrap().iter().find(|one| one["id"] == answer.json()["id"]).unwrap().clone();
        (answer.json()["id"].as_str().unwrap().to_owned(), made["expires_ms"].as_i64())
    };
    let short = world.token(Who::Operator, Scope::ALL, Some(soon)).await;
    assert_eq!(own(&short, None).await.1, Some(soon));
    assert_eq!(own(&short, Some(30)).await.1, Some(soon));
    let long = world.token(Who::Operator, Scope::ALL, Some(later)).await;
    assert!(own(&long, Some(30)).await.1.unwrap() < later);
    let endless = world.token(Who::Operator, Scope::ALL, None).await;
    let (id, expires_ms) = own(&endless, None).await;
    assert_eq!(expires_ms, None);
    let reader = world.token(Who::Operator, &[Scope::Read], None).await;
    let path = format!("/api/v1/tokens/{id}");
    let refused = world.scene.send(PLATFORM, "DELETE", &path, &[("authorization", &reader)], None).await;
    assert_eq!(found(&refused), (403, "lacks-scope".to_owned()));
    let done = world.scene.send(PLATFORM, "DELETE", &path, &[("authorization", &endless)], None).await;
    assert_eq!(done.status, 204);
}

#[tokio::test]
async fn no_address_leads_a_browser_to_another_site() {
    let world = World::new().await;
    let evil = "https%3A%2F%2Fevil.example%2F";
    let names =
        "next={}&return_to={}&redirect={}&redirect_uri={}&url={}&to={}&continue={}&app={}&iss={}&code={}&state={}";
    let query = names.replace("{}", evil);
    let mut paths: Vec<String> = OTHER
        .iter()
        .map(|(route, _)| route.strip_prefix("GET ").unwrap())
        .flat_map(|path| {
            let aims = [
                "//evil.example",
                "/\\evil.example",
                "https://evil.example",
                "%2f%2fevil.example",
                "shop;version=1//evil.example",
            ];
            aims.map(|aim| {
                path.replace("{*path}", aim).replace("{name}", aim).replace("{*address}", aim).replace("{program}", aim)
            })
        })
        .collect();
    paths.extend(
        [
            "/miniapp/shop/%2f%2fevil.example",
            "/miniapp/shop//evil.example",
            "/miniapp/shop%40evil.example/",
            "//evil.example",
            "/%5cevil.example",
        ]
        .map(str::to_owned),
    );
    for path in paths {
        for host in [PLATFORM.to_owned(), format!("shop.{PLATFORM}")] {
            let answer = world.scene.send(&host, "GET", &format!("{path}?{query}"), &[], None).await;
            let place = answer.header("location");
            if place.is_empty() {
                continue;
            }
            let base = url::Url::parse(&format!("http://{host}:{}/", world.scene.port)).unwrap();
            let name = base.join(place).unwrap().host_str().unwrap_or_default().to_owned();
            assert!(name == PLATFORM || name == format!("shop.{PLATFORM}"), "{host} {path} leads to {place}");
        }
    }
}

#[tokio::test]
async fn whoever_guesses_is_slowed_down_at_every_door() {
    // Each door has a network of its own here, so that one does not close the next.
    let world = World::new().await;
    for (index, line) in API.iter().filter(|line| matches!(line.who, For::OwnPages)).enumerate() {
        if !line.route.contains("sign-in") && !line.route.contains("invitations") && !line.route.contains("setup") {
            continue;
        }
        let headers = [("x-forwarded-for", format!("198.51.100.{index}"))];
        let mut statuses = BTreeSet::new();
        for _ in 0..450 {
            let status = world.send(line.route, line.body, &headers).await.status;
            statuses.insert(status);
            if status == 429 {
                break;
            }
        }
        assert!(statuses.contains(&429), "{}: {statuses:?}", line.route);
    }
}
