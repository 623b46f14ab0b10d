/** What connected apps may do, and the codes and tokens on the way to a session. Only hashes are kept. */
export const OAUTH_TABLES: readonly string[] = [
  `ALTER TABLE atelier.connected_app ADD COLUMN redirect_uris text[] NOT NULL DEFAULT '{}'`,
  'ALTER TABLE atelier.connected_app ADD COLUMN public_key text',
  `ALTER TABLE atelier.connected_app ADD COLUMN scopes text[] NOT NULL DEFAULT '{api,id,refresh_token}'`,
  // Apps on people's own machines keep no secret; proof of the code's owner (PKCE) stands for it.
  'ALTER TABLE atelier.connected_app ADD COLUMN has_secret boolean NOT NULL DEFAULT true',
  // What was made of one consent ends together.
  'ALTER TABLE atelier.session ADD COLUMN family text',
  'CREATE INDEX session_family_idx ON atelier.session (family) WHERE family IS NOT NULL',
  `CREATE TABLE atelier.oauth_code (
    code_hash text CONSTRAINT oauth_code_pkey PRIMARY KEY,
    org text NOT NULL,
    client_id text NOT NULL,
    "user" text NOT NULL,
    redirect_uri text NOT NULL,
    challenge text NOT NULL,
    scopes text[] NOT NULL,
    family text NOT NULL,
    used boolean NOT NULL DEFAULT false,
    expires timestamptz NOT NULL
  )`,
  `CREATE TABLE atelier.refresh_token (
    token_hash text CONSTRAINT refresh_token_pkey PRIMARY KEY,
    org text NOT NULL,
    client_id text NOT NULL,
    "user" text NOT NULL,
    scopes text[] NOT NULL,
    family text NOT NULL,
    used boolean NOT NULL DEFAULT false,
    expires timestamptz NOT NULL
  )`,
  'CREATE INDEX refresh_token_family_idx ON atelier.refresh_token (family)',
  'CREATE INDEX refresh_token_org_user_idx ON atelier.refresh_token (org, "user")',
  `CREATE TABLE atelier.used_assertion (
    hash text CONSTRAINT used_assertion_pkey PRIMARY KEY,
    expires timestamptz NOT NULL
  )`,
]
