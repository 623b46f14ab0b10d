import { openFormDialog } from './form-dialogs.ts'
import type { NewRecordEvent } from './lookups.ts'
import { fetchDocument } from './send-form.ts'

/** New records are made over the page: those of a related list, which shows them where it stands, and those that a lookup names. */
export function openNewInPlace(root: HTMLElement): void {
  root.addEventListener('click', event => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[data-new]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void makeRelated(link)
  })
  root.addEventListener('newrecord', event => void makeNamed(event as NewRecordEvent))
}

async function makeRelated({ href, dataset }: HTMLAnchorElement): Promise<void> {
  const { new: id = '', newSource = '' } = dataset
  if (!(await openFormDialog(href))) return
  const now = (await fetchDocument(newSource, true))?.getElementById(id)
  document.getElementById(id)?.replaceWith(now ?? '')
  document.querySelector<HTMLElement>(`a[data-new="${CSS.escape(id)}"]`)?.focus()
}

async function makeNamed({ detail: { address, take } }: NewRecordEvent): Promise<void> {
  const made = await openFormDialog(address)
  const [, id] = /^\/lightning\/r\/[^/]+\/(\w+)\/view/.exec(made?.address ?? '') ?? []
  const name = made?.page.querySelector('.record__head h1')?.textContent ?? ''
  take(id && name ? { id, name } : undefined)
}
