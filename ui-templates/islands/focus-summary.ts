/** What is wrong with a form is read out first. */
export function focusSummary(): void {
  document.querySelector<HTMLElement>('[data-summary]')?.focus()
}
