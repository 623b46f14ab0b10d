/** Something to choose. */
export interface Choice {
  readonly name: string
  /** Beside the name: what it is. */
  readonly kind: string
}

interface Settings<Chosen extends Choice> {
  readonly input: HTMLInputElement
  /** What the list is put into. */
  readonly host: HTMLElement
  readonly find: (text: string) => Promise<readonly Chosen[]>
  readonly choose: (choice: Chosen) => void
  /** Milliseconds without a key after which choices are looked for. */
  readonly pause: number
}

/** What an `<input>` becomes where its choices are listed below it, as WAI-ARIA says for a combobox. */
export function openCombobox<Chosen extends Choice>(
  settings: Settings<Chosen>,
): { readonly refresh: () => void } {
  const { input, host, find, choose, pause } = settings
  const list = makeList(input)
  let found: readonly Chosen[] = []
  let marked = -1
  let asked = 0
  let timer: ReturnType<typeof setTimeout>

  const close = (): void => {
    list.remove()
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  const refresh = async (): Promise<void> => {
    const mine = ++asked
    const choices = await find(input.value)
    // Answers of earlier questions come too late.
    if (mine !== asked || document.activeElement !== input) return
    const before = list.isConnected ? found[marked] : undefined
    close()
    found = choices
    marked = placeOf(choices, before)
    if (choices.length === 0) return
    list.replaceChildren(...choices.map((choice, at) => makeOption(list, choice, at, () => take(choice))))
    openList(input, host, list)
    if (marked >= 0) markOption(input, list, marked)
  }
  const take = (choice: Chosen | undefined): void => {
    close()
    if (choice) choose(choice)
  }
  const mark = (index: number): void => {
    marked = (index + found.length) % found.length
    markOption(input, list, marked)
  }
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => mark(marked + 1),
    ArrowUp: () => mark(marked < 0 ? -1 : marked - 1),
    Enter: () => take(found[marked]),
    Escape: close,
  }

  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(refresh, pause)
  })
  input.addEventListener('blur', close)
  input.addEventListener('keydown', event => {
    const act = keys[event.key]
    if (!act || event.isComposing) return
    if (!list.isConnected) {
      if (event.key === 'ArrowDown') void refresh()
      return
    }
    if (event.key === 'Enter' && marked < 0) return
    event.preventDefault()
    act()
  })
  return { refresh: () => void refresh() }
}

/** Whoever has gone to a choice stays there when what was typed is answered. */
function placeOf(choices: readonly Choice[], before: Choice | undefined): number {
  return choices.findIndex(({ name, kind }) => name === before?.name && kind === before.kind)
}

function openList(input: HTMLInputElement, host: HTMLElement, list: HTMLElement): void {
  host.append(list)
  // A low dialog ends above it.
  list.scrollIntoView({ block: 'nearest' })
  input.setAttribute('aria-expanded', 'true')
}

function markOption(input: HTMLInputElement, list: HTMLElement, marked: number): void {
  for (const [at, option] of [...list.children].entries())
    option.setAttribute('aria-selected', String(at === marked))
  input.setAttribute('aria-activedescendant', `${list.id}-${marked}`)
  list.children[marked]?.scrollIntoView({ block: 'nearest' })
}

function makeList(input: HTMLInputElement): HTMLElement {
  const list = document.createElement('ul')
  list.id = `${input.id}-list`
  list.className = 'lookup__list'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.labels?.[0]?.textContent ?? '')
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-expanded', 'false')
  input.setAttribute('aria-controls', list.id)
  return list
}

function makeOption(list: HTMLElement, { name, kind }: Choice, at: number, take: () => void): HTMLElement {
  const option = document.createElement('li')
  option.id = `${list.id}-${at}`
  option.className = 'lookup__option'
  option.setAttribute('role', 'option')
  option.setAttribute('aria-selected', 'false')
  const beside = document.createElement('span')
  beside.className = 'quiet'
  beside.textContent = kind
  option.append(name, beside)
  // Before the control loses the focus, which closes the list.
  option.addEventListener('mousedown', event => {
    event.preventDefault()
    take()
  })
  return option
}

/** Choices from an address of this server; none when it does not answer: what was typed is looked at when the form is sent. */
export async function fetchChoices<Chosen extends Choice>(
  source: string,
  text: string,
  more = new URLSearchParams(),
): Promise<readonly Chosen[]> {
  try {
    const parameters = new URLSearchParams([['q', text], ...more])
    const response = await fetch(`${source}?${parameters}`, {
      headers: { 'HX-Request': 'true' },
    })
    // A session that has ended leads to the login, which is no list.
    return response.status === 200 && !response.redirected ? ((await response.json()) as Chosen[]) : []
  } catch {
    return []
  }
}
