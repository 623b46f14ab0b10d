/** What logins leave behind: who came from where, what failed, and links that were sent. */
export const LOGIN_TABLES: readonly string[] = [
  `CREATE TABLE atelier.login_history (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT login_history_pkey PRIMARY KEY,
    org text NOT NULL,
    "user" text,
    username text,
    login_time timestamptz NOT NULL DEFAULT now(),
    address text NOT NULL,
    user_agent text NOT NULL,
    login_type text NOT NULL,
    application text,
    status text NOT NULL
  )`,
  'CREATE INDEX login_history_org_user_idx ON atelier.login_history (org, "user", id)',
  'CREATE INDEX login_history_org_username_idx ON atelier.login_history (org, username)',
  'CREATE INDEX login_history_login_time_idx ON atelier.login_history (login_time)',
  // Keys are hashes: what people type where a user name belongs may be a password.
  `CREATE TABLE atelier.login_failure (
    org text NOT NULL,
    key text NOT NULL,
    failures integer NOT NULL,
    blocked_until timestamptz NOT NULL,
    last timestamptz NOT NULL,
    CONSTRAINT login_failure_pkey PRIMARY KEY (org, key)
  )`,
  'CREATE INDEX login_failure_last_idx ON atelier.login_failure (last)',
  `CREATE TABLE atelier.password_reset (
    token_hash text CONSTRAINT password_reset_pkey PRIMARY KEY,
    org text NOT NULL,
    "user" text NOT NULL,
    expires timestamptz NOT NULL
  )`,
  'CREATE INDEX password_reset_org_user_idx ON atelier.password_reset (org, "user")',
  `CREATE TABLE atelier.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pkey PRIMARY KEY,
    org text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text,
    created timestamptz NOT NULL DEFAULT now(),
    due timestamptz DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    sent timestamptz,
    error text
  )`,
  'CREATE INDEX outbox_due_idx ON atelier.outbox (due) WHERE due IS NOT NULL',
  'ALTER TABLE atelier.session ADD COLUMN scopes text[]',
  'ALTER TABLE atelier.session ADD COLUMN address text',
  'ALTER TABLE atelier.session ADD COLUMN user_agent text',
]
