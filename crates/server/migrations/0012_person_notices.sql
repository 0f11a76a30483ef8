-- What a person is told of his own account: his inbox.

CREATE TABLE person_notice (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    -- `signed-in`, `credential-added` or `credential-removed`.
    kind TEXT NOT NULL,
    -- The credential: `email`, `passkey` or `account`, and what its owner knows it by.
    credential_kind TEXT NOT NULL,
    credential_label TEXT NOT NULL,
    -- The browser that did it, in a few words; empty where it said nothing.
    device TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    read_ms BIGINT
);
CREATE INDEX person_notice_by_person ON person_notice (person_id, at_ms);
CREATE INDEX person_notice_by_time ON person_notice (at_ms);
