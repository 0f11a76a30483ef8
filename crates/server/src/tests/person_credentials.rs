//! People who sign in: a guest who becomes somebody, the same one in every browser, and nobody else's.

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::mail::{code, scene_with_mail, wrong};
use super::oidc::cookie as cookie_of;
use super::oidc_provider::{Provider, query_of};
use super::people::{Browser, cookie};
use super::scene::More;
use super::{Answer, Person, Scene};
use crate::Letter;
use crate::clock::{DAY_MS, now_ms};
use crate::database::values;
use crate::{OidcConfig, ReviewPolicy};

const HOST: &str = "mini.localhost";
const ANN: &str = "ann@example.org";

type Letters = mpsc::UnboundedReceiver<Letter>;

impl Scene {
    /// What a page of the platform's own origin asks about whoever the browser is of.
    async fn own(&self, browser: &Browser, method: &str, path: &str, body: Value) -> Answer {
        let origin = self.origin(HOST);
        let headers = [("origin", origin.as_str()), ("cookie", &browser.person), ("content-type", "application/json")];
        let body = Some(body.to_string().into_bytes());
        self.send(HOST, method, &format!("/api/v1/person/{path}"), &headers, body).await
    }

    async fn credentials(&self, browser: &Browser) -> Vec<(String, String)> {
        let answer = self.own(browser, "POST", "credentials/state", json!({})).await.json();
        let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
        let rows = answer["credentials"].as_array().unwrap();
        rows.iter().map(|one| (text(one, "kind"), text(one, "label"))).collect()
    }

    async fn openid(&self, browser: &mut Browser) -> String {
        let code = browser.login(self, "shop").await;
        self.platform.people.redeem("shop", &code).await.unwrap().openid
    }
}

/// What proves that an address is somebody's.
async fn proof(scene: &Scene, letters: &mut Letters, browser: &Browser, email: &str) -> Value {
    let asked = scene.own(browser, "POST", "sign-in/email/begin", json!({"email": email, "language": "zh"})).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
    let letter = letters.recv().await.unwrap();
    assert_eq!(letter.to, email.to_lowercase());
    json!({"email": email, "ceremony": asked.json()["ceremony"], "code": code(&letter)})
}

async fn sign_in(scene: &Scene, letters: &mut Letters, browser: &mut Browser, email: &str) {
    let proof = proof(scene, letters, browser, email).await;
    let answer = scene.own(browser, "POST", "sign-in/email", proof).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    browser.person = cookie(&answer);
}

async fn shop() -> (Scene, Letters) {
    let (scene, letters) = scene_with_mail().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    (scene, letters)
}

#[tokio::test]
async fn a_guest_becomes_somebody_and_is_the_same_in_another_browser() {
    let (scene, mut letters) = shop().await;
    let (mut phone, mut desk) = (Browser::default(), Browser::default());
    let (openid, stranger) = (scene.openid(&mut phone).await, scene.openid(&mut desk).await);
    assert_ne!(openid, stranger);
    assert_eq!(scene.credentials(&phone).await, []);
    let (guest, user) = (phone.clone(), phone.user.clone());
    sign_in(&scene, &mut letters, &mut phone, "Ann@Example.org").await;
    assert_eq!(scene.credentials(&phone).await, [("email".to_owned(), ANN.to_owned())]);
    // Whatever secret the browser had before somebody signed in is worth nothing, and the program goes on.
    assert_eq!(scene.credentials(&guest).await, []);
    assert_eq!(scene.page("shop", "session", json!({}), &user).await.status, 200);
    assert_eq!(scene.openid(&mut phone).await, openid);

    let before = desk.clone();
    sign_in(&scene, &mut letters, &mut desk, ANN).await;
    assert_eq!(scene.page("shop", "login", json!({}), &before.user).await.status, 401, "the guest is still signed in");
    assert_eq!(scene.openid(&mut desk).await, openid);
    assert_eq!(scene.credentials(&desk).await, scene.credentials(&phone).await);
}

