import { expect } from 'chai'
import type { Answer } from './test-client.ts'
import type { TestServer } from './test-server.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** A browser that keeps cookies and goes from the server to a provider and back, one step at a time. */
export interface SsoBrowser {
  readonly cookies: ReadonlyMap<string, string>
  get(path: string): Promise<Answer>
  post(path: string, form: Readonly<Record<string, string>>): Promise<Answer>
  /** Opens the login page, follows its link to the provider: where that one sends people back to, as a path. */
  goOut(page: string, label: string): Promise<string>
  /** Out and back. */
  logIn(page: string, label: string): Promise<Answer>
}

export function openBrowser(server: TestServer): SsoBrowser {
  const cookies = new Map<string, string>()
  const send = async (method: string, path: string, body?: string): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(body === undefined ? {} : FORM), ...(cookie === '' ? {} : { cookie }) }
    const answer = await server.send(method, path, { token: null, headers, body })
    for (const text of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  const get = (path: string): Promise<Answer> => send('GET', path)
  const goOut = async (page: string, label: string): Promise<string> => {
    const { text } = await get(page)
    const href = linkOf(text, label)
    expect(href, `${label} in ${text}`).to.be.a('string')
    const out = await get(href as string)
    expect(out.status, out.text).to.equal(303)
    const atProvider = await fetch(out.headers.get('location') as string, { redirect: 'manual' })
    const back = new URL(atProvider.headers.get('location') as string)
    expect(back.origin).to.equal(server.url)
    return back.pathname + back.search
  }
  return {
    cookies,
    get,
    post: (path, form) => send('POST', path, String(new URLSearchParams(form))),
    goOut,
    logIn: async (page, label) => get(await goOut(page, label)),
  }
}

/** Where the button of that label leads. */
export function linkOf(html: string, label: string): string | undefined {
  const links = html.matchAll(/<a [^>]*href="([^"]+)"[^>]*>([^<]*)<\/a>/g)
  const found = [...links].find(([, , text]) => text === label)
  return found?.[1]?.replaceAll('&amp;', '&')
}

export function hiddenIn(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''
}
