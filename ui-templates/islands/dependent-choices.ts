type Offers = Readonly<Record<string, readonly string[]>>

/** Picklists that follow another control: only what its value offers can be chosen. */
export function openDependents(root: ParentNode): void {
  for (const select of root.querySelectorAll<HTMLSelectElement>('select[data-follows]')) openDependent(select)
}

function openDependent(select: HTMLSelectElement): void {
  const { follows = '', offers: sent = '{}' } = select.dataset
  // Rows of a list have their record's id before the names.
  const before = select.name.slice(0, select.name.lastIndexOf('.') + 1)
  const controlling = select.form?.elements.namedItem(before + follows)
  if (!(controlling instanceof HTMLSelectElement || controlling instanceof HTMLInputElement)) return
  const offers = JSON.parse(sent) as Offers
  const all = [...select.options]
  /** What was chosen with each value of the other control: whoever goes back to it finds it again. */
  const chosen = new Map<string, readonly string[]>()
  let now = nameOf(controlling)

  const isOpen = ({ value }: HTMLOptionElement): boolean => !offers[value] || offers[value].includes(now)
  // What the record has already stays until the other control changes.
  select.replaceChildren(...all.filter(option => option.selected || isOpen(option)))
  controlling.addEventListener('change', () => {
    chosen.set(now, chosenIn(select))
    now = nameOf(controlling)
    const wanted = chosen.get(now) ?? chosenIn(select)
    select.replaceChildren(...all.filter(isOpen))
    for (const option of select.options) option.selected = wanted.includes(option.value)
    if (!select.multiple && select.selectedIndex < 0) select.selectedIndex = 0
    // What follows this one in turn is told, too.
    select.dispatchEvent(new Event('change', { bubbles: true }))
  })
}

function chosenIn(select: HTMLSelectElement): readonly string[] {
  return [...select.selectedOptions].map(({ value }) => value)
}

/** What the metadata calls the control's value. */
function nameOf(control: HTMLSelectElement | HTMLInputElement): string {
  if (control.type === 'checkbox') return (control as HTMLInputElement).checked ? 'checked' : 'unchecked'
  return control.value.toLowerCase()
}
