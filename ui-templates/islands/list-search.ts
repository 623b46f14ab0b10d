/**
 * A list comes with a search of its own. What is typed while it is on its way goes over into that one, and is searched
 * for next.
 */
export function keepSearch(root: Document): void {
  let asked = ''
  let typed: Typed | undefined
  root.addEventListener('htmx:beforeRequest', ({ target }) => {
    if ((target as Element).closest('#list')) asked = boxIn(root)?.value ?? ''
  })
  root.addEventListener('htmx:beforeSwap', () => {
    const box = boxIn(root)
    typed = box && box.value !== asked ? { text: box.value, caret: box.selectionStart } : undefined
  })
  root.addEventListener('htmx:afterSwap', () => {
    const box = boxIn(root)
    if (!box || !typed) return
    box.value = typed.text
    box.setSelectionRange(typed.caret, typed.caret)
  })
  root.addEventListener('htmx:afterSettle', () => {
    if (typed) boxIn(root)?.form?.requestSubmit()
    typed = undefined
  })
}

interface Typed {
  readonly text: string
  readonly caret: number | null
}

const boxIn = (root: Document): HTMLInputElement | null => root.querySelector('#list-search')
