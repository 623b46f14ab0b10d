import { expect } from 'chai'

export type Fields = Readonly<Record<string, unknown>>

export interface ApiError extends Fields {
  readonly message: string
  readonly errorCode: string
  readonly fields?: readonly string[]
}

export interface SaveResult extends Fields {
  readonly id?: string
  readonly success: boolean
  readonly created?: boolean
  readonly errors: readonly { readonly statusCode: string; readonly message: string }[]
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown
  /** The body as one record. */
  readonly record: Fields
  /** The body as the errors of a request. */
  readonly errors: readonly ApiError[]
  /** The body as the results of a save. */
  readonly results: readonly SaveResult[]
}

export interface RequestOptions {
  /** An object is sent as JSON; text and streams as they are. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Null: without a login. */
  readonly token?: string | null
}

/** Speaks to a server as its clients do. A path without a leading slash is under the API's root. */
export interface Client {
  send(method: string, path: string, options?: RequestOptions): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  patch(path: string, body?: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
  /** The id of a record made for the test. */
  create(object: string, fields: Fields): Promise<string>
  /** The records without their `attributes`. */
  query(soql: string): Promise<readonly Fields[]>
}

export const API = '/services/data/v60.0/'

export function createClient(url: string, token: string): Client {
  const send: Client['send'] = async (method, path, { body, headers = {}, token: other = token } = {}) => {
    const isRaw =
      body === undefined ||
      typeof body === 'string' ||
      body instanceof Uint8Array ||
      body instanceof ReadableStream
    const init = {
      method,
      headers: {
        ...(other === null ? {} : { authorization: `Bearer ${other}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: isRaw ? body : JSON.stringify(body),
      duplex: 'half',
      redirect: 'manual',
    }
    const response = await fetch(url + (path.startsWith('/') ? path : API + path), init as RequestInit)
    return toAnswer(response, await response.text())
  }
  return {
    send,
    get: path => send('GET', path),
    post: (path, body) => send('POST', path, { body }),
    patch: (path, body) => send('PATCH', path, { body }),
    delete: path => send('DELETE', path),
    create: async (object, fields) => {
      const { status, record, text } = await send('POST', `sobjects/${object}`, { body: fields })
      expect(status, text).to.equal(201)
      return record.id as string
    },
    query: async soql => {
      const { status, text, record } = await send('GET', `query?q=${encodeURIComponent(soql)}`)
      expect(status, `${soql}: ${text}`).to.equal(200)
      return (record.records as readonly Fields[]).map(({ attributes: _, ...fields }) => fields)
    },
  }
}

function toAnswer({ status, headers }: Response, text: string): Answer {
  const body = parse(text)
  return {
    ...{ status, headers, text, body },
    record: body as Fields,
    errors: body as readonly ApiError[],
    results: body as readonly SaveResult[],
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The answer is an error of that status and code. Gives its first problem, for more. */
export function expectError({ status, errors, text }: Answer, expected: number, code: string): ApiError {
  expect(status, text).to.equal(expected)
  expect(errors, text).to.be.an('array').that.is.not.empty
  const [error] = errors as readonly [ApiError]
  expect(error.errorCode, text).to.equal(code)
  expect(error.message, text).to.be.a('string').with.length.above(5)
  return error
}
