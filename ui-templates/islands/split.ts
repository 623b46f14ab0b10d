import htmx from 'htmx.org/dist/htmx.esm.js'
import { openInstead } from './failed-requests.ts'
import { fetchPage } from './live-texts.ts'
import { showStep } from './path.ts'

// Its types are written for CommonJS, which the file is not.
const { process } = htmx as unknown as { readonly process: (element: Element) => void }

/** Where a record has no place beside the list, it has a page of its own. */
const WIDE = '(min-width: 48em)'
/** Milliseconds without a key after which the record is fetched that somebody has gone to. */
const PAUSE = 120

let asked = 0
let timer: ReturnType<typeof setTimeout> | undefined

/** A list with a record beside it: a click or the arrow keys change the record, Escape leads back to the list. */
export function openSplit(root: Document): void {
  const split = root.querySelector<HTMLElement>('[data-split]')
  if (!split) return
  split.addEventListener('click', event => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('[data-split-record]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !matchMedia(WIDE).matches) return
    event.preventDefault()
    void show(split, link)
  })
  root.addEventListener('keydown', event => {
    if (event.defaultPrevented || isBusy(event.target as HTMLElement)) return
    const links = linksOf(split)
    const at = links.indexOf(root.activeElement as HTMLAnchorElement)
    if (event.key === 'Escape') leave(root, split, at >= 0)
    else if (at < 0) return
    else if (event.key === 'ArrowDown') goTo(split, links[at + 1])
    else if (event.key === 'ArrowUp') goTo(split, links[at - 1])
    else return
    event.preventDefault()
  })
}

const linksOf = (split: HTMLElement): readonly HTMLAnchorElement[] => [
  ...split.querySelectorAll<HTMLAnchorElement>('[data-split-record]'),
]

/** Escape closes first what is open above the page, or gives up what is typed. */
function isBusy(target: HTMLElement): boolean {
  return target.closest('form, dialog, details[open], input, select, textarea') !== null
}

function leave(root: Document, split: HTMLElement, isInList: boolean): void {
  const current = split.querySelector<HTMLElement>('[data-split-record][aria-current]')
  if (isInList || !current) root.querySelector<HTMLElement>('[data-split-end]')?.click()
  else current.focus()
}

function goTo(split: HTMLElement, link: HTMLAnchorElement | undefined): void {
  if (!link) return
  link.focus()
  if (!matchMedia(WIDE).matches) return
  clearTimeout(timer)
  timer = setTimeout(() => void show(split, link), PAUSE)
}

function mark(split: HTMLElement, link: HTMLElement): void {
  for (const one of linksOf(split)) one.removeAttribute('aria-current')
  link.setAttribute('aria-current', 'true')
}

async function show(split: HTMLElement, link: HTMLAnchorElement): Promise<void> {
  const mine = ++asked
  const address = link.dataset.splitRecord ?? ''
  mark(split, link)
  const page = await fetchPage(address)
  // Somebody has gone on meanwhile.
  if (mine !== asked) return
  const [old, now] = [split.querySelector('#split-record'), page?.querySelector('#split-record')]
  if (!old || !now) return openInstead(link.href, () => void show(split, link))
  // What others have saved may have come with the page as it was.
  mark(split, link)
  old.replaceWith(now)
  history.replaceState(history.state, '', address)
  process(now)
  showStep(now)
}
