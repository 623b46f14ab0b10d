import { type Choice, fetchChoices, openCombobox } from './combobox.ts'

interface Suggestion extends Choice {
  readonly id: string
}

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

function openLookup(element: HTMLElement, text: HTMLInputElement, id: HTMLInputElement): void {
  const combobox = openCombobox<Suggestion>({
    input: text,
    host: element,
    pause: PAUSE,
    find: typed => fetchChoices(element.dataset.lookup ?? '', typed),
    choose: suggestion => {
      text.value = suggestion.name
      id.value = suggestion.id
      text.dispatchEvent(new Event('change', { bubbles: true }))
    },
  })
  text.addEventListener('focus', () => {
    if (text.value === '') combobox.refresh()
  })
}
