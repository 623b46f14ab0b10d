import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { PageBench } from '../pages/open-trade.ts'
import { makePageReads } from '../pages/reads.ts'

/** Kilobytes over the wire. */
const MOST = { first: 200, later: 30 } as const
const ASSET = /\/assets\/[\w.-]+/g

/** What a browser loads for a page when it knows nothing yet, and when it has been here before. */
export async function measurePageSizes({ wants, server, browser, org, report }: PageBench): Promise<void> {
  if (!wants('page-sizes')) return
  const pages = [
    { title: 'home', path: '/lightning/page/home' },
    ...makePageReads(org).map(({ title, paths }) => ({ title, path: paths[0] as string })),
  ]
  const headers = { ...browser, 'Accept-Encoding': 'br' }
  for (const { title, path } of pages) {
    const later = await bytesOf(server.url + path, headers)
    const html = await (await fetch(server.url + path, { headers: { ...browser } })).text()
    const assets = [...new Set(html.match(ASSET))]
    const sizes = await Promise.all(assets.map(asset => bytesOf(server.url + asset, headers)))
    const first = sizes.reduce((sum, size) => sum + size, later)
    for (const [name, bytes] of Object.entries({ first, later }) as ['first' | 'later', number][]) {
      report({
        what: `${title}: ${name === 'first' ? 'first load' : 'later page'}, KB`,
        figures: { page: `${later} bytes`, assets: name === 'first' ? String(assets.length) : '–' },
        value: bytes / 1000,
        bound: MOST[name],
        kind: 'most',
      })
    }
  }
}

/** Of an answer as it comes: its body, compressed, and its headers. */
function bytesOf(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers }, async response => {
      if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`))
      const body = await buffer(response)
      resolve(body.length + response.rawHeaders.join(': \n').length)
    })
    request.once('error', reject)
  })
}
