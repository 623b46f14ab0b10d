import { Readable } from 'node:stream'
import type { Problem } from '../../server/kernel/errors.ts'
import { CommandError, refusal } from './report.ts'

export const DATA = '/services/data/v60.0'

/** The server's API as the commands use it. */
export interface Client {
  readonly url: string
  /** Given when the person pressed Ctrl-C: requests then fail. */
  readonly signal: AbortSignal
  get<T>(path: string): Promise<T>
  send<T>(method: string, path: string, body?: unknown): Promise<T>
  /**
   * Sends a file and yields the lines of the answer (one JSON value each) as they come. Ends early when the connection
   * is lost or the signal is given on the way.
   */
  stream<T>(path: string, body: Body, type?: string): AsyncIterable<T>
  /** The raw answer; reading it fails when the connection is lost or the signal is given on the way. */
  download(path: string): Promise<Readable>
}

type Body = Readable | string

export function createClient(url: string, token: string, signal: AbortSignal): Client {
  const request = async (method: string, path: string, body?: Body, type = 'application/json') => {
    const headers: Record<string, string> = { Authorization: `Bearer ${token}` }
    if (body !== undefined) headers['Content-Type'] = type
    const init = { method, headers, body: body ?? null, duplex: 'half', signal } as unknown as RequestInit
    const response = await fetch(url + path, init).catch(cause => {
      throw new CommandError([`${url} does not answer: ${reasonOf(cause)}`])
    })
    if (!response.ok) throw await toCommandError(url, response)
    return response
  }
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await request(method, path, body === undefined ? undefined : JSON.stringify(body))
    const text = await response.text().catch(cause => {
      throw new CommandError([`${url} went away while it answered: ${reasonOf(cause)}`])
    })
    return parseAnswer(url, text) as T
  }
  return {
    url,
    signal,
    send,
    get: path => send('GET', path),
    download: async path => Readable.fromWeb((await request('GET', path)).body as never),
    async *stream<T>(path: string, body: Body, type?: string) {
      const { body: answer } = await request('POST', path, body, type)
      for await (const line of readLines(answer as ReadableStream<Uint8Array>))
        yield parseAnswer(url, line) as T
    },
  }
}

function parseAnswer(url: string, text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandError([`${url} answered something else than JSON: is it Atelier?`])
  }
}

/** The lines that are not blank, to the end or to where the connection broke off. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() as string
      yield* lines.filter(line => line !== '')
    }
  } catch (error) {
    if (!isConnectionLost(error)) throw error
  }
}

/** fetch ends a body that breaks off with a TypeError, or with the error of its signal. */
function isConnectionLost(error: unknown): boolean {
  return error instanceof TypeError || (error as Error).name === 'AbortError'
}

/** fetch hides the reason (`ECONNREFUSED`) behind "fetch failed". */
export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  const { code, message: inner } = (cause ?? {}) as { code?: string; message?: string }
  return inner || code || message
}

type ApiProblem = { message: string; errorCode: string } & Pick<
  Problem,
  'path' | 'position' | 'places' | 'hint'
>

async function toCommandError(url: string, response: Response): Promise<CommandError> {
  if (response.status === 401)
    return new CommandError([`The login to ${url} has ended. Run: ATELIER_URL=${url} npx atelier login`])
  if (response.status === 431)
    return new CommandError([
      'The request does not fit into an address: the query or the mapping is too long.',
    ])
  const body: unknown = await response.json().catch(() => undefined)
  if (!Array.isArray(body)) return new CommandError([`${url} answered ${response.status}: is it Atelier?`])
  const problems = (body as ApiProblem[]).map(problem => ({ ...problem, code: problem.errorCode }))
  return refusal(problems)
}
