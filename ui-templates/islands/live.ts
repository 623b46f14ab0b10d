import { refreshForm, tellForm } from './live-form.ts'
import { refreshList } from './live-list.ts'
import { refreshRecord } from './live-record.ts'
import { tell, textOf } from './live-texts.ts'

/** Milliseconds before a connection that was lost is opened again: twice as many each time, and never all at once. */
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 60_000
/** Milliseconds after which a page that is opened may have missed something already. */
const OLD_PAGE = 5_000

interface Changed {
  /** Undefined: it is not known which. */
  readonly ids?: readonly string[]
}

/** Pages that show records hear of what others save, and of deploys, while somebody looks at them. */
export function openLive(): void {
  if (!document.querySelector('[data-live]')) return
  let source: EventSource | undefined
  let waiting: number | undefined
  let failures = 0
  let isFirst = true
  const close = (): void => {
    clearTimeout(waiting)
    source?.close()
    source = undefined
  }
  const open = (): void => {
    close()
    if (document.hidden) return
    source = new EventSource(address())
    source.addEventListener('open', () => {
      failures = 0
      // Whatever was saved while nobody listened.
      if (!isFirst || performance.now() > OLD_PAGE) void follow({})
      isFirst = false
    })
    source.addEventListener('changed', event => void follow(JSON.parse(event.data) as Changed))
    source.addEventListener('model', () => void followModel())
    source.addEventListener('ended', () => {
      close()
      document.removeEventListener('visibilitychange', open)
      tell(textOf('ended'))
    })
    source.addEventListener('error', () => {
      close()
      const wait = Math.min(FIRST_WAIT * 2 ** failures++, LONGEST_WAIT)
      waiting = setTimeout(open, wait * (0.5 + Math.random() / 2))
    })
  }
  document.addEventListener('visibilitychange', open)
  // Another part of a list shows other records.
  document.addEventListener('htmx:afterSettle', event => {
    if ((event.target as HTMLElement).id === 'list') open()
  })
  addEventListener('pagehide', close)
  addEventListener('pageshow', event => {
    if (event.persisted) open()
  })
  open()
}

function address(): string {
  const { live = '', liveUrl = '', liveId, liveRelated = '', liveList } = liveOf().dataset
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-id]')]
  const ids = liveId === undefined ? rows.map(row => row.dataset.id ?? '') : [liveId]
  const parameters = new URLSearchParams({ object: live, ids: ids.join() })
  if (liveRelated !== '') parameters.set('related', liveRelated)
  if (liveList !== undefined) parameters.set('list', '1')
  return `${liveUrl}?${parameters}`
}

function liveOf(): HTMLElement {
  return document.querySelector<HTMLElement>('[data-live]') as HTMLElement
}

async function follow({ ids }: Changed): Promise<void> {
  const form = document.querySelector<HTMLFormElement>('main > form[data-form]')
  if (form) return tellForm(form)
  if (document.querySelector('.record')) await refreshRecord()
  if (document.querySelector('.record') && !document.querySelector('#list')) return
  return refreshList(ids)
}

/** Another org model: what is typed is kept. */
async function followModel(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>('main > form[data-form]')
  if (form) return refreshForm(form)
  return follow({})
}
