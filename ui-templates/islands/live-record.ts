import { fetchPage, listOf, tell, textOf } from './live-texts.ts'
import { morph } from './morph.ts'

const STAMPS = new Set(['LastModifiedDate', 'LastModifiedById', 'SystemModstamp'])

/** Brings a record's page up to date, and says what has changed and by whom. */
export async function refreshRecord(): Promise<void> {
  const page = await fetchPage()
  const [old, now] = [document.querySelector('.record'), page?.querySelector('.record')]
  if (!page || !old) return
  // What is just being saved comes with the record as it is then.
  if (old.querySelector('.inline-form[aria-busy=true]')) return
  if (!now) return tell(textOf('gone'))
  const changed = changedLabels(old, now)
  const who = page.querySelector<HTMLElement>('[data-live]')?.dataset.liveWho ?? ''
  const edited = old.querySelector<HTMLElement>('.inline-form')?.closest<HTMLElement>('[data-field]')
  const isContested = edited && changed.has(edited.dataset.field ?? '')
  if (isContested) edited.dataset.stale = ''
  await fetchCards(old, now)
  morph(old, now)
  if (changed.size === 0) return
  const what = listOf([...changed.values()])
  const text = who === '' ? textOf('updated', { what }) : textOf('changed', { who, what })
  if (!isContested) return tell(text)
  const form = edited.querySelector('form')
  tell(text, { label: textOf('both'), run: () => form?.dispatchEvent(new CustomEvent('compare')) })
}

/** Related lists that are on the page come with it only when they are asked for. */
async function fetchCards(old: ParentNode, now: ParentNode): Promise<void> {
  for (const card of now.querySelectorAll<HTMLElement>('.related[hx-get]')) {
    const shown = old.querySelector(`#${CSS.escape(card.id)}`)
    if (!shown || shown.hasAttribute('hx-get')) continue
    const fetched = (await fetchPage(card.getAttribute('hx-get') ?? ''))?.querySelector('.related')
    if (fetched) card.replaceWith(fetched)
  }
}

/** Labels of the fields that read otherwise now, by name. */
function changedLabels(old: ParentNode, now: ParentNode): ReadonlyMap<string, string> {
  const before = new Map(fieldsIn(old).map(field => [field.dataset.field, shownIn(field)]))
  const changed = fieldsIn(now).filter(field => {
    const name = field.dataset.field ?? ''
    return !STAMPS.has(name) && before.get(name) !== shownIn(field)
  })
  return new Map(
    changed.map(field => [
      field.dataset.field ?? '',
      field.querySelector('dt')?.firstChild?.textContent?.trim() ?? '',
    ]),
  )
}

function fieldsIn(root: ParentNode): readonly HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-field]')]
}

/** What the field showed when somebody began to change it, or shows. */
function shownIn(field: HTMLElement): string {
  const { shown } = field.dataset
  return shown ?? field.querySelector('dd')?.innerHTML.trim() ?? ''
}
