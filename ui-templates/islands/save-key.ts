const SAVE = 'button.slds-button_brand'

/** Ctrl/Cmd-S saves the form that somebody is at, as its button does. */
export function openSaveKey(root: Document): void {
  root.addEventListener('keydown', event => {
    const isOther = !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey
    // Browsers that fill in forms by themselves tell of keys without a name.
    if (event.key?.toLowerCase() !== 's' || isOther) return
    const form = formAt(root)
    if (!form) return
    event.preventDefault()
    if (!event.repeat) form.requestSubmit(form.querySelector<HTMLElement>(SAVE))
  })
}

/** Of the control with the focus, else of the dialog on top, else of the page. */
function formAt(root: Document): HTMLFormElement | undefined {
  const forms = [
    root.activeElement?.closest('form'),
    root.querySelector<HTMLFormElement>(
      root.querySelector('dialog[open]') ? 'dialog[open] form' : 'form[data-form]',
    ),
  ]
  return forms.find(form => form && isSaved(form)) ?? undefined
}

/** Forms that only ask, as searches do, save nothing; those without a button to save delete, follow or log out. */
const isSaved = (form: HTMLFormElement): boolean =>
  form.matches('.cell-form') || (form.matches('[method=post]') && form.querySelector(SAVE) !== null)