#[tokio::test]
async fn somebody_is_told_what_is_done_with_his_account_and_nobody_else_is() {
    let (scene, mut letters) = shop().await;
    let (mut phone, mut desk) = (Browser::default(), Browser::default());
    let inbox = async |browser: &Browser| scene.own(browser, "POST", "notices/state", json!({})).await.json();
    let unread = async |browser: &Browser| {
        scene.own(browser, "POST", "credentials/state", json!({})).await.json()["unread"].clone()
    };
    sign_in(&scene, &mut letters, &mut phone, ANN).await;
    assert_eq!(
        (inbox(&phone).await, unread(&phone).await),
        (json!({"notices": []}), json!(0)),
        "whoever has just begun knows it"
    );
    sign_in(&scene, &mut letters, &mut desk, ANN).await;
    let second = proof(&scene, &mut letters, &desk, "ann@example.net").await;
    scene.own(&desk, "POST", "credentials/email", second).await;
    let rows = scene.own(&desk, "POST", "credentials/state", json!({})).await.json();
    let path = format!("credentials/{}", rows["credentials"][1]["id"].as_str().unwrap());
    assert_eq!(scene.own(&desk, "DELETE", &path, json!({})).await.status, 204);
    let told = inbox(&phone).await;
    let of = |notice: &Value| {
        format!("{} {}", notice["kind"].as_str().unwrap(), notice["credential_label"].as_str().unwrap())
    };
    let kinds: Vec<String> = told["notices"].as_array().unwrap().iter().map(of).collect();
    let wanted =
        ["credential-removed ann@example.net", "credential-added ann@example.net", "signed-in ann@example.org"];
    assert_eq!((kinds.as_slice(), unread(&phone).await), (&wanted.map(str::to_owned)[..], json!(3)));
    assert_eq!(scene.own(&desk, "POST", "notices/read", json!({})).await.status, 204);
    assert_eq!(unread(&phone).await, 0, "what was read on one device is read");
    for other in [Browser::default(), {
        let mut bob = Browser::default();
        sign_in(&scene, &mut letters, &mut bob, "bob@example.org").await;
        bob
    }] {
        assert_eq!(inbox(&other).await["notices"], json!([]));
    }
}

#[tokio::test]
async fn an_inbox_holds_the_newest_notices() {
    let (scene, mut letters) = shop().await;
    let (mut phone, mut desk) = (Browser::default(), Browser::default());
    sign_in(&scene, &mut letters, &mut phone, ANN).await;
    let mut tx = scene.platform.database.write().await.unwrap();
    for number in 0..205 {
        let sql = "INSERT INTO person_notice (id, person_id, kind, credential_kind, credential_label, device, at_ms) \
                   SELECT $1, id, 'signed-in', 'email', 'old', '', $2 FROM person";
        tx.execute(sql, values![format!("ntc_{number}"), number]).await.unwrap();
    }
    tx.commit().await.unwrap();
    sign_in(&scene, &mut letters, &mut desk, ANN).await;
    let told = scene.own(&desk, "POST", "notices/state", json!({})).await.json();
    assert_eq!(
        (told["notices"].as_array().unwrap().len(), &told["notices"][0]["credential_label"]),
        (200, &json!(ANN))
    );
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM person_notice").await, 200);
}

#[tokio::test]
async fn who_signs_out_is_nobody_in_this_browser_and_himself_in_the_others() {
    let (scene, mut letters) = shop().await;
    let (mut phone, mut desk) = (Browser::default(), Browser::default());
    for browser in [&mut phone, &mut desk] {
        sign_in(&scene, &mut letters, browser, ANN).await;
    }
    let openid = scene.openid(&mut phone).await;
    assert_eq!(scene.openid(&mut desk).await, openid);
    let out = scene.own(&desk, "POST", "sign-out", json!({})).await;
    assert_eq!((out.status, out.header("set-cookie").contains("Max-Age=0")), (204, true));
    assert_eq!(scene.page("shop", "login", json!({}), &desk.user).await.status, 401);
    assert_ne!(scene.openid(&mut desk).await, openid, "the cookie that was cleared still works");
    assert_eq!(scene.page("shop", "login", json!({}), &phone.user).await.status, 200);
    // Nobody is signed out twice.
    assert_eq!(scene.own(&Browser::default(), "POST", "sign-out", json!({})).await.status, 204);
}

