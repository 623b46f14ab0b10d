import { type Choice, fetchChoices, openCombobox } from './combobox.ts'

interface Suggestion extends Choice {
  /** Of the record; empty: of all results. */
  readonly address: string
}

/** The search above every page is a form; here it suggests records while somebody types. */
export function openSearch(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-search]')
  const input = form?.querySelector('input')
  if (!form || !input) return
  const { search = '', searchAll = '' } = form.dataset
  openCombobox<Suggestion>({
    input,
    host: form,
    pause: 120,
    find: async text => {
      const typed = text.trim()
      if (typed === '') return []
      const all = { name: searchAll.replace('{q}', typed), kind: '', address: '' }
      return [...(await fetchChoices<Suggestion>(search, typed)), all]
    },
    choose: ({ address }) => {
      if (address === '') form.requestSubmit()
      else location.assign(address)
    },
  })
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || isTyping(event)) return
    event.preventDefault()
    input.focus()
    input.select()
  })
}

/** Is the key one of a text, or of a shortcut of the browser? */
export function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
}
