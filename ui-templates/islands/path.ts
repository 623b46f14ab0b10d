/** The step that a record has reached is in sight, however narrow the page is. */
export function showStep(root: ParentNode): void {
  const step = root.querySelector<HTMLElement>('.path__step[aria-current]')
  const steps = step?.parentElement
  if (step && steps) steps.scrollLeft = step.offsetLeft - (steps.clientWidth - step.clientWidth) / 2
}
