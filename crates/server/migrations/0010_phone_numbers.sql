-- Phone numbers that people entered themselves, and the leave they gave a program to learn one.

-- One of a person at most. Nobody has called it.
CREATE TABLE person_phone (
    person_id TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
    -- Digits, as E.164 has them.
    country_code TEXT NOT NULL,
    national_number TEXT NOT NULL,
    changed_ms BIGINT NOT NULL
);

-- A person's yes at the platform's own origin, which the program's page takes once.
CREATE TABLE phone_share (
    app_id TEXT NOT NULL REFERENCES app (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    expires_ms BIGINT NOT NULL,
    PRIMARY KEY (app_id, person_id)
);
CREATE INDEX phone_share_by_person ON phone_share (person_id);
CREATE INDEX phone_share_by_end ON phone_share (expires_ms);

-- What the page was given for the program's server. The number itself is not in it.
CREATE TABLE phone_code (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    expires_ms BIGINT NOT NULL
);
CREATE INDEX phone_code_by_person ON phone_code (person_id);
CREATE INDEX phone_code_by_end ON phone_code (expires_ms);
