import { type Choice, fetchChoices, openCombobox } from './combobox.ts'

interface Suggestion extends Choice {
  /** Empty: the record is made by the form of `create`. */
  readonly id: string
  readonly create?: string
}

/** Somebody wants to make the record that a lookup is to name, with the form of an address. */
export type NewRecordEvent = CustomEvent<{
  readonly address: string
  /** Undefined: there is none after all. */
  readonly take: (made: { readonly id: string; readonly name: string } | undefined) => void
}>

/** Milliseconds without a key after which what was typed is looked up. */
const PAUSE = 150

/** Lookups are text controls that the server understands; here they suggest records while somebody types. */
export function openLookups(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-lookup]')) {
    const text = element.querySelector<HTMLInputElement>('input[type=text]')
    const id = element.querySelector<HTMLInputElement>('input[type=hidden]')
    if (text && id) openLookup(element, text, id)
  }
}

/** The record that is edited, and what its form holds of the fields that the lookup's filter asks for. */
function sourcesOf(element: HTMLElement, { form, name }: HTMLInputElement): URLSearchParams {
  const { record = '', sources = '' } = element.dataset
  const parameters = new URLSearchParams(record === '' ? {} : { record })
  const before = name.slice(0, name.lastIndexOf('.') + 1)
  const data = form ? new FormData(form) : new FormData()
  for (const field of sources.split(' ').filter(one => one !== '')) {
    const isThere = form?.querySelector(`[data-field] [name="${CSS.escape(before + field)}"]`)
    const held = data.getAll(before + field)
    // An empty checkbox holds nothing.
    for (const value of isThere && held.length === 0 ? [''] : held)
      parameters.append(`source.${field}`, String(value))
  }
  return parameters
}

function openLookup(element: HTMLElement, text: HTMLInputElement, id: HTMLInputElement): void {
  const combobox = openCombobox<Suggestion>({
    input: text,
    host: element,
    pause: PAUSE,
    find: typed => fetchChoices(element.dataset.lookup ?? '', typed, sourcesOf(element, text)),
    choose: suggestion => {
      if (suggestion.create) ask(suggestion.create)
      else take(suggestion)
    },
  })
  const take = (chosen: Pick<Suggestion, 'id' | 'name'>): void => {
    text.value = chosen.name
    id.value = chosen.id
    text.dispatchEvent(new Event('change', { bubbles: true }))
  }
  const ask = (address: string): void => {
    const detail: NewRecordEvent['detail'] = {
      address,
      take: made => {
        if (made) take(made)
        text.focus()
      },
    }
    element.dispatchEvent(new CustomEvent('newrecord', { bubbles: true, detail }))
  }
  text.addEventListener('focus', () => {
    if (text.value === '') combobox.refresh()
  })
}
