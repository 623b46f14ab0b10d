import type { Answer } from './test-client.ts'
import type { TestServer } from './test-server.ts'

/** A browser without pictures: it keeps cookies, and sends forms with what their pages hold. */
export function openBrowser(server: TestServer) {
  const cookies = new Map<string, string>()
  const send = async (
    method: string,
    path: string,
    fields?: Readonly<Record<string, string>> | FormData,
  ): Promise<Answer> => {
    const form = fields && new Response(fields instanceof FormData ? fields : new URLSearchParams(fields))
    const answer = await server.send(method, path, {
      token: null,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form && { 'content-type': form.headers.get('content-type') ?? '' }),
      },
      ...(form && { body: new Uint8Array(await form.arrayBuffer()) }),
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  const post = async (
    page: string,
    path: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<Answer> => {
    const { text } = await send('GET', page)
    return send('POST', path, { _csrf: /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '', ...fields })
  }
  const logIn = (username: string, password: string) => post('/login', '/login', { username, password })
  return { cookies, send, get: (path: string) => send('GET', path), post, logIn }
}

export type Browser = ReturnType<typeof openBrowser>

const ENTITIES: readonly (readonly [entity: string, character: string])[] = [
  ['&quot;', '"'],
  ['&#x27;', "'"],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
]

function unescapeHtml(text: string): string {
  return ENTITIES.reduce((plain, [entity, character]) => plain.replaceAll(entity, character), text)
}

/** Sends the page's form as browsers without a script do: its hidden controls, and what somebody has typed. */
export function sendForm(
  browser: Browser,
  { text }: Answer,
  typed: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const form = /<main[\s\S]*?<form[^>]*action="([^"]*)"[\s\S]*?<\/form>/.exec(text)
  const hidden = [...(form?.[0] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
  const held = hidden.map(([, name = '', value = '']) => [name, unescapeHtml(value)] as const)
  return browser.send('POST', unescapeHtml(form?.[1] ?? ''), { ...Object.fromEntries(held), ...typed })
}