#[tokio::test]
async fn somebody_ends_all_of_his_browsers_but_the_one_he_holds() {
    let (scene, mut letters) = shop().await;
    let (mut phone, mut lost, mut bob) = (Browser::default(), Browser::default(), Browser::default());
    for browser in [&mut phone, &mut lost] {
        sign_in(&scene, &mut letters, browser, ANN).await;
    }
    sign_in(&scene, &mut letters, &mut bob, "bob@example.org").await;
    for browser in [&mut phone, &mut lost, &mut bob] {
        scene.openid(browser).await;
    }
    assert_eq!(scene.own(&phone, "POST", "sign-out/elsewhere", json!({})).await.status, 204);
    let program = async |browser: &Browser| scene.page("shop", "login", json!({}), &browser.user).await.status;
    assert_eq!((program(&phone).await, program(&lost).await, program(&bob).await), (200, 401, 200));
    assert_eq!(scene.credentials(&lost).await, []);
    assert_eq!((scene.credentials(&phone).await.len(), scene.credentials(&bob).await.len()), (1, 1));
}

#[tokio::test]
async fn an_address_is_proved_by_its_code_in_the_browser_that_asked() {
    let (scene, mut letters) = shop().await;
    let mut ann = Browser::default();
    sign_in(&scene, &mut letters, &mut ann, ANN).await;
    let thief = Browser::default();
    let good = proof(&scene, &mut letters, &ann, ANN).await;
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let other = proof(&scene, &mut letters, &thief, "bob@example.org").await;
    for body in [
        with("code", wrong(good["code"].as_str().unwrap()).into()),
        with("ceremony", "mn_mailcode_none".into()),
        with("email", "nobody".into()),
        // A code for one's own address is none for somebody else's.
        json!({"email": ANN, "ceremony": other["ceremony"], "code": other["code"]}),
    ] {
        let answer = scene.own(&thief, "POST", "sign-in/email", body.clone()).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (401, ""), "{body}");
        assert_eq!(answer.json()["error"]["code"], "refused-code");
    }
    assert_eq!(scene.own(&thief, "POST", "sign-in/email", good.clone()).await.status, 204);
    assert_eq!(scene.own(&thief, "POST", "sign-in/email", good).await.status, 401, "it works once");
}

#[tokio::test]
async fn codes_of_people_and_of_those_who_work_here_are_no_use_to_each_other() {
    let (scene, mut letters) = shop().await;
    let email = "ada@example.com";
    let browser = Browser::default();
    let person = proof(&scene, &mut letters, &browser, email).await;
    let nobody = Person::default();
    let asked = scene.ask(&nobody, "POST", "/api/v1/sign-in/email/begin", Some(json!({ "email": email }))).await;
    let account = asked.json();
    let at_console = json!({"ceremony": person["ceremony"], "code": person["code"]});
    let answer = scene.ask(&nobody, "POST", "/api/v1/sign-in/email", Some(at_console)).await;
    assert_eq!(answer.status, 401);
    if let Ok(letter) = letters.try_recv() {
        let body = json!({"email": email, "ceremony": account["ceremony"], "code": code(&letter)});
        assert_eq!(scene.own(&browser, "POST", "sign-in/email", body).await.status, 401);
    }
}

