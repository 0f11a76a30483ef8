//! Codes and invitations by mail: a mailbox in this process stands for all of the world's.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::scene::More;
use super::{Answer, Person, Scene};
use crate::database::values;
use crate::{CarryError, Letter, MailCarrier, ReviewPolicy};

const PLATFORM: &str = "mini.localhost";
const BEGIN: &str = "/api/v1/sign-in/email/begin";
const FINISH: &str = "/api/v1/sign-in/email";

struct Mailbox(mpsc::UnboundedSender<Letter>);

impl MailCarrier for Mailbox {
    fn carry(&self, letter: Letter) -> Pin<Box<dyn Future<Output = Result<(), CarryError>> + Send + '_>> {
        let _ = self.0.send(letter);
        Box::pin(async { Ok(()) })
    }
}

pub(super) async fn scene_with_mail() -> (Scene, mpsc::UnboundedReceiver<Letter>) {
    let (sender, letters) = mpsc::unbounded_channel();
    let more = More { mail: Some(Arc::new(Mailbox(sender))), ..More::default() };
    (Scene::with(ReviewPolicy::Automatic, more).await, letters)
}

async fn begin(scene: &Scene, email: &str) -> Answer {
    scene.ask(&Person::default(), "POST", BEGIN, Some(json!({ "email": email }))).await
}

async fn finish(scene: &Scene, ceremony: &Value, code: &str) -> Answer {
    scene.ask(&Person::default(), "POST", FINISH, Some(json!({"ceremony": ceremony, "code": code}))).await
}

/// The six digits of a letter.
pub(super) fn code(letter: &Letter) -> String {
    let line = letter
        .text
        .lines()
        .map(str::trim)
        .find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()));
    line.expect("a code stands in the letter").to_owned()
}

