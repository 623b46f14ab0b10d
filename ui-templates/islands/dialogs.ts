import { addressOf, openFormDialog } from './form-dialogs.ts'
import type { NewRecordEvent } from './lookups.ts'
import { fetchDocument } from './send-form.ts'

/**
 * Pages that ask something stand in a dialog over the page they were called from: those that links and forms with
 * `data-dialog` lead to, new records of a related list, which shows them where it stands, and those that a lookup names.
 */
export function openDialogs(root: HTMLElement): void {
  root.addEventListener('click', event => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a:is([data-dialog], [data-new])')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void (link.dataset.new === undefined ? ask(link.href) : makeRelated(link))
  })
  root.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement
    if (form.dataset.dialog === undefined) return
    event.preventDefault()
    void ask(addressOf(form, event.submitter))
  })
  root.addEventListener('newrecord', event => void makeNamed(event as NewRecordEvent))
}

async function ask(address: string): Promise<void> {
  const led = await openFormDialog(address)
  if (led) location.assign(led)
}

async function makeRelated({ href, dataset }: HTMLAnchorElement): Promise<void> {
  const { new: id = '', newSource = '' } = dataset
  const made = await openFormDialog(href)
  if (!made) return
  await fetchMade(made)
  const now = (await fetchDocument(newSource, true))?.getElementById(id)
  document.getElementById(id)?.replaceWith(now ?? '')
  document.querySelector<HTMLElement>(`a[data-new="${CSS.escape(id)}"]`)?.focus()
}

async function makeNamed({ detail: { address, take } }: NewRecordEvent): Promise<void> {
  const made = await openFormDialog(address, async led => {
    const [, id] = /^\/lightning\/r\/[^/]+\/(\w+)\/view/.exec(led) ?? []
    const name = id ? (await fetchMade(led))?.querySelector('.record__head h1')?.textContent : ''
    take(id && name ? { id, name } : undefined)
  })
  if (made === undefined) take(undefined)
}

/** The page of what was made; what there is to tell is told here. */
async function fetchMade(address: string): Promise<Document | undefined> {
  const page = await fetchDocument(address)
  document.querySelector('.notices')?.replaceChildren(...(page?.querySelector('.notices')?.childNodes ?? []))
  return page
}
