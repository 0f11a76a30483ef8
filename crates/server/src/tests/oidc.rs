//! Signing in by an OpenID Connect provider: who gets in, and everything that must not help anybody to.

use serde_json::{Value, json};

use super::oidc_provider::{Provider, query_of};
use super::scene::More;
use super::{Answer, Person, Scene};
use crate::ReviewPolicy;

const PLATFORM: &str = "mini.localhost";
const RETURN: &str = "/sign-in/oidc";

async fn scene_with(provider: &Provider, joins: &[&str]) -> Scene {
    let more = More { oidc: Some(provider.config(joins)), ..More::default() };
    Scene::with(ReviewPolicy::Automatic, more).await
}

pub(super) fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let lines = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let mut pairs = lines.map(|line| line.split(';').next().unwrap());
    pairs.find(|pair| pair.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))).map(str::to_owned)
}

/// On the way to the provider: its address, and the cookie of the browser that goes.
async fn go(scene: &Scene) -> (String, String) {
    way(&scene.ask(&Person::default(), "POST", "/api/v1/sign-in/oidc/begin", None).await)
}

fn way(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    (answer.json()["address"].as_str().unwrap().to_owned(), cookie(answer, "mn_oidc").unwrap())
}

/// Back from the provider, in a browser with these cookies.
async fn come_back(scene: &Scene, cookies: &str, code: &str, state: &str, more: &str) -> Answer {
    let answer = scene
        .send(PLATFORM, "GET", &format!("{RETURN}?code={code}&state={state}{more}"), &[("cookie", cookies)], None)
        .await;
    assert_eq!((answer.status, cookie(&answer, "mn_oidc").as_deref()), (303, Some("mn_oidc=")), "{}", answer.text());
    answer
}

/// Somebody at the provider, as the claims say: where he ends up, and with which session.
async fn sign_in(scene: &Scene, provider: &Provider, claims: Value) -> (String, Option<String>) {
    let (address, browser) = go(scene).await;
    let code = provider.code(&address, &claims);
    let answer = come_back(scene, &browser, &code, &query_of(&address)["state"], "").await;
    (answer.header("location").to_owned(), cookie(&answer, "minnow"))
}

async fn me(scene: &Scene, session: &str) -> Value {
    scene.send(PLATFORM, "GET", "/api/v1/me", &[("cookie", session)], None).await.json()
}

/// The operator in a browser.
async fn session_of_operator(scene: &Scene) -> String {
    let link = scene.platform.identity.create_link_for("ann@example.com").await.unwrap();
    let answer = scene.ask(&Person::default(), "POST", "/api/v1/sign-in/link", Some(json!({ "link": link }))).await;
    cookie(&answer, "minnow").unwrap()
}

async fn from_page(scene: &Scene, session: &str, method: &str, path: &str) -> Answer {
    let origin = format!("http://{PLATFORM}:{}", scene.port);
    scene.send(PLATFORM, method, path, &[("cookie", session), ("origin", &origin)], None).await
}

#[tokio::test]
async fn whoever_was_invited_joins_and_is_known_from_then_on() {
    let provider = Provider::start().await;
    let scene = scene_with(&provider, &[]).await;
    let operator = scene.operator().await;
    let ways = scene.ask(&Person::default(), "GET", "/api/v1/sign-in", None).await.json();
    assert_eq!(ways, json!({"email": false, "oidc": "Acme"}));
    assert_eq!(sign_in(&scene, &provider, json!({})).await, ("/console/sign-in?refused=oidc-unknown".to_owned(), None));
    let path = format!("/api/v1/organisations/{}/invitations", operator.organisation);
    let body = json!({"email": "bob@example.com", "role": "developer"});
    assert_eq!(scene.ask(&operator, "POST", &path, Some(body)).await.status, 201);
    // An address that nobody has confirmed is nobody's.
    for claims in [json!({"email_verified": false}), json!({"email_verified": null}), json!({"email": "bob"})] {
        let (place, session) = sign_in(&scene, &provider, claims).await;
        assert_eq!((place.as_str(), session), ("/console/sign-in?refused=oidc-unverified", None));
    }
    let (place, session) = sign_in(&scene, &provider, json!({})).await;
    assert_eq!(place, "/console/");
    let bob = me(&scene, &session.unwrap()).await;
    assert_eq!(
        (&bob["email"], &bob["name"], &bob["is_operator"]),
        (&json!("bob@example.com"), &json!("Bob"), &json!(false))
    );
    assert_eq!(bob["organisations"][0]["role"], "developer");
    assert_eq!(scene.ask(&operator, "GET", &path, None).await.json(), json!([]));
    // He is known by what the provider calls him, whatever his address is by now; and nobody else is.
    let (_, session) =
        sign_in(&scene, &provider, json!({"email": "robert@example.com", "email_verified": false})).await;
    assert_eq!(me(&scene, &session.unwrap()).await["id"], bob["id"]);
    let (place, _) = sign_in(&scene, &provider, json!({"sub": "bob-2"})).await;
    assert_eq!(place, "/console/sign-in?refused=oidc-unknown");
    let audit = format!("/api/v1/organisations/{}/audit?act=member.join", operator.organisation);
    assert_eq!(scene.ask(&operator, "GET", &audit, None).await.json()[0]["detail"]["issuer"], provider.issuer);
}

