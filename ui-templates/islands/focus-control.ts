/** What a control of one line holds is replaced by what is typed, as in the cells of a sheet; a long text is added to. */
export function focusControl(control: HTMLElement | null): void {
  control?.focus()
  if (control instanceof HTMLInputElement) control.select()
  if (control instanceof HTMLTextAreaElement)
    control.setSelectionRange(control.value.length, control.value.length)
}
