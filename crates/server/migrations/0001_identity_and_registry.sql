-- Who may do what, and which program is what. Times are milliseconds since 1970, truth is 0 or 1, secrets are kept as SHA-256.

CREATE TABLE organisation (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Somebody who works with the platform: an operator, a developer, a marketer. People who open programs are not here.
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    is_operator BIGINT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE membership (
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
);
CREATE INDEX membership_by_account ON membership (account_id);

CREATE TABLE session (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX session_by_account ON session (account_id);

CREATE TABLE api_token (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    -- Words with a space between.
    scopes TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT,
    used_ms BIGINT,
    revoked_ms BIGINT
);
CREATE INDEX api_token_by_account ON api_token (account_id);

-- Every privileged act; rows are only added.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    api_token_id TEXT,
    organisation_id TEXT,
    app_id TEXT,
    act TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_by_organisation ON audit (organisation_id, id);

CREATE TABLE app (
    -- Also its label in the host name.
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX app_by_organisation ON app (organisation_id);

-- Public halves of the keys developers sign uploads with.
CREATE TABLE signing_key (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    created_ms BIGINT NOT NULL,
    revoked_ms BIGINT,
    UNIQUE (account_id, public_key)
);

-- Who brought a file may refer to it: a digest alone gives nobody the content of others.
CREATE TABLE organisation_blob (
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    digest TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, digest)
);

CREATE TABLE upload (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    number TEXT NOT NULL,
    description TEXT NOT NULL,
    robot BIGINT NOT NULL,
    signing_key_id TEXT NOT NULL REFERENCES signing_key (id),
    signature BYTEA NOT NULL,
    -- The list of sources: JSON, as it was signed.
    listing TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE version (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    number TEXT NOT NULL,
    description TEXT NOT NULL,
    robot BIGINT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    signing_key_id TEXT NOT NULL REFERENCES signing_key (id),
    signature BYTEA NOT NULL,
    sources_digest TEXT NOT NULL,
    -- The built package: path to digest, JSON.
    package TEXT NOT NULL,
    -- What building it said: JSON.
    findings TEXT NOT NULL,
    state TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    UNIQUE (app_id, number)
);

CREATE TABLE review (
    id TEXT NOT NULL PRIMARY KEY,
    version_id TEXT NOT NULL REFERENCES version (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    decision TEXT NOT NULL,
    comment TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX review_by_version ON review (version_id);

-- What people get. Numbers count up within a program; the last full one is what all get, a later gray one what some get.
CREATE TABLE release (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    number BIGINT NOT NULL,
    version_id TEXT NOT NULL REFERENCES version (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    -- 1 to 100.
    percent BIGINT NOT NULL,
    state TEXT NOT NULL,
    -- The number of the release that a way back led to.
    restores BIGINT,
    created_ms BIGINT NOT NULL,
    UNIQUE (app_id, number)
);
