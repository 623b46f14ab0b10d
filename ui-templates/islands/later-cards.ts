/** What a record shows beside its details and is fetched when it is seen. What stands below waits, so that nothing moves. */
const LATER = '.related[hx-get], #activity[hx-get]'

/** With one that is seen come so many behind it, which are seen as soon as it is there. */
const AHEAD = 4

interface Asked {
  readonly elt: Element
  readonly requestConfig: { readonly triggeringEvent?: Event }
}

export function openLaterCards(): void {
  document.addEventListener('htmx:beforeRequest', event => {
    const { elt, requestConfig } = (event as CustomEvent<Asked>).detail
    if (!elt.matches(LATER)) return
    elt.setAttribute('aria-busy', 'true')
    if (requestConfig.triggeringEvent?.type !== 'intersect') return
    for (const next of laterOf(elt).slice(0, AHEAD)) next.dispatchEvent(new Event('near'))
  })
}

/** Those behind a card. */
function laterOf(card: Element): readonly Element[] {
  const all = [...(card.parentElement?.querySelectorAll(LATER) ?? [])]
  return all.slice(all.indexOf(card) + 1)
}

/** Says in a card that it did not come, and shows what is below; false: this is no such card. */
export function sayUnreached(
  card: Element,
  text: string,
  action: string,
  again: () => Promise<void>,
): boolean {
  if (!card.matches(LATER)) return false
  card.querySelector('[data-unreached-text]')?.remove()
  card.removeAttribute('aria-busy')
  card.setAttribute('data-unreached', '')
  const words = document.createElement('p')
  words.className = 'card__empty'
  words.dataset.unreachedText = ''
  words.setAttribute('role', 'alert')
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'slds-button slds-button_neutral'
  button.textContent = action
  button.addEventListener('click', () => {
    // The focus stays in the card, whose title is there again when it has come.
    card.querySelector<HTMLElement>('.card__title a')?.focus()
    words.remove()
    card.removeAttribute('data-unreached')
    void again()
  })
  words.append(`${text} `, button)
  card.append(words)
  return true
}