#[tokio::test]
async fn an_account_is_linked_by_its_owner_while_he_is_signed_in_and_by_nobody_else() {
    let provider = Provider::start().await;
    let scene = scene_with(&provider, &[]).await;
    let operator = scene.operator().await;
    let ann = json!({"sub": "ann-1", "email": "ann@example.com"});
    // The address is the operator's, which is no proof of being him.
    let (place, session) = sign_in(&scene, &provider, ann.clone()).await;
    assert_eq!((place.as_str(), session), ("/console/sign-in?refused=oidc-unknown", None));
    let begin = "/api/v1/identities/begin";
    assert_eq!(scene.ask(&Person::default(), "POST", begin, None).await.status, 401);
    assert_eq!(scene.ask(&operator, "POST", begin, None).await.code(), "needs-session");
    let session = session_of_operator(&scene).await;
    let foreign = [("cookie", session.as_str()), ("origin", "https://evil.example")];
    assert_eq!(scene.send(PLATFORM, "POST", begin, &foreign, None).await.code(), "foreign-origin");
    // Another person finishes what the operator began, in a browser that has both cookies but another session.
    let (address, browser) = way(&from_page(&scene, &session, "POST", begin).await);
    let code = provider.code(&address, &ann);
    let refused = come_back(&scene, &browser, &code, &query_of(&address)["state"], "").await;
    assert_eq!(refused.header("location"), "/console/account?refused=oidc-refused");
    let (address, browser) = way(&from_page(&scene, &session, "POST", begin).await);
    let code = provider.code(&address, &ann);
    let linked = come_back(&scene, &format!("{browser}; {session}"), &code, &query_of(&address)["state"], "").await;
    assert_eq!((linked.header("location"), cookie(&linked, "minnow")), ("/console/account", None));
    let (place, signed_in) = sign_in(&scene, &provider, ann.clone()).await;
    assert_eq!(
        (place.as_str(), &me(&scene, &signed_in.unwrap()).await["email"]),
        ("/console/", &json!("ann@example.com"))
    );
    let listed = from_page(&scene, &session, "GET", "/api/v1/identities").await.json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["issuer"]), (1, &json!(provider.issuer)));
    let path = format!("/api/v1/identities/{}", listed[0]["id"].as_str().unwrap());
    // It is the only way in as long as there is no passkey.
    assert_eq!(from_page(&scene, &session, "DELETE", &path).await.code(), "state");
    assert_eq!(scene.ask(&operator, "DELETE", &path, None).await.code(), "needs-session");
    assert_eq!(from_page(&scene, &session, "DELETE", "/api/v1/identities/oid_1").await.status, 404);
}

/// Somebody who came by an invitation, in a browser.
async fn session_of_member(scene: &Scene) -> String {
    let admin = scene.other_organisation().await;
    let path = format!("/api/v1/organisations/{}/invitations", admin.organisation);
    let made =
        scene.ask(&admin, "POST", &path, Some(json!({"email": "eve@example.com", "role": "support"}))).await.json();
    let secret = made["link"].as_str().unwrap().split_once('#').unwrap().1;
    let body = json!({"secret": secret, "name": "Eve"});
    let joined = scene.ask(&Person::default(), "POST", "/api/v1/invitations/accept", Some(body)).await;
    cookie(&joined, "minnow").unwrap()
}

