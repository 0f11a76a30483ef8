-- How people sign in at the console, and how they come to an organisation.

CREATE TABLE passkey (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    -- What the authenticator calls it, in Base64.
    credential_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- Its public key, counter and kind: JSON.
    credential TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    used_ms BIGINT
);
CREATE INDEX passkey_by_account ON passkey (account_id);

-- A registration or a sign-in between its question and the authenticator's answer. It ends with the first answer, right or wrong.
CREATE TABLE ceremony (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    -- Of a registration; whoever signs in is not known yet.
    account_id TEXT,
    -- What the answer is compared with: JSON.
    state TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX ceremony_by_end ON ceremony (expires_ms);

-- The way back in of somebody who lost every passkey, made at the machine itself. Works once.
CREATE TABLE sign_in_link (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    expires_ms BIGINT NOT NULL
);

CREATE TABLE invitation (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    -- Who invites.
    account_id TEXT NOT NULL REFERENCES account (id),
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    -- Accepted, or taken back.
    ended_ms BIGINT
);
CREATE INDEX invitation_by_organisation ON invitation (organisation_id, id);
