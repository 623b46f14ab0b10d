/** Logins by auth providers on their way, and the secrets that the org shows to providers. */
export const SSO_TABLES: readonly string[] = [
  // What comes back is compared with nonce and verifier: they cannot be hashed. They are of no use without the browser.
  `CREATE TABLE atelier.sso_request (
    state_hash text CONSTRAINT sso_request_pkey PRIMARY KEY,
    org text NOT NULL,
    provider text NOT NULL,
    browser_hash text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    target text NOT NULL,
    expires timestamptz NOT NULL
  )`,
  'CREATE INDEX sso_request_expires_idx ON atelier.sso_request (expires)',
  // Whom a provider has vouched for, and whose second factor is still missing.
  `CREATE TABLE atelier.sso_login (
    token_hash text CONSTRAINT sso_login_pkey PRIMARY KEY,
    org text NOT NULL,
    provider text NOT NULL,
    "user" text NOT NULL,
    target text NOT NULL,
    expires timestamptz NOT NULL
  )`,
  'CREATE INDEX sso_login_expires_idx ON atelier.sso_login (expires)',
  `CREATE TABLE atelier.auth_provider_secret (
    org text NOT NULL,
    provider text NOT NULL,
    secret text NOT NULL,
    changed timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT auth_provider_secret_pkey PRIMARY KEY (org, provider)
  )`,
]
