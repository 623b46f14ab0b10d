import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Readable as ReadableStream } from 'node:stream'
import type { Problem } from '../../server/kernel/errors.ts'
import { CommandError, formatProblem } from './report.ts'

export const DATA = '/services/data/v60.0'

/** The server's API as the commands use it. */
export interface Client {
  readonly url: string
  get<T>(path: string): Promise<T>
  send<T>(method: string, path: string, body?: unknown): Promise<T>
  /** Sends a file and yields the lines of the answer (one JSON value each) as they come. */
  stream<T>(path: string, body: Readable | string | undefined, type?: string): AsyncIterable<T>
  /** The raw answer, for downloads. */
  download(path: string): Promise<Readable>
}

type Body = Readable | string

export function createClient(url: string, token: string): Client {
  const request = async (method: string, path: string, body?: Body, type = 'application/json') => {
    const headers: Record<string, string> = { Authorization: `Bearer ${token}` }
    if (body !== undefined) headers['Content-Type'] = type
    const init = { method, headers, body: body ?? null, duplex: 'half' } as unknown as RequestInit
    const response = await fetch(url + path, init).catch(cause => {
      throw new CommandError([`${url} does not answer: ${reasonOf(cause)}`])
    })
    if (!response.ok) throw await toCommandError(url, response)
    return response
  }
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await request(method, path, body === undefined ? undefined : JSON.stringify(body))
    const text = await response.text()
    return (text ? JSON.parse(text) : undefined) as T
  }
  return {
    url,
    send,
    get: path => send('GET', path),
    download: async path => ReadableStream.fromWeb((await request('GET', path)).body as never),
    async *stream<T>(path: string, body: Readable | string | undefined, type?: string) {
      const response = await request('POST', path, body, type)
      const lines = createInterface({ input: ReadableStream.fromWeb(response.body as never) })
      for await (const line of lines) if (line) yield JSON.parse(line) as T
    },
  }
}

/** fetch hides the reason (`ECONNREFUSED`) behind "fetch failed". */
export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  const { code, message: inner } = (cause ?? {}) as { code?: string; message?: string }
  return inner || code || message
}

type ApiProblem = { message: string; errorCode: string } & Pick<Problem, 'position' | 'hint'>

async function toCommandError(url: string, response: Response): Promise<CommandError> {
  if (response.status === 401)
    return new CommandError([`The login to ${url} has ended. Run: ATELIER_URL=${url} npx atelier login`])
  const body: unknown = await response.json().catch(() => undefined)
  if (!Array.isArray(body)) return new CommandError([`${url} answered ${response.status}: is it Atelier?`])
  const problems = (body as ApiProblem[]).map(problem => ({ ...problem, code: problem.errorCode }))
  return new CommandError(problems.map(formatProblem), problems)
}