#[tokio::test]
async fn what_is_linked_already_is_not_linked_with_somebody_else() {
    let provider = Provider::start().await;
    let scene = scene_with(&provider, &[]).await;
    scene.operator().await;
    let claims = json!({"sub": "ann-1", "email": "ann@example.com"});
    let begin = "/api/v1/identities/begin";
    for (session, place) in [
        (session_of_operator(&scene).await, "/console/account"),
        (session_of_member(&scene).await, "/console/account?refused=oidc-taken"),
    ] {
        let (address, browser) = way(&from_page(&scene, &session, "POST", begin).await);
        let code = provider.code(&address, &claims);
        let answer = come_back(&scene, &format!("{browser}; {session}"), &code, &query_of(&address)["state"], "").await;
        assert_eq!(answer.header("location"), place);
    }
}

#[tokio::test]
async fn an_answer_counts_once_in_the_browser_that_asked_and_only_if_it_is_right() {
    let provider = Provider::start().await;
    let scene = scene_with(&provider, &["example.com=none:support"]).await;
    let operator = scene.operator().await;
    let path = format!("/api/v1/organisations/{}/invitations", operator.organisation);
    scene.ask(&operator, "POST", &path, Some(json!({"email": "bob@example.com", "role": "developer"}))).await;
    let refused = "/console/sign-in?refused=oidc-refused";
    let place = |answer: Answer| (answer.header("location").to_owned(), cookie(&answer, "minnow"));
    let now_s = crate::clock::now_ms() / 1000;
    // Tokens that are not for this question, not for this platform, not of this provider, over, or not signed by it.
    for claims in [
        json!({"nonce": "another"}),
        json!({"nonce": null}),
        json!({"aud": "somebody-else"}),
        json!({"aud": ["minnow", "somebody-else"]}),
        json!({"iss": "https://evil.example"}),
        json!({"exp": now_s - 3600}),
        json!({"sub": null}),
        json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
    ] {
        assert_eq!(sign_in(&scene, &provider, claims.clone()).await, (refused.to_owned(), None), "{claims}");
    }
    for algorithm in ["none", "HS256"] {
        let (address, browser) = go(&scene).await;
        let code = provider.code_signed(&address, &json!({}), algorithm);
        let state = &query_of(&address)["state"];
        assert_eq!(
            place(come_back(&scene, &browser, &code, state, "").await),
            (refused.to_owned(), None),
            "{algorithm}"
        );
    }
    // A wrong state, no state, another browser, no browser, another provider's answer: the question is over each time.
    let (other_address, other_browser) = go(&scene).await;
    for (cookies, state, more) in [
        (None, "wrong", ""),
        (None, "", ""),
        (Some(other_browser.as_str()), "", ""),
        (Some(""), "", ""),
        (Some("mn_oidc=mn_oidc_made_up"), "", ""),
        (None, "right", "&iss=https://evil.example"),
    ] {
        let (address, browser) = go(&scene).await;
        let code = provider.code(&address, &json!({}));
        let right = query_of(&address)["state"].clone();
        let sent = if state == "right" || cookies.is_some() { right.clone() } else { state.to_owned() };
        let answer = come_back(&scene, cookies.unwrap_or(&browser), &code, &sent, more).await;
        assert_eq!(place(answer), (refused.to_owned(), None), "{cookies:?} {state} {more}");
        if cookies.is_none() {
            let again = come_back(&scene, &browser, &code, &right, "").await;
            assert_eq!(place(again), (refused.to_owned(), None));
        }
    }
    // A code that was for another question: the verifier is another one.
    let (address, browser) = go(&scene).await;
    let code = provider.code(&other_address, &json!({}));
    assert_eq!(place(come_back(&scene, &browser, &code, &query_of(&address)["state"], "").await).1, None);
    // The right one, at last; and the same once more.
    let (address, browser) = go(&scene).await;
    let (code, state) = (provider.code(&address, &json!({})), query_of(&address)["state"].clone());
    let more = format!("&iss={}&return_to=https://evil.example&redirect_uri=//evil.example", provider.issuer);
    let (there, session) = place(come_back(&scene, &browser, &code, &state, &more).await);
    assert_eq!((there.as_str(), session.is_some()), ("/console/", true));
    assert_eq!(place(come_back(&scene, &browser, &code, &state, &more).await), (refused.to_owned(), None));
}

