interface Suggestion {
  readonly id: string
  readonly name: string
  readonly kind: string
}

/** Milliseconds without a key after which what was typed is looked up. */
const PAUSE = 150

interface Lookup {
  readonly element: HTMLElement
  readonly text: HTMLInputElement
  readonly id: HTMLInputElement
  readonly list: HTMLElement
  found: readonly Suggestion[]
  /** Index in `found`; -1: none. */
  marked: number
  /** Number of the last question: answers of earlier ones come too late. */
  asked: number
}

/** Lookups are text controls that the server understands; here they suggest records while somebody types. */
export function openLookups(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-lookup]')) {
    const text = element.querySelector<HTMLInputElement>('input[type=text]')
    const id = element.querySelector<HTMLInputElement>('input[type=hidden]')
    if (text && id) listen({ element, text, id, list: makeList(text), found: [], marked: -1, asked: 0 })
  }
}

function listen(lookup: Lookup): void {
  const { text } = lookup
  let timer: ReturnType<typeof setTimeout>
  text.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => suggest(lookup), PAUSE)
  })
  text.addEventListener('focus', () => {
    if (text.value === '') void suggest(lookup)
  })
  text.addEventListener('blur', () => close(lookup))
  text.addEventListener('keydown', event => {
    if (takesKey(lookup, event.key)) event.preventDefault()
  })
}

function takesKey(lookup: Lookup, key: string): boolean {
  const { list, found, marked } = lookup
  if (!list.isConnected) {
    if (key === 'ArrowDown') void suggest(lookup)
    return key === 'ArrowDown'
  }
  if (key === 'ArrowDown') mark(lookup, marked + 1)
  else if (key === 'ArrowUp') mark(lookup, marked < 0 ? -1 : marked - 1)
  else if (key === 'Enter' && marked >= 0) choose(lookup, found[marked])
  else if (key === 'Escape') close(lookup)
  else return false
  return true
}

async function suggest(lookup: Lookup): Promise<void> {
  const { element, text, list } = lookup
  const mine = ++lookup.asked
  const found = await fetchSuggestions(element.dataset.lookup ?? '', text.value)
  if (mine !== lookup.asked || document.activeElement !== text) return
  close(lookup)
  if (found.length === 0) return
  lookup.found = found
  lookup.marked = -1
  list.replaceChildren(...found.map((suggestion, at) => makeOption(lookup, suggestion, at)))
  element.append(list)
  text.setAttribute('aria-expanded', 'true')
}

function close({ list, text }: Lookup): void {
  list.remove()
  text.setAttribute('aria-expanded', 'false')
  text.removeAttribute('aria-activedescendant')
}

function choose(lookup: Lookup, suggestion: Suggestion | undefined): void {
  if (!suggestion) return
  const { text, id } = lookup
  text.value = suggestion.name
  id.value = suggestion.id
  text.dispatchEvent(new Event('change', { bubbles: true }))
  close(lookup)
}

function mark(lookup: Lookup, index: number): void {
  const { found, list, text } = lookup
  const marked = (index + found.length) % found.length
  lookup.marked = marked
  for (const [at, option] of [...list.children].entries())
    option.setAttribute('aria-selected', String(at === marked))
  text.setAttribute('aria-activedescendant', `${list.id}-${marked}`)
  list.children[marked]?.scrollIntoView({ block: 'nearest' })
}

function makeList(text: HTMLInputElement): HTMLElement {
  const list = document.createElement('ul')
  list.id = `${text.id}-list`
  list.className = 'lookup__list'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', text.labels?.[0]?.textContent ?? '')
  text.setAttribute('role', 'combobox')
  text.setAttribute('aria-autocomplete', 'list')
  text.setAttribute('aria-expanded', 'false')
  text.setAttribute('aria-controls', list.id)
  return list
}

function makeOption(lookup: Lookup, suggestion: Suggestion, at: number): HTMLElement {
  const option = document.createElement('li')
  option.id = `${lookup.list.id}-${at}`
  option.className = 'lookup__option'
  option.setAttribute('role', 'option')
  option.setAttribute('aria-selected', 'false')
  const kind = document.createElement('span')
  kind.className = 'quiet'
  kind.textContent = suggestion.kind
  option.append(suggestion.name, kind)
  // Before the control loses the focus, which closes the list.
  option.addEventListener('mousedown', event => {
    event.preventDefault()
    choose(lookup, suggestion)
  })
  return option
}

async function fetchSuggestions(source: string, text: string): Promise<readonly Suggestion[]> {
  try {
    const response = await fetch(`${source}?q=${encodeURIComponent(text)}`, {
      headers: { 'HX-Request': 'true' },
    })
    return response.ok && response.status === 200 ? ((await response.json()) as Suggestion[]) : []
  } catch {
    // Without a network the name is looked up when the form is saved.
    return []
  }
}
