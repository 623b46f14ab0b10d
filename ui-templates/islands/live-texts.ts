type Name =
  | 'changed'
  | 'updated'
  | 'opened'
  | 'openedByOthers'
  | 'both'
  | 'rows'
  | 'some'
  | 'refresh'
  | 'form'
  | 'formChanged'
  | 'gone'
  | 'ended'

/** A text that the page brought along, in the language of its viewer. */
export function textOf(name: Name, values: Readonly<Record<string, string>> = {}): string {
  const { dataset } = document.querySelector<HTMLElement>('[data-live]') as HTMLElement
  const text = dataset[`text${name[0]?.toUpperCase()}${name.slice(1)}`] ?? ''
  return text.replace(/\{(\w+)\}/g, (_whole, key: string) => values[key] ?? '')
}

/** `Status and Amount`, as is usual in the language of the page. */
export function listOf(names: readonly string[]): string {
  return new Intl.ListFormat(document.documentElement.lang).format(names)
}

/** Says it where people and screen readers find it, in the place of what was said before. */
export function tell(text: string, action?: { readonly label: string; readonly run: () => void }): void {
  const host = document.querySelector<HTMLElement>('[data-live-notices]')
  if (!host) return
  host.querySelector('[data-live-notice]')?.remove()
  if (text === '') return
  const notice = document.createElement('div')
  notice.className = 'notice notice_live'
  notice.dataset.liveNotice = ''
  const words = document.createElement('span')
  words.textContent = text
  notice.append(words)
  if (action) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'notice__action'
    button.textContent = action.label
    button.addEventListener('click', () => {
      notice.remove()
      action.run()
    })
    notice.append(button)
  }
  const dismiss = document.createElement('button')
  dismiss.type = 'button'
  dismiss.className = 'notice__dismiss'
  dismiss.textContent = '×'
  dismiss.setAttribute('aria-label', host.dataset.dismiss ?? '')
  dismiss.addEventListener('click', () => notice.remove())
  notice.append(dismiss)
  host.append(notice)
}

/** Takes it back, unless something else has been said since. */
export function untell(text: string): void {
  const notice = document.querySelector('[data-live-notice]')
  if (notice?.querySelector('span')?.textContent === text) notice.remove()
}

/** This page as it is now, or that of an address; undefined: it cannot be had, or somebody has gone on from it. */
export async function fetchPage(address?: string): Promise<Document | undefined> {
  const here = placeOf(location)
  // Asked for by a script: notices that wait for the next page go on waiting.
  const answer = await fetch(address ?? here, { headers: { 'hx-request': 'true' } }).catch(() => undefined)
  if (!answer || (!answer.ok && answer.status !== 404)) return undefined
  // It may break off.
  const text = await answer.text().catch(() => undefined)
  if (text === undefined) return undefined
  if (address === undefined && here !== placeOf(location)) return undefined
  return new DOMParser().parseFromString(text, 'text/html')
}

const placeOf = ({ pathname, search }: Location): string => pathname + search
