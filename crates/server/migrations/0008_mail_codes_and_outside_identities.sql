-- Two more ways to sign in at the console: a code that was mailed, and a person's account elsewhere.

-- A code that was asked for. Kept for a day, since those of an address are counted; an address that nobody has an account with gets its row, too.
CREATE TABLE mail_code (
    -- What the browser that asked has.
    secret_hash TEXT NOT NULL PRIMARY KEY,
    -- Of the secret and the code together: a million codes alone would be tried in a moment.
    code_hash TEXT NOT NULL,
    address_hash TEXT NOT NULL,
    account_id TEXT REFERENCES account (id),
    tries BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX mail_code_by_address ON mail_code (address_hash, created_ms);
CREATE INDEX mail_code_by_time ON mail_code (created_ms);

-- Who somebody is at an OpenID Connect provider.
CREATE TABLE outside_identity (
    id TEXT NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    -- As the provider said when it was linked; for its owner to recognise.
    email TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    used_ms BIGINT,
    UNIQUE (issuer, subject)
);
CREATE INDEX outside_identity_by_account ON outside_identity (account_id);