#[tokio::test]
async fn nobody_gets_what_is_somebody_elses() {
    let (scene, mut letters) = shop().await;
    let (mut ann, mut bob) = (Browser::default(), Browser::default());
    let openid = scene.openid(&mut ann).await;
    sign_in(&scene, &mut letters, &mut ann, ANN).await;
    sign_in(&scene, &mut letters, &mut bob, "bob@example.org").await;
    // Somebody who borrows Ann's browser without her signing out: he is himself, and she keeps what is hers.
    let mut borrowed = ann.clone();
    sign_in(&scene, &mut letters, &mut borrowed, "eve@example.org").await;
    assert_eq!(scene.credentials(&borrowed).await, [("email".to_owned(), "eve@example.org".to_owned())]);
    assert_ne!(scene.openid(&mut borrowed).await, openid);
    let mut again = Browser::default();
    sign_in(&scene, &mut letters, &mut again, ANN).await;
    assert_eq!(scene.openid(&mut again).await, openid);
    // A second address is added by whoever is signed in; one that somebody has stays his.
    let second = proof(&scene, &mut letters, &again, "ann@example.net").await;
    assert_eq!(scene.own(&again, "POST", "credentials/email", second).await.status, 204);
    let taken = proof(&scene, &mut letters, &again, "bob@example.org").await;
    let answer = scene.own(&again, "POST", "credentials/email", taken).await;
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (409, &json!("credential-taken")));
    assert_eq!(scene.credentials(&again).await.len(), 2);
    // And is removed by its owner alone.
    let rows = scene.own(&again, "POST", "credentials/state", json!({})).await.json();
    let path = format!("credentials/{}", rows["credentials"][1]["id"].as_str().unwrap());
    assert_eq!(scene.own(&bob, "DELETE", &path, json!({})).await.status, 404);
    assert_eq!(scene.own(&again, "DELETE", &path, json!({})).await.status, 204);
    assert_eq!(scene.credentials(&again).await.len(), 1);
}

#[tokio::test]
async fn somebody_is_not_forgotten_as_guests_are_until_he_asks() {
    let (scene, mut letters) = shop().await;
    let mut ann = Browser::default();
    let openid = scene.openid(&mut ann).await;
    sign_in(&scene, &mut letters, &mut ann, ANN).await;
    let later = now_ms() + 500 * DAY_MS;
    scene.platform.privacy.keep_rules_at(later).await.unwrap();
    let mut again = Browser::default();
    sign_in(&scene, &mut letters, &mut again, ANN).await;
    assert_eq!(scene.openid(&mut again).await, openid);
    let export = scene.own(&again, "POST", "export", json!({})).await;
    assert!(export.text().contains(ANN), "{}", export.text());
    assert_eq!(scene.own(&again, "POST", "erasure", json!({})).await.status, 200);
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM person_credential").await, 0);
    let mut stranger = Browser::default();
    sign_in(&scene, &mut letters, &mut stranger, ANN).await;
    assert_ne!(scene.openid(&mut stranger).await, openid);
}

#[tokio::test]
async fn passkeys_are_asked_for_and_refused_like_codes() {
    let (scene, mut letters) = shop().await;
    let mut ann = Browser::default();
    let nobody = Browser::default();
    let begin = "credentials/passkey/begin";
    // Whoever comes to make a key before he has opened a program is a guest until he has made it.
    let first = scene.own(&nobody, "POST", begin, json!({})).await;
    assert_eq!((first.status, first.json()["options"]["user"]["name"].as_str().unwrap()), (200, HOST));
    let guest = Browser { person: cookie(&first), ..Browser::default() };
    assert_eq!(scene.credentials(&guest).await, []);
    let unasked = json!({"ceremony": first.json()["ceremony"], "name": "Phone", "credential": {}});
    assert_eq!(scene.own(&nobody, "POST", "credentials/passkey", unasked).await.json()["error"]["code"], "nobody");
    sign_in(&scene, &mut letters, &mut ann, ANN).await;
    let question = scene.own(&ann, "POST", begin, json!({})).await.json();
    assert_eq!(question["options"]["user"]["name"], ANN);
    assert_eq!(question["options"]["rp"]["id"], HOST);
    assert_eq!(question["options"]["authenticatorSelection"]["residentKey"], "required");
    let forged = json!({"ceremony": question["ceremony"], "name": "Phone", "credential": {}});
    for _ in 0..2 {
        let answer = scene.own(&ann, "POST", "credentials/passkey", forged.clone()).await;
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (401, &json!("refused-passkey")));
    }
    assert_eq!(
        scene.count("SELECT COUNT(*) AS count FROM person_ceremony").await,
        1,
        "that of the guest is left; a question is asked once"
    );
    let who = scene.own(&nobody, "POST", "sign-in/passkey/begin", json!({})).await.json();
    assert_eq!(who["options"]["allowCredentials"], json!([]));
    let answer = json!({"ceremony": who["ceremony"], "credential": {}});
    assert_eq!(scene.own(&nobody, "POST", "sign-in/passkey", answer).await.status, 401);
}

