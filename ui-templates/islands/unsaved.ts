/** Asks before a form is left in which something was typed. */
export function guardForms(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-form]')) {
    if (form.querySelector('[data-summary]')) form.dataset.typed = ''
    form.addEventListener('input', () => {
      form.dataset.typed = ''
    })
    form.addEventListener('submit', () => {
      delete form.dataset.typed
    })
    form.querySelector('[data-cancel]')?.addEventListener('click', () => {
      delete form.dataset.typed
    })
    addEventListener('beforeunload', event => {
      if (form.isConnected && form.dataset.typed !== undefined) event.preventDefault()
    })
  }
}
