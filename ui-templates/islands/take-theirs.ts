import { putTexts } from './control-states.ts'

/** Beside what two people have changed stands a button that takes what the other one has saved. */
export function openTakes(root: HTMLElement): void {
  root.addEventListener('click', event => {
    const button = (event.target as HTMLElement).closest<HTMLElement>('[data-take]')
    const field = button?.closest<HTMLElement>('[data-field]')
    const form = button?.closest('form')
    if (!button || !field || !form) return
    putTexts(form, field.dataset.field ?? '', JSON.parse(button.dataset.take ?? '[]'))
    const control = field.querySelector<HTMLElement>(':is(input, select, textarea)[id]')
    control?.removeAttribute('aria-describedby')
    button.closest('.stored')?.remove()
    control?.focus()
  })
}

/** They are there only where a script can do it. */
export function showTakes(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLElement>('[data-take]')) button.hidden = false
}
