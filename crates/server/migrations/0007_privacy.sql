-- What programs declare of personal data, what people answered, and what is left of those who were erased.

-- What a program's people say it does with personal data. A change is a new version; the newest one counts.
CREATE TABLE privacy_declaration (
    app_id TEXT NOT NULL REFERENCES app (id),
    version BIGINT NOT NULL,
    -- Purposes by item, contact, retention, sharing, supplement: JSON.
    content TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (app_id, version)
);

-- The random name that receipts of a program have for a person. Without this row nobody knows whose they are.
CREATE TABLE consent_subject (
    app_id TEXT NOT NULL REFERENCES app (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    subject TEXT NOT NULL UNIQUE,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (app_id, person_id)
);
CREATE INDEX consent_subject_by_person ON consent_subject (person_id);

-- A question that is shown to somebody; it ends with its answer.
CREATE TABLE consent_question (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    -- Words with a space between.
    items TEXT NOT NULL,
    scope TEXT,
    declaration_version BIGINT NOT NULL,
    words_digest TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX consent_question_by_person ON consent_question (person_id);
CREATE INDEX consent_question_by_end ON consent_question (expires_ms);

-- Every answer, and everything taken back. Rows are only added; each has the hash of the one before, within its program.
CREATE TABLE consent_receipt (
    app_id TEXT NOT NULL REFERENCES app (id),
    -- Counts up from 1 without a gap.
    number BIGINT NOT NULL,
    subject TEXT NOT NULL,
    items TEXT NOT NULL,
    scope TEXT,
    decision TEXT NOT NULL,
    declaration_version BIGINT NOT NULL,
    -- Of what was shown (`consent_words`).
    words_digest TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (app_id, number)
);
CREATE INDEX consent_receipt_by_subject ON consent_receipt (subject, number);

-- How many receipts a program has and the hash of the last one, signed by the platform.
CREATE TABLE consent_chain (
    app_id TEXT NOT NULL PRIMARY KEY REFERENCES app (id),
    receipts BIGINT NOT NULL,
    hash TEXT NOT NULL,
    signature TEXT NOT NULL
);

-- What people were shown, by its SHA-256: nothing of a person stands in it.
CREATE TABLE consent_words (
    digest TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);

-- That somebody was erased, as he was told it. Nothing says who.
CREATE TABLE erasure_report (
    id TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    signature TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Where the scripts of a version reach personal data, as its build found it.
CREATE TABLE version_reach (
    version_id TEXT NOT NULL REFERENCES version (id),
    item TEXT NOT NULL,
    api TEXT NOT NULL,
    path TEXT NOT NULL,
    line BIGINT NOT NULL,
    PRIMARY KEY (version_id, api, path, line)
);
