import { findApp, type RegisteredApp } from '../org/connected-apps.ts'
import type { Org } from '../org/session.ts'
import type { Form } from './grant.ts'

export const AUTHORIZE_PATH = '/services/oauth2/authorize'

/** What an app asks with; pages send it back as it came. */
const ASKED = [
  ...['response_type', 'client_id', 'redirect_uri', 'code_challenge', 'code_challenge_method'],
  ...['scope', 'state'],
]

export function askedIn(form: Form): Readonly<Record<string, string>> {
  return Object.fromEntries(ASKED.flatMap(name => (form[name] === undefined ? [] : [[name, form[name]]])))
}

/** A request for a code that can be answered by sending the user back to the app. */
export interface AuthorizeRequest {
  readonly app: RegisteredApp
  readonly redirectUri: string
  readonly challenge: string
  readonly scopes: readonly string[]
  readonly state: string | undefined
  /** Undefined: it is right. */
  readonly error?: string
}

/** SHA-256 in base64url. */
const CHALLENGE = /^[\w-]{43}$/

/** Undefined: no such app, or an address that is not the app's, letter by letter. Nobody is sent anywhere then. */
export async function readAuthorizeRequest(org: Org, form: Form): Promise<AuthorizeRequest | undefined> {
  const { client_id: clientId = '', redirect_uri: redirectUri = '', state, scope } = form
  const app = await findApp(org, clientId)
  if (!app?.redirectUris.includes(redirectUri)) return undefined
  const scopes = scope ? scope.split(' ').filter(name => name !== '') : app.scopes
  const challenge = form.code_challenge ?? ''
  const error = errorOf(form, app, scopes, challenge)
  return { app, redirectUri, challenge, scopes, state, ...(error !== undefined && { error }) }
}

function errorOf(
  { response_type: type, code_challenge_method: method }: Form,
  app: RegisteredApp,
  scopes: readonly string[],
  challenge: string,
): string | undefined {
  if (type !== 'code') return 'unsupported_response_type'
  if (method !== 'S256' || !CHALLENGE.test(challenge)) return 'invalid_request'
  return scopes.every(scope => app.scopes.includes(scope)) ? undefined : 'invalid_scope'
}

/** The app's own address, with what it is told. */
export function backTo(
  { redirectUri, state }: AuthorizeRequest,
  answer: Readonly<Record<string, string>>,
): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  if (state !== undefined) url.searchParams.set('state', state)
  return url.href
}
