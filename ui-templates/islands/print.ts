/** A button that prints, where there is a script to do it; the browser's own menu does the same. */
export function openPrint(root: Document): void {
  const button = root.querySelector<HTMLElement>('[data-print]')
  if (!button) return
  button.hidden = false
  button.addEventListener('click', () => print())
}
