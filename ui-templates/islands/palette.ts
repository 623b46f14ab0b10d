import { type Choice, fetchChoices, openCombobox } from './combobox.ts'
import { isTyping } from './search.ts'

interface Command extends Choice {
  /** Where it leads to; empty: it is what `button` does. */
  readonly address: string
  readonly button?: HTMLElement | undefined
}

const MOST_COMMANDS = 8
/** New records, too. */
const COMMANDS = new URLSearchParams({ commands: '1' })

/** Ctrl/Cmd-K: whatever the page leads to, and records, by what is typed. `?`: the keys that there are. */
export function openPalette(): void {
  const palette = document.querySelector<HTMLDialogElement>('dialog[data-palette]')
  const help = document.querySelector<HTMLDialogElement>('dialog[data-shortcuts]')
  const input = palette?.querySelector('input')
  if (!palette || !help || !input) return
  const { palette: source = '', paletteKind: kind = '' } = palette.dataset
  const combobox = openCombobox<Command>({
    input,
    host: palette.querySelector<HTMLElement>('.palette__found') ?? palette,
    pause: 80,
    find: async text => {
      const typed = text.trim()
      const own = commandsOf(kind)
        .filter(({ name }) => holds(name, typed))
        .slice(0, MOST_COMMANDS)
      return typed.length < 2 ? own : [...own, ...(await fetchChoices<Command>(source, typed, COMMANDS))]
    },
    choose: command => {
      palette.close()
      if (command.button) command.button.click()
      else location.assign(command.address)
    },
  })
  document.addEventListener('keydown', event => {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault()
      if (palette.open) return palette.close()
      input.value = ''
      palette.showModal()
      combobox.refresh()
    } else if (event.key === '?' && !isTyping(event) && !help.open) {
      event.preventDefault()
      help.showModal()
    }
  })
}

const holds = (name: string, typed: string): boolean =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .every(word => name.toLowerCase().includes(word))

/** Links and buttons of the page's head and of the bar, each name once. */
function commandsOf(kind: string): readonly Command[] {
  const commands = new Map<string, Command>()
  const places =
    '.page-head__actions a, .page-head__actions button, .page-head .menu__item, header.bar a, header.bar .menu__item'
  for (const element of document.querySelectorAll<HTMLElement>(places)) {
    const name = (element.querySelector('strong') ?? element).textContent?.replace(/\s+/g, ' ').trim() ?? ''
    if (name === '' || element.hidden || element.closest('summary') || commands.has(name)) continue
    const address = element instanceof HTMLAnchorElement ? element.href : ''
    commands.set(name, {
      name,
      kind: element.closest('.page-head') ? kind : '',
      address,
      ...(address === '' && { button: element }),
    })
  }
  return [...commands.values()].sort((one, other) => Number(one.kind === '') - Number(other.kind === ''))
}