#[tokio::test]
async fn a_session_that_was_planted_ends_with_the_sign_in() {
    let provider = Provider::start().await;
    let scene = scene_with(&provider, &[]).await;
    let operator = scene.operator().await;
    let path = format!("/api/v1/organisations/{}/invitations", operator.organisation);
    scene.ask(&operator, "POST", &path, Some(json!({"email": "bob@example.com", "role": "developer"}))).await;
    let planted = session_of_operator(&scene).await;
    let (address, browser) = go(&scene).await;
    let code = provider.code(&address, &json!({}));
    let answer = come_back(&scene, &format!("{browser}; {planted}"), &code, &query_of(&address)["state"], "").await;
    let session = cookie(&answer, "minnow").unwrap();
    assert_ne!(session, planted);
    assert_eq!(me(&scene, &session).await["email"], "bob@example.com");
    assert_eq!(me(&scene, &planted).await["error"]["code"], "unsigned");
}

#[tokio::test]
async fn people_of_a_domain_join_where_the_operator_said_so() {
    let provider = Provider::start().await;
    let first = Scene::new().await;
    let operator = first.operator().await;
    let join = format!("example.com={}:analyst", operator.organisation);
    // The same data, with the provider known.
    let scene = first.with_oidc(provider.config(&[&join])).await;
    let unknown = "/console/sign-in?refused=oidc-unknown";
    for email in ["bob@evil.example", "bob@sub.example.com", "bob@notexample.com", "bob@example.com@evil.example"] {
        assert_eq!(sign_in(&scene, &provider, json!({ "email": email })).await.0, unknown, "{email}");
    }
    let (_, session) = sign_in(&scene, &provider, json!({"email": "Bob@Example.com", "name": "B\nob"})).await;
    let bob = me(&scene, &session.unwrap()).await;
    assert_eq!((&bob["organisations"][0]["role"], &bob["name"]), (&json!("analyst"), &json!("bob")));
    // Somebody with an account already is not let into it by his address.
    let (place, session) = sign_in(&scene, &provider, json!({"sub": "eve", "email": "bob@example.com"})).await;
    assert_eq!((place.as_str(), session), (unknown, None));
}

#[tokio::test]
async fn a_provider_may_change_its_keys_and_tell_addresses_where_its_userinfo_stands() {
    let provider = Provider::start().await;
    let first = Scene::new().await;
    let operator = first.operator().await;
    let scene = first.with_oidc(provider.config(&[&format!("example.com={}:support", operator.organisation)])).await;
    let quiet = json!({"email": null, "email_verified": null, "name": null});
    provider.tell_more(json!({"sub": "eve", "email": "bob@example.com", "email_verified": true}));
    // What is said of somebody else is not heard.
    assert_eq!(sign_in(&scene, &provider, quiet.clone()).await.0, "/console/sign-in?refused=oidc-unverified");
    provider.tell_more(json!({"sub": "bob-1", "email": "bob@example.com", "email_verified": true, "name": "Bob"}));
    let (_, session) = sign_in(&scene, &provider, quiet.clone()).await;
    assert_eq!(me(&scene, &session.unwrap()).await["name"], "Bob");
    provider.change_key();
    assert_eq!(sign_in(&scene, &provider, quiet).await.0, "/console/");
}

#[tokio::test]
async fn a_provider_that_calls_itself_something_else_or_is_away_is_no_way_in() {
    let provider = Provider::start().await;
    let scene = scene_with(&provider, &[]).await;
    provider.pretend("https://evil.example");
    let answer = begin_with(&scene).await;
    assert_eq!((answer.status, answer.code().as_str()), (502, "provider-away"));
    assert!(!answer.text().contains("evil"), "{}", answer.text());
    let without = Scene::new().await;
    assert_eq!(begin_with(&without).await.code(), "no-provider");
    let back = without.send(PLATFORM, "GET", "/sign-in/oidc?code=a&state=b", &[], None).await;
    assert_eq!((back.status, back.header("location")), (303, "/console/sign-in?refused=oidc-refused"));
}

async fn begin_with(scene: &Scene) -> Answer {
    scene.ask(&Person::default(), "POST", "/api/v1/sign-in/oidc/begin", None).await
}
