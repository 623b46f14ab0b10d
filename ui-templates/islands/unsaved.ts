/** Asks before a form is left in which something was typed. */
export function guardForms(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-form]')) {
    let isChanged = form.querySelector('[data-summary]') !== null
    form.addEventListener('input', () => {
      isChanged = true
    })
    form.addEventListener('submit', () => {
      isChanged = false
    })
    form.querySelector('[data-cancel]')?.addEventListener('click', () => {
      isChanged = false
    })
    addEventListener('beforeunload', event => {
      if (isChanged) event.preventDefault()
    })
  }
}
