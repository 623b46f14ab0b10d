import htmx from 'htmx.org/dist/htmx.esm.js'
import { sayUnreached } from './later-cards.ts'
import { tell, untell } from './live-texts.ts'

interface Failed {
  readonly elt: Element
  readonly pathInfo: { readonly finalRequestPath: string }
  readonly requestConfig: { readonly verb: string }
  readonly successful?: boolean
}

const { ajax } = htmx as unknown as {
  readonly ajax: (verb: string, path: string, from: { readonly source: Element }) => Promise<void>
}

/** What does not come is told where somebody waits for it: the browser's own page would take away what they work on. */
export function openInstead(address: string, again: () => void): void {
  if (navigator.onLine) location.assign(address)
  else tellOffline(again)
}

function tellOffline(again: () => void): void {
  const { offline = '', retry = '' } = wordsOf()
  tell(offline, { label: retry, run: again })
}

/** What pages say where there is no connection. */
export const offlineText = (): string => wordsOf().offline ?? ''

const wordsOf = (): DOMStringMap => document.querySelector<HTMLElement>('[data-live-notices]')?.dataset ?? {}

/** A part of a page that does not come: what the page shows stays, and whoever waits is told and may ask again. */
export function openFailedRequests(): void {
  const { offline = '', failed = '', retry = '' } = wordsOf()
  const sayOf =
    (text: string) =>
    (event: Event): void => {
      const { elt, pathInfo, requestConfig } = (event as CustomEvent<Failed>).detail
      const again = (): Promise<void> => ajax(requestConfig.verb, pathInfo.finalRequestPath, { source: elt })
      if (!sayUnreached(elt, text, retry, again)) tell(text, { label: retry, run: () => void again() })
    }
  document.addEventListener('htmx:sendError', sayOf(offline))
  document.addEventListener('htmx:timeout', sayOf(offline))
  document.addEventListener('htmx:responseError', sayOf(failed))
  document.addEventListener('htmx:afterRequest', event => {
    if (!(event as CustomEvent<Failed>).detail.successful) return
    untell(offline)
    untell(failed)
  })
}
