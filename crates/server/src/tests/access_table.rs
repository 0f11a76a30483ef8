//! Who may do what, one line a route. A route that stands here nowhere fails the test beside (access.rs): whoever adds a route says here who it is for.
//!
//! What a line sends is right in its form, so that only who asks decides; what it names is there, or is said not to be. Must not: be loosened to make a test pass.

use crate::identity::Role::{self, Admin, Analyst, Developer, Marketer, Support};
use crate::identity::Scope::{self, self as S};

/// Who a route is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum For {
    /// Whoever asks, signed in or not.
    Everybody,
    /// Whoever asks from a page of the platform's own; nothing that a browser sends from elsewhere.
    OwnPages,
    /// Whoever has an account, by a session or a token, whatever its scopes.
    Accounts,
    /// Whoever has an account, by a session or a token with a scope.
    AccountsWith(Scope),
    /// Whoever has an account, by a session alone: what makes ways in, a token must not.
    Persons,
    /// Members of the organisation with one of the roles, by a session or a token with the scope; and operators. To others it is not there.
    Members(&'static [Role], Scope),
    /// Whoever announced the upload (the operator, in the test), by a session or a token with the scope. To others it is not there.
    Announcer(Scope),
    /// Those who run the platform, by a session or a token with the scope.
    Operators(Scope),
    /// As `Operators`; members are told that their role does not allow it, and to others the program is not there.
    OperatorsOf(Scope),
}