impl Scene {
    async fn with_provider_of_people(provider: &Provider) -> Scene {
        let oidc = OidcConfig { is_for_people: true, ..provider.config(&[]) };
        let scene = Scene::with(ReviewPolicy::Automatic, More { oidc: Some(oidc), ..More::default() }).await;
        let operator = scene.operator().await;
        scene.released_app(&operator, "shop").await;
        scene
    }

    /// On the way to the provider: its address, and the cookie of the browser that goes.
    async fn go(&self, browser: &Browser, way: &str) -> (String, String) {
        let answer = self.own(browser, "POST", way, json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        (answer.json()["address"].as_str().unwrap().to_owned(), cookie_of(&answer, "mn_person_oidc").unwrap())
    }

    async fn back(&self, browser: &Browser, secret: &str, code: &str, state: &str) -> Answer {
        let cookies = format!("{}; {secret}", browser.person);
        let path = format!("/sign-in/oidc?code={code}&state={state}");
        self.send(HOST, "GET", &path, &[("cookie", &cookies)], None).await
    }

    /// Somebody at the provider, as the claims say. Out: where he ends up.
    async fn by_account(&self, provider: &Provider, browser: &mut Browser, way: &str, claims: Value) -> String {
        let (address, secret) = self.go(browser, way).await;
        let answer = self.back(browser, &secret, &provider.code(&address, &claims), &query_of(&address)["state"]).await;
        assert_eq!((answer.status, cookie_of(&answer, "mn_person_oidc").unwrap().as_str()), (303, "mn_person_oidc="));
        if let Some(person) = cookie_of(&answer, "mn_person") {
            browser.person = person;
        }
        answer.header("location").to_owned()
    }
}

const SIGN_IN: &str = "sign-in/oidc/begin";
const ADD: &str = "credentials/oidc/begin";

#[tokio::test]
async fn an_account_elsewhere_signs_in_the_same_person_in_every_browser_and_no_other() {
    let provider = Provider::start().await;
    let scene = Scene::with_provider_of_people(&provider).await;
    let (mut phone, mut desk) = (Browser::default(), Browser::default());
    let openid = scene.openid(&mut phone).await;
    assert_eq!(scene.by_account(&provider, &mut phone, SIGN_IN, json!({})).await, "/#/me");
    assert_eq!(scene.credentials(&phone).await, [("account".to_owned(), "bob@example.com".to_owned())]);
    assert_eq!(scene.openid(&mut phone).await, openid);
    assert_eq!(scene.by_account(&provider, &mut desk, SIGN_IN, json!({"email": "new@example.com"})).await, "/#/me");
    assert_eq!(scene.openid(&mut desk).await, openid);
    // The same address at the provider is not the same account there.
    let mut other = Browser::default();
    scene.by_account(&provider, &mut other, SIGN_IN, json!({"sub": "mallory-1"})).await;
    assert_ne!(scene.openid(&mut other).await, openid);
    // Somebody's account is nobody else's, whoever adds it; his own once more is no fault.
    assert_eq!(scene.by_account(&provider, &mut other, ADD, json!({})).await, "/#/me?refused=credential-taken");
    assert_eq!(scene.by_account(&provider, &mut phone, ADD, json!({})).await, "/#/me");
    assert_eq!(scene.by_account(&provider, &mut phone, ADD, json!({"sub": "bob-2", "email": null})).await, "/#/me");
    assert_eq!(scene.credentials(&desk).await[1].1, "Bob");
    // What works here at the platform's console is nothing for people, and the other way round.
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM outside_identity").await, 0);
}

#[tokio::test]
async fn an_answer_of_the_provider_counts_once_in_the_browser_that_asked() {
    let provider = Provider::start().await;
    let scene = Scene::with_provider_of_people(&provider).await;
    let (victim, thief) = (Browser::default(), Browser::default());
    let (address, secret) = scene.go(&thief, SIGN_IN).await;
    let (_, own) = scene.go(&victim, SIGN_IN).await;
    let (code, state) = (provider.code(&address, &json!({})), query_of(&address)["state"].clone());
    // The thief's answer in the victim's browser would sign the victim in as the thief.
    for cookies in [own.as_str(), "mn_person_oidc=", "mn_oidc=x"] {
        let answer = scene.back(&victim, cookies, &code, &state).await;
        assert_eq!((answer.status, cookie_of(&answer, "mn_person")), (303, None));
        assert_eq!(answer.header("location"), "/console/sign-in?refused=oidc-refused");
    }
    let wrong_code = scene.back(&thief, &secret, "another", &state).await;
    assert_eq!(wrong_code.header("location"), "/#/me?refused=refused-account");
    let late = scene.back(&thief, &secret, &code, &state).await;
    assert_eq!((late.header("location"), cookie_of(&late, "mn_person")), ("/#/me?refused=refused-account", None));
    // Whoever began to add an account, and is somebody else when he comes back, adds it to nobody.
    let mut ann = Browser::default();
    scene.by_account(&provider, &mut ann, SIGN_IN, json!({"sub": "ann"})).await;
    let (address, secret) = scene.go(&ann, ADD).await;
    let mut eve = Browser::default();
    scene.by_account(&provider, &mut eve, SIGN_IN, json!({"sub": "eve"})).await;
    let code = provider.code(&address, &json!({"sub": "third"}));
    let answer = scene.back(&eve, &secret, &code, &query_of(&address)["state"]).await;
    assert_eq!(answer.header("location"), "/#/me?refused=refused-account");
    assert_eq!((scene.credentials(&ann).await.len(), scene.credentials(&eve).await.len()), (1, 1));
}

#[tokio::test]
async fn a_provider_that_is_not_for_people_signs_none_of_them_in() {
    let provider = Provider::start().await;
    let more = More { oidc: Some(provider.config(&[])), ..More::default() };
    let scene = Scene::with(ReviewPolicy::Automatic, more).await;
    let answer = scene.own(&Browser::default(), "POST", SIGN_IN, json!({})).await;
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (404, &json!("no-provider")));
    assert_eq!(
        scene.own(&Browser::default(), "POST", "credentials/state", json!({})).await.json()["oidc"],
        Value::Null
    );
}