pub(super) fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// As if a code had been asked for so long ago.
async fn age(scene: &Scene, age_ms: i64) {
    let mut tx = scene.platform.database.write().await.unwrap();
    let sql = "UPDATE mail_code SET created_ms = created_ms - $1, expires_ms = expires_ms - $1";
    tx.execute(sql, values![age_ms]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_mailed_code_signs_in_once_in_the_browser_that_asked() {
    let (scene, mut letters) = scene_with_mail().await;
    scene.operator().await;
    assert_eq!(
        scene.ask(&Person::default(), "GET", "/api/v1/sign-in", None).await.json(),
        json!({"email": true, "oidc": null})
    );
    let other = begin(&scene, "ann@example.com").await.json();
    letters.recv().await.unwrap();
    let begun = begin(&scene, "Ann@Example.com ").await;
    assert_eq!(begun.status, 200, "{}", begun.text());
    let ceremony = begun.json()["ceremony"].clone();
    let letter = letters.recv().await.unwrap();
    assert_eq!(letter.to, "ann@example.com");
    let code = code(&letter);
    assert!(!begun.text().contains(&code));
    // Another browser that asked for a code of its own does nothing with this one.
    let stolen = finish(&scene, &other["ceremony"], &code).await;
    assert_eq!((stolen.status, stolen.code().as_str()), (401, "refused-code"));
    let answer = finish(&scene, &ceremony, &format!(" {} {} ", &code[..3], &code[3..])).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let me = scene.send(PLATFORM, "GET", "/api/v1/me", &[("cookie", &cookie)], None).await.json();
    assert_eq!(me["email"], "ann@example.com");
    let again = finish(&scene, &ceremony, &code).await;
    assert_eq!((again.status, again.code().as_str(), again.header("set-cookie")), (401, "refused-code", ""));
}

#[tokio::test]
async fn a_code_signs_in_to_a_new_session_and_ends_the_one_that_was_there() {
    let (scene, mut letters) = scene_with_mail().await;
    scene.operator().await;
    let sign_in = async |letters: &mut mpsc::UnboundedReceiver<Letter>, cookie: &str| {
        let ceremony = begin(&scene, "ann@example.com").await.json()["ceremony"].clone();
        let body = json!({"ceremony": ceremony, "code": code(&letters.recv().await.unwrap())}).to_string();
        let headers = [("cookie", cookie), ("content-type", "application/json")];
        let answer = scene.send(PLATFORM, "POST", FINISH, &headers, Some(body.into_bytes())).await;
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    };
    let planted = sign_in(&mut letters, "minnow=mn_session_planted").await;
    assert_ne!(planted, "minnow=mn_session_planted");
    let own = sign_in(&mut letters, &planted).await;
    assert_ne!(own, planted);
    for (cookie, status) in [(own, 200), (planted, 401)] {
        assert_eq!(scene.send(PLATFORM, "GET", "/api/v1/me", &[("cookie", &cookie)], None).await.status, status);
    }
}

#[tokio::test]
async fn nobody_learns_by_a_code_who_has_an_account() {
    let (scene, mut letters) = scene_with_mail().await;
    scene.operator().await;
    let mut answers = Vec::new();
    for email in ["ann@example.com", "nobody@example.com"] {
        let begun = begin(&scene, email).await;
        let ceremony = begun.json()["ceremony"].clone();
        let mut tries = Vec::new();
        for _ in 0..2 {
            let refused = finish(&scene, &ceremony, "x").await;
            tries.push((refused.status, refused.text()));
        }
        let (keys, length) = (begun.json().as_object().unwrap().len(), begun.body.len());
        answers.push((begun.status, keys, length, tries));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(finish(&scene, &json!("mn_mailcode_unknown"), "000000").await.text(), answers[0].3[0].1);
    // The limits are the same, too, and count an address however it is written.
    for email in ["ann@example.com", "nobody@example.com"] {
        for _ in 0..3 {
            assert_eq!(begin(&scene, email).await.status, 200);
        }
        let refused = begin(&scene, &email.to_uppercase()).await;
        assert_eq!((refused.status, refused.code().as_str()), (429, "too-fast"));
    }
    for _ in 0..4 {
        assert_eq!(letters.recv().await.unwrap().to, "ann@example.com");
    }
    assert!(letters.try_recv().is_err(), "nobody has no mail");
    // One has an account and one does not: both leave a row, and neither row has the address.
    let mut tx = scene.platform.database.read().await.unwrap();
    let rows = tx.rows("SELECT code_hash, address_hash FROM mail_code", &[]).await.unwrap();
    assert_eq!(rows.len(), 8);
    assert!(rows.iter().all(|row| !row.text("address_hash").unwrap().contains('@')));
}

#[tokio::test]
async fn a_code_is_tried_five_times_and_for_ten_minutes() {
    let (scene, mut letters) = scene_with_mail().await;
    scene.operator().await;
    let ceremony = begin(&scene, "ann@example.com").await.json()["ceremony"].clone();
    let right = code(&letters.recv().await.unwrap());
    for _ in 0..5 {
        assert_eq!(finish(&scene, &ceremony, &wrong(&right)).await.code(), "refused-code");
    }
    assert_eq!(finish(&scene, &ceremony, &right).await.code(), "refused-code");
    let ceremony = begin(&scene, "ann@example.com").await.json()["ceremony"].clone();
    let right = code(&letters.recv().await.unwrap());
    for _ in 0..4 {
        assert_eq!(finish(&scene, &ceremony, &wrong(&right)).await.code(), "refused-code");
    }
    assert_eq!(finish(&scene, &ceremony, &right).await.status, 204);
    let ceremony = begin(&scene, "ann@example.com").await.json()["ceremony"].clone();
    let right = code(&letters.recv().await.unwrap());
    age(&scene, 10 * 60 * 1000 + 1).await;
    assert_eq!(finish(&scene, &ceremony, &right).await.code(), "refused-code");
}

#[tokio::test]
async fn an_address_gets_ten_codes_a_day_and_a_network_forty_in_ten_minutes() {
    let (scene, mut letters) = scene_with_mail().await;
    scene.operator().await;
    for turn in 0..10 {
        assert_eq!(begin(&scene, "ann@example.com").await.status, 200, "{turn}");
        letters.recv().await.unwrap();
        age(&scene, 11 * 60 * 1000).await;
    }
    assert_eq!(begin(&scene, "ann@example.com").await.code(), "too-fast");
    age(&scene, 24 * 60 * 60 * 1000).await;
    assert_eq!(begin(&scene, "ann@example.com").await.status, 200);
    // Twelve were asked for from here.
    for number in 12..40 {
        assert_eq!(begin(&scene, &format!("a{number}@example.com")).await.status, 200, "{number}");
    }
    assert_eq!(begin(&scene, "b@example.com").await.code(), "too-fast");
    // Another network is not this one; who ends TLS on this machine says so.
    let headers = [("content-type", "application/json"), ("x-forwarded-for", "198.51.100.1")];
    let body = json!({"email": "b@example.com"}).to_string().into_bytes();
    assert_eq!(scene.send(PLATFORM, "POST", BEGIN, &headers, Some(body)).await.status, 200);
}

#[tokio::test]
async fn what_asks_for_codes_is_a_page_of_the_platform_and_sane() {
    let (scene, mut letters) = scene_with_mail().await;
    scene.operator().await;
    for body in [json!({}), json!({"email": "ann"}), json!({"email": "ann@example.com", "language": "fr"})] {
        assert_eq!(scene.ask(&Person::default(), "POST", BEGIN, Some(body)).await.status, 422);
    }
    let body = || Some(json!({"email": "ann@example.com", "language": "zh"}).to_string().into_bytes());
    for path in [BEGIN, FINISH] {
        let headers = [("content-type", "application/json"), ("origin", "http://shop.mini.localhost")];
        assert_eq!(scene.send(PLATFORM, "POST", path, &headers, body()).await.code(), "foreign-origin");
    }
    assert!(letters.try_recv().is_err());
    let headers = [("content-type", "application/json")];
    assert_eq!(scene.send(PLATFORM, "POST", BEGIN, &headers, body()).await.status, 200);
    assert!(letters.recv().await.unwrap().subject.contains("登录验证码"));
    let silent = Scene::new().await;
    let refused = begin(&silent, "ann@example.com").await;
    assert_eq!((refused.status, refused.code().as_str()), (404, "no-mail"));
    assert_eq!(silent.ask(&Person::default(), "GET", "/api/v1/sign-in", None).await.json()["email"], false);
}

#[tokio::test]
async fn invitations_go_out_by_mail() {
    let (scene, mut letters) = scene_with_mail().await;
    let operator = scene.operator().await;
    let path = format!("/api/v1/organisations/{}/invitations", operator.organisation);
    let body = json!({"email": "bob@example.com", "role": "developer", "language": "zh"});
    let made = scene.ask(&operator, "POST", &path, Some(body)).await;
    assert_eq!((made.status, &made.json()["is_mailed"]), (201, &json!(true)));
    let letter = letters.recv().await.unwrap();
    assert_eq!(letter.to, "bob@example.com");
    assert!(letter.subject.contains("Fish") && letter.text.contains(made.json()["link"].as_str().unwrap()));
    let developer = scene.member(&operator.organisation, "developer").await;
    let refused = json!({"email": "eve@example.com", "role": "developer"});
    assert_eq!(scene.ask(&developer, "POST", &path, Some(refused)).await.status, 403);
    assert!(letters.try_recv().is_err());
    let silent = Scene::new().await;
    let operator = silent.operator().await;
    let path = format!("/api/v1/organisations/{}/invitations", operator.organisation);
    let body = json!({"email": "bob@example.com", "role": "developer"});
    assert_eq!(silent.ask(&operator, "POST", &path, Some(body)).await.json()["is_mailed"], false);
}