/// A route, what is sent to it, and what whoever may gets: status and, of a failure, its word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) route: &'static str,
    pub(super) body: Body,
    pub(super) who: For,
    pub(super) gets: (u16, &'static str),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    None,
    Json(&'static str),
    Picture,
}

const fn line(route: &'static str, who: For, body: Body, status: u16, word: &'static str) -> Line {
    Line { route, body, who, gets: (status, word) }
}

const NONE: Body = Body::None;
const fn json(text: &'static str) -> Body {
    Body::Json(text)
}

const ALL: &[Role] = &[Admin, Developer, Marketer, Analyst, Support];
const ADMINS: &[Role] = &[Admin];
const MAKERS: &[Role] = &[Admin, Developer];
const ENTRY_MAKERS: &[Role] = &[Admin, Developer, Marketer];

use For::{Accounts, AccountsWith, Announcer, Everybody, Members, Operators, OperatorsOf, OwnPages, Persons};

/// The routes of the description. `{app}`, `{organisation}` and the like are those of the test; `none` stands for what is not there.
pub(super) const API: &[Line] = &[
    // Signing in: whoever comes, from no page of another origin.
    line("GET /api/v1/setup", Everybody, NONE, 200, ""),
    line(
        "POST /api/v1/setup",
        OwnPages,
        json(r#"{"code":"x","email":"a@b.c","name":"A","organisation":"O"}"#),
        409,
        "set-up-already",
    ),
    line("GET /api/v1/sign-in", Everybody, NONE, 200, ""),
    line("POST /api/v1/sign-in/passkey/begin", OwnPages, NONE, 200, ""),
    line(
        "POST /api/v1/sign-in/passkey",
        OwnPages,
        json(r#"{"ceremony":"none","credential":{}}"#),
        401,
        "refused-passkey",
    ),
    line("POST /api/v1/sign-in/link", OwnPages, json(r#"{"link":"none"}"#), 401, "refused-link"),
    line("POST /api/v1/sign-in/email/begin", OwnPages, json(r#"{"email":"a@b.c"}"#), 404, "no-mail"),
    line("POST /api/v1/sign-in/email", OwnPages, json(r#"{"ceremony":"none","code":"000000"}"#), 401, "refused-code"),
    line("POST /api/v1/sign-in/oidc/begin", OwnPages, NONE, 404, "no-provider"),
    line("POST /api/v1/invitations/read", OwnPages, json(r#"{"secret":"none"}"#), 404, "not-found"),
    line("POST /api/v1/invitations/accept", OwnPages, json(r#"{"secret":"none","name":"A"}"#), 404, "not-found"),
    // One's own.
    line("GET /api/v1/me", Accounts, NONE, 200, ""),
    line("GET /api/v1/tokens", Accounts, NONE, 200, ""),
    line("POST /api/v1/tokens", Accounts, json(r#"{"name":"","scopes":["read"]}"#), 422, "invalid"),
    line("DELETE /api/v1/tokens/none", AccountsWith(S::Admin), NONE, 404, "not-found"),
    line("GET /api/v1/passkeys", Accounts, NONE, 200, ""),
    line("POST /api/v1/passkeys/begin", Persons, NONE, 200, ""),
    line(
        "POST /api/v1/passkeys",
        Persons,
        json(r#"{"ceremony":"none","name":"k","credential":{}}"#),
        401,
        "refused-passkey",
    ),
    line("DELETE /api/v1/passkeys/none", Persons, NONE, 404, "not-found"),
    line("GET /api/v1/identities", Accounts, NONE, 200, ""),
    line("POST /api/v1/identities/begin", Persons, NONE, 404, "no-provider"),
    line("DELETE /api/v1/identities/none", Persons, NONE, 404, "not-found"),
    line("GET /api/v1/keys", Accounts, NONE, 200, ""),
    line("POST /api/v1/keys", AccountsWith(S::Publish), json(r#"{"name":"k","public_key":"AAAA"}"#), 422, "invalid"),
    line("DELETE /api/v1/keys/none", AccountsWith(S::Publish), NONE, 404, "not-found"),
    // Organisations.
    line("GET /api/v1/organisations", AccountsWith(S::Read), NONE, 200, ""),
    line("POST /api/v1/organisations", Operators(S::Admin), json(r#"{"name":""}"#), 422, "invalid"),
    line("GET /api/v1/organisations/{organisation}/overview", Members(ALL, S::Read), NONE, 200, ""),
    line("GET /api/v1/organisations/{organisation}/members", Members(ALL, S::Read), NONE, 200, ""),
    line(
        "PUT /api/v1/organisations/{organisation}/members/{account}",
        Members(ADMINS, S::Admin),
        json(r#"{"role":"support"}"#),
        204,
        "",
    ),
    line("DELETE /api/v1/organisations/{organisation}/members/none", Members(ADMINS, S::Admin), NONE, 404, "not-found"),
    line("GET /api/v1/organisations/{organisation}/invitations", Members(ADMINS, S::Admin), NONE, 200, ""),
    line(
        "POST /api/v1/organisations/{organisation}/invitations",
        Members(ADMINS, S::Admin),
        json(r#"{"email":"new@example.com","role":"support"}"#),
        201,
        "",
    ),
    line(
        "DELETE /api/v1/organisations/{organisation}/invitations/none",
        Members(ADMINS, S::Admin),
        NONE,
        404,
        "not-found",
    ),
    line("GET /api/v1/organisations/{organisation}/audit", Members(ADMINS, S::Admin), NONE, 200, ""),
    line("GET /api/v1/organisations/{organisation}/apps", Members(ALL, S::Read), NONE, 200, ""),
    line(
        "POST /api/v1/organisations/{organisation}/apps",
        Members(ADMINS, S::Admin),
        json(r#"{"id":"shop","name":"Shop"}"#),
        409,
        "taken",
    ),
    // Programs.
    line("GET /api/v1/apps/{app}", Members(ALL, S::Read), NONE, 200, ""),
    line("GET /api/v1/apps/{app}/face", Members(ALL, S::Read), NONE, 200, ""),
    line("PATCH /api/v1/apps/{app}/face", Members(ADMINS, S::Admin), json(r#"{"is_listed":true}"#), 200, ""),
    line("PUT /api/v1/apps/{app}/icon", Members(ADMINS, S::Admin), Body::Picture, 422, "invalid"),
    line("DELETE /api/v1/apps/{app}/icon", Members(ADMINS, S::Admin), NONE, 200, ""),
    line("GET /api/v1/apps/{app}/launches", Members(ALL, S::Read), NONE, 200, ""),
    line("GET /api/v1/apps/{app}/traffic", Members(ALL, S::Read), NONE, 200, ""),
    line("GET /api/v1/apps/{app}/reports", Members(ALL, S::Read), NONE, 200, ""),
    line("GET /api/v1/apps/{app}/secret", Members(MAKERS, S::Admin), NONE, 200, ""),
    line("POST /api/v1/apps/{app}/secret", Members(MAKERS, S::Admin), json("{}"), 201, ""),
    line("GET /api/v1/apps/{app}/entries", Members(ALL, S::Read), NONE, 200, ""),
    line("POST /api/v1/apps/{app}/entries", Members(ENTRY_MAKERS, S::Entries), json(r#"{"kind":"code"}"#), 201, ""),
    line("GET /api/v1/apps/{app}/entries/none/code", Members(ALL, S::Read), NONE, 404, "not-found"),
    line("DELETE /api/v1/apps/{app}/entries/none", Members(ENTRY_MAKERS, S::Entries), NONE, 404, "not-found"),
    line("GET /api/v1/apps/{app}/privacy", Members(ALL, S::Read), NONE, 200, ""),
    line("PUT /api/v1/apps/{app}/privacy", Members(ADMINS, S::Admin), json(r#"{"items":{}}"#), 200, ""),
    line("GET /api/v1/apps/{app}/receipts/check", Members(ADMINS, S::Admin), NONE, 200, ""),
    line("GET /api/v1/apps/{app}/versions/1/privacy", Members(ALL, S::Read), NONE, 200, ""),
    // Experiments: a marketer's, too.
    line("GET /api/v1/apps/{app}/experiments", Members(ALL, S::Read), NONE, 200, ""),
    line(
        "POST /api/v1/apps/{app}/experiments",
        Members(ENTRY_MAKERS, S::Experiments),
        json(r#"{"name":"","arms":[]}"#),
        422,
        "invalid",
    ),
    line(
        "PUT /api/v1/apps/{app}/experiments/none",
        Members(ENTRY_MAKERS, S::Experiments),
        json(r#"{"name":"a","arms":[]}"#),
        404,
        "not-found",
    ),
    line(
        "POST /api/v1/apps/{app}/experiments/none/acts",
        Members(ENTRY_MAKERS, S::Experiments),
        json(r#"{"act":"start"}"#),
        404,
        "not-found",
    ),
    line(
        "PUT /api/v1/apps/{app}/experiments/none/testers",
        Members(ENTRY_MAKERS, S::Experiments),
        json("[]"),
        404,
        "not-found",
    ),
    line("GET /api/v1/apps/{app}/experiments/none/results", Members(ALL, S::Read), NONE, 404, "not-found"),
    line(
        "PUT /api/v1/apps/{app}/experiment-holdout",
        Members(ENTRY_MAKERS, S::Experiments),
        json(r#"{"percent":0}"#),
        204,
        "",
    ),
    // Versions and releases.
    line(
        "POST /api/v1/apps/{app}/uploads",
        Members(MAKERS, S::Publish),
        json(r#"{"number":"9","listing":"{\"files\":[]}","key":"none","signature":"AAAA"}"#),
        403,
        "signature",
    ),
    line("PUT /api/v1/uploads/{upload}/files/{digest}", Announcer(S::Publish), Body::Picture, 422, "wrong-digest"),
    line("POST /api/v1/uploads/{upload}/finish", Announcer(S::Publish), NONE, 409, "missing-blobs"),
    line("GET /api/v1/apps/{app}/versions", Members(ALL, S::Read), NONE, 200, ""),
    line("GET /api/v1/apps/{app}/versions/1", Members(ALL, S::Read), NONE, 200, ""),
    line("GET /api/v1/apps/{app}/versions/1/screens", Members(ALL, S::Read), NONE, 200, ""),
    line("GET /api/v1/apps/{app}/versions/1/screen?page=none", Members(ALL, S::Read), NONE, 404, "not-found"),
    line("POST /api/v1/apps/{app}/versions/1/submit", Members(MAKERS, S::Publish), NONE, 200, ""),
    line(
        "POST /api/v1/apps/{app}/versions/1/review",
        OperatorsOf(S::Admin),
        json(r#"{"is_approved":true,"comment":""}"#),
        200,
        "",
    ),
    line("GET /api/v1/apps/{app}/trial", Members(ALL, S::Read), NONE, 200, ""),
    line("PUT /api/v1/apps/{app}/trial", Members(MAKERS, S::Publish), json(r#"{"version":"none"}"#), 404, "not-found"),
    line("DELETE /api/v1/apps/{app}/trial", Members(MAKERS, S::Publish), NONE, 204, ""),
    line("POST /api/v1/apps/{app}/previews", Members(MAKERS, S::Publish), json("{}"), 409, "state"),
    line("DELETE /api/v1/apps/{app}/previews", Members(MAKERS, S::Publish), NONE, 204, ""),
    line("GET /api/v1/apps/{app}/releases", Members(ALL, S::Read), NONE, 200, ""),
    line(
        "POST /api/v1/apps/{app}/releases",
        Members(ADMINS, S::Release),
        json(r#"{"version":"none","percent":100}"#),
        404,
        "not-found",
    ),
    line("POST /api/v1/apps/{app}/rollback", Members(ADMINS, S::Release), NONE, 409, "state"),
    // The platform.
    line("GET /api/v1/reviews", Operators(S::Read), NONE, 200, ""),
    line("GET /api/v1/platform", Operators(S::Read), NONE, 200, ""),
    // What people who open programs ask.
    line("GET /api/v1/discover", Everybody, NONE, 200, ""),
    line("GET /api/v1/search?q=a", Everybody, NONE, 200, ""),
    line("GET /api/v1/programs/{app}", Everybody, NONE, 200, ""),
    line("GET /api/v1/programs/{app}/code.svg", Everybody, NONE, 200, ""),
    line("GET /api/v1/programs/{app}/icon", Everybody, NONE, 404, "not-found"),
    line("POST /api/v1/programs/none/poster", OwnPages, json("{}"), 404, "not-found"),
    line("POST /api/v1/programs/none/reports", OwnPages, json(r#"{"reason":"other","path":"/"}"#), 404, "not-found"),
    line("POST /api/v1/tickets", OwnPages, json(r#"{"app":"none"}"#), 404, "not-found"),
    line("GET /api/v1/programs/{app}/privacy", Everybody, NONE, 200, ""),
    line("POST /api/v1/consents", OwnPages, json(r#"{"question":"none","is_given":true}"#), 401, "nobody"),
    line("POST /api/v1/consents/questions", OwnPages, json(r#"{"app":"none"}"#), 404, "not-found"),
    line("POST /api/v1/consents/revocations", OwnPages, json(r#"{"app":"none"}"#), 401, "nobody"),
    line(
        "POST /api/v1/consents/scopes",
        OwnPages,
        json(r#"{"app":"none","scope":"a","is_given":true}"#),
        401,
        "nobody",
    ),
    line("POST /api/v1/consents/state", OwnPages, json(r#"{"app":"none"}"#), 401, "nobody"),
    line("POST /api/v1/person/erasure", OwnPages, NONE, 401, "nobody"),
    line("POST /api/v1/person/export", OwnPages, NONE, 401, "nobody"),
    line("POST /api/v1/person/programs", OwnPages, NONE, 401, "nobody"),
    line("POST /api/v1/person/phone/state", OwnPages, NONE, 401, "nobody"),
    line("PUT /api/v1/person/phone", OwnPages, json(r#"{"country_code":"86","number":"13800138000"}"#), 401, "nobody"),
    line("DELETE /api/v1/person/phone", OwnPages, NONE, 401, "nobody"),
    line("POST /api/v1/person/phone/shares", OwnPages, json(r#"{"app":"none"}"#), 401, "nobody"),
    line("POST /api/v1/person/credentials/state", OwnPages, NONE, 200, ""),
    line("DELETE /api/v1/person/credentials/{id}", OwnPages, NONE, 401, "nobody"),
    line(
        "POST /api/v1/person/credentials/email",
        OwnPages,
        json(r#"{"email":"a@b.c","ceremony":"none","code":"000000"}"#),
        401,
        "nobody",
    ),
    line("POST /api/v1/person/credentials/passkey/begin", OwnPages, NONE, 200, ""),
    line(
        "POST /api/v1/person/credentials/passkey",
        OwnPages,
        json(r#"{"ceremony":"none","name":"a","credential":{}}"#),
        401,
        "nobody",
    ),
    line("POST /api/v1/person/sign-in/email/begin", OwnPages, json(r#"{"email":"a@b.c"}"#), 404, "no-mail"),
    line(
        "POST /api/v1/person/sign-in/email",
        OwnPages,
        json(r#"{"email":"a@b.c","ceremony":"none","code":"000000"}"#),
        401,
        "refused-code",
    ),
    line("POST /api/v1/person/sign-in/passkey/begin", OwnPages, NONE, 200, ""),
    line(
        "POST /api/v1/person/sign-in/passkey",
        OwnPages,
        json(r#"{"ceremony":"none","credential":{}}"#),
        401,
        "refused-passkey",
    ),
    line("POST /api/v1/person/notices/state", OwnPages, NONE, 200, ""),
    line("POST /api/v1/person/notices/read", OwnPages, NONE, 401, "nobody"),
    line("POST /api/v1/person/sign-in/oidc/begin", OwnPages, NONE, 404, "no-provider"),
    line("POST /api/v1/person/credentials/oidc/begin", OwnPages, NONE, 401, "nobody"),
    line("POST /api/v1/person/sign-out/elsewhere", OwnPages, NONE, 401, "nobody"),
    line("POST /api/v1/person/sign-out", OwnPages, NONE, 204, ""),
    // Sessions, last: they end.
    line("POST /api/v1/sign-out", Accounts, NONE, 204, ""),
    line("POST /api/v1/sign-out-everywhere", Persons, NONE, 204, ""),
];

/// The other routes of the platform's own host name: none of them asks who somebody is.
pub(super) const OTHER: &[(&str, u16)] = &[
    ("GET /", 200),
    ("GET /service-worker.js", 200),
    ("GET /console", 200),
    ("GET /console/", 200),
    ("GET /console/{*path}", 200),
    ("GET /assets/{name}", 404),
    ("GET /api/v1/openapi.json", 200),
    ("GET /.well-known/minnow-key.json", 200),
    ("GET /consent", 400),
    ("GET /privacy/{program}", 200),
    ("GET /miniapp/{*address}", 404),
    ("GET /sign-in/oidc", 303),
    ("GET /visit", 400),
    ("GET /visit.js", 200),
    ("GET /avatar.svg", 200),
    ("GET /healthz", 200),
    ("GET /readyz", 200),
];

/// Calls of back ends, for tokens alone; `tests/flags.rs` has which may. A browser's session gets no further than nobody.
pub(super) const TOKENS_ONLY: &[&str] = &["POST /ofrep/v1/evaluate/flags", "POST /ofrep/v1/evaluate/flags/{key}"];

/// Calls of the vendor's API, each with the vendor's number for one that shows no right token or secret. All answer 200.
pub(super) const VENDOR: &[(&str, i64)] = &[
    ("GET /cgi-bin/token?grant_type=client_credential&appid={app}&secret=wrong", 40125),
    ("POST /cgi-bin/stable_token", 40125),
    ("GET /sns/jscode2session?grant_type=authorization_code&appid={app}&secret=wrong&js_code=a", 40125),
    ("GET /wxa/checksession?access_token=wrong&openid=a&signature=a&sig_method=hmac_sha256", 40001),
    ("GET /wxa/resetusersessionkey?access_token=wrong&openid=a&signature=a&sig_method=hmac_sha256", 40001),
    ("POST /wxa/business/getuserphonenumber?access_token=wrong", 40001),
    ("POST /wxa/getwxacodeunlimit?access_token=wrong", 40001),
    ("POST /wxa/getwxacode?access_token=wrong", 40001),
    ("POST /cgi-bin/wxaapp/createwxaqrcode?access_token=wrong", 40001),
    ("POST /wxa/generatescheme?access_token=wrong", 40001),
    ("POST /wxa/queryscheme?access_token=wrong", 40001),
    ("POST /wxa/generate_urllink?access_token=wrong", 40001),
    ("POST /wxa/query_urllink?access_token=wrong", 40001),
    ("POST /wxa/genwxashortlink?access_token=wrong", 40001),
    ("POST /cgi-bin/{*rest}", 40066),
    ("POST /sns/{*rest}", 40066),
    ("POST /wxa/{*rest}", 40066),
];
