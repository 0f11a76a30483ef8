-- Whether a program asks guests to sign in at the platform before it knows them.
ALTER TABLE app_face ADD COLUMN needs_sign_in BIGINT NOT NULL DEFAULT 0;