#[tokio::test]
async fn a_program_that_needs_somebody_signed_in_knows_no_guest() {
    let (scene, mut letters) = scene_with_mail().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let mut phone = Browser::default();
    let guest = scene.openid(&mut phone).await;
    let needs = async |needed: bool| {
        let body = json!({ "needs_sign_in": needed });
        let answer = scene.ask(&operator, "PATCH", "/api/v1/apps/shop/face", Some(body)).await;
        assert_eq!((answer.status, &answer.json()["needs_sign_in"]), (200, &json!(needed)), "{}", answer.text());
    };
    needs(true).await;
    // Neither the session he has nor a ticket: the page is told where somebody signs in.
    let own = scene.origin(HOST);
    let ticket = phone.ticket(&scene, "shop").await;
    for body in [json!({}), json!({ "ticket": ticket })] {
        let answer = scene.page("shop", "login", body, &phone.user).await;
        let wanted = json!({"visit": format!("{own}/visit?app=shop"), "sheet": format!("{own}/consent?app=shop")});
        assert_eq!((answer.status, answer.header("set-cookie"), answer.json()), (403, "", wanted));
    }
    let session = async |browser: &Browser| scene.page("shop", "session", json!({}), &browser.user).await.json();
    assert_eq!(session(&phone).await, json!({"is_signed_in": false}));
    sign_in(&scene, &mut letters, &mut phone, ANN).await;
    assert_eq!(session(&phone).await, json!({"is_signed_in": true}));
    assert_eq!(scene.openid(&mut phone).await, guest, "what he did as a guest is his");
    let mut stranger = Browser::default();
    let ticket = stranger.ticket(&scene, "shop").await;
    assert_eq!(scene.page("shop", "login", json!({ "ticket": ticket }), "").await.status, 403);
    needs(false).await;
    assert_ne!(scene.openid(&mut stranger).await, guest);
}
