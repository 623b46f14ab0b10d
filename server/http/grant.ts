import type { LoginSource } from '../org/login-source.ts'
import type { Org } from '../org/session.ts'

/** A form or query string whose names are given once each. */
export type Form = Readonly<Record<string, string | undefined>>

/** An error of OAuth 2.0, in its own shape (RFC 6749, section 5.2). */
export interface Refusal {
  readonly status: number
  readonly error: string
  readonly error_description: string
  /** How long to wait before another attempt. */
  readonly seconds?: number
}

export function refusal(error: string, description: string, status = 400): Refusal {
  return { status, error, error_description: description }
}

export interface Granted {
  readonly userId: string
  /** The connected app that works as the user. */
  readonly clientId?: string
  /** What the token may be used for; undefined: for everything that the user may do. */
  readonly scopes?: readonly string[]
  /** The consent that it is made of. */
  readonly family?: string
  readonly refreshToken?: string
}

export interface TokenRequest {
  readonly org: Org
  readonly form: Form
  readonly source: LoginSource
  /** Of the server, from its configuration. */
  readonly publicUrl: string
}

export type Grant = (request: TokenRequest) => Promise<Granted | Refusal>
