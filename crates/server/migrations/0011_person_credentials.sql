-- How people who open programs are known again in another browser. Whoever has none of it is a guest.

CREATE TABLE person_credential (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    -- `email`, `passkey` or `account`.
    kind TEXT NOT NULL,
    -- What tells it from all others of its kind: the address, the authenticator's name for the key, issuer and subject of an account.
    subject TEXT NOT NULL,
    -- For its owner to recognise.
    label TEXT NOT NULL,
    -- Of a passkey, what its answers are compared with: JSON.
    passkey TEXT,
    created_ms BIGINT NOT NULL,
    used_ms BIGINT NOT NULL,
    UNIQUE (kind, subject)
);
CREATE INDEX person_credential_by_person ON person_credential (person_id);

-- A question to an authenticator or a provider that has not been answered.
CREATE TABLE person_ceremony (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    -- Whose credential it is to be; whoever signs in is not known yet.
    person_id TEXT REFERENCES person (id),
    -- What an authenticator's answer is compared with: JSON. `oidc`: the question was to a provider.
    state TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX person_ceremony_by_end ON person_ceremony (expires_ms);
CREATE INDEX person_ceremony_by_person ON person_ceremony (person_id);

-- In which browser of the person it began: it ends when he signs out there. Nothing in rows of before.
ALTER TABLE ticket ADD COLUMN person_session TEXT;
ALTER TABLE user_session ADD COLUMN person_session TEXT;
CREATE INDEX user_session_by_browser ON user_session (person_session);
