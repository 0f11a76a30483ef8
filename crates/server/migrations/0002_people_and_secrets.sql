-- People who open programs, and what servers of programs call with. Whatever is about a person has his id, so that he can be erased.

-- Somebody who opens programs: a guest, until something needs a name.
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    created_ms BIGINT NOT NULL
);

-- A browser that is known as a person's, by the cookie of the platform's own origin.
CREATE TABLE person_session (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX person_session_by_person ON person_session (person_id);
CREATE INDEX person_session_by_end ON person_session (expires_ms);

-- A person as one program knows him.
CREATE TABLE app_user (
    app_id TEXT NOT NULL REFERENCES app (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    openid TEXT NOT NULL UNIQUE,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (app_id, person_id)
);
CREATE INDEX app_user_by_person ON app_user (person_id);

-- A person as all programs of an organisation know him.
CREATE TABLE organisation_user (
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    unionid TEXT NOT NULL UNIQUE,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, person_id)
);
CREATE INDEX organisation_user_by_person ON organisation_user (person_id);

-- What the platform's origin gives a program's page once, which its own origin makes a session of.
CREATE TABLE ticket (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    expires_ms BIGINT NOT NULL
);
CREATE INDEX ticket_by_person ON ticket (person_id);
CREATE INDEX ticket_by_end ON ticket (expires_ms);

-- A browser that is signed in to a program, by the cookie of the program's origin.
CREATE TABLE user_session (
    id TEXT NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    app_id TEXT NOT NULL REFERENCES app (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    -- 16 bytes, Base64. Kept as it is: what is sent to the program's page is encrypted and signed with it.
    session_key TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX user_session_by_user ON user_session (person_id, app_id);
CREATE INDEX user_session_by_end ON user_session (expires_ms);

-- What `wx.login` gave; kept for a while after its end, so that one that was used is told from one that never was.
CREATE TABLE login_code (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    user_session_id TEXT NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_ms BIGINT
);
CREATE INDEX login_code_by_person ON login_code (person_id);
CREATE INDEX login_code_by_end ON login_code (expires_ms);

-- What the server of a program shows; the one without an end is the current one.
CREATE TABLE app_secret (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    secret_hash TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    created_ms BIGINT NOT NULL,
    ends_ms BIGINT
);
CREATE INDEX app_secret_by_app ON app_secret (app_id);

-- What the server of a program calls with. Kept for a day, since a day's are counted.
CREATE TABLE access_token (
    id TEXT NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    app_id TEXT NOT NULL REFERENCES app (id),
    app_secret_id TEXT NOT NULL REFERENCES app_secret (id),
    kind TEXT NOT NULL,
    is_forced BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    -- When a newer one took its place.
    replaced_ms BIGINT
);
CREATE INDEX access_token_by_app ON access_token (app_id, kind, created_ms);
