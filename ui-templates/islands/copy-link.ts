/** The address of a record for others, at a click; there without it in the browser's own bar. */
export function openCopyLink(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-copy-link]')
  if (!button || !navigator.clipboard) return
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(location.origin + location.pathname)
    const said = button.querySelector('[role=status]')
    if (said) said.textContent = button.dataset.copyLink ?? ''
    button.title = button.dataset.copyLink ?? ''
  })
}
