const FOLLOWED = ['class', 'href', 'aria-current', 'aria-label', 'datetime', 'title', 'src']
const WORKED_ON = '.inline-form, .cell-form'
/** What somebody works on, what comes later by itself, and proofs of forms: those are others on each page. */
const KEPT = `${WORKED_ON}, [data-upload], [hx-trigger^=intersect], #activity, [name=_csrf]`

/** Makes an element what it is now, and leaves alone what is the same: focus, open menus and scrolling stay. */
export function morph(old: Element, now: Element): void {
  if (old.isEqualNode(now) || old.matches(KEPT) || now.matches('[hx-trigger^=intersect]')) return
  // What it shows is away while it is worked on, and comes back with the form's end.
  if ([...old.children].some(child => child.matches(WORKED_ON))) return
  if (old.tagName !== now.tagName || textsOf(old) !== textsOf(now)) {
    if (!isWorkedOn(old)) old.replaceWith(document.importNode(now, true))
    return
  }
  for (const name of FOLLOWED) {
    const value = now.getAttribute(name)
    if (value === null) old.removeAttribute(name)
    else if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
  morphChildren(old, now)
}

/** Those that are new come to their place, those that are gone go. */
function morphChildren(old: Element, now: Element): void {
  let rest = [...old.children]
  let last: Element | undefined
  for (const child of now.children) {
    const index = rest.findIndex(one => keyOf(one) === keyOf(child))
    if (index < 0) {
      const added = document.importNode(child, true)
      if (last) last.after(added)
      else old.prepend(added)
      last = added
    } else {
      const found = rest[index] as Element
      remove(rest.slice(0, index))
      rest = rest.slice(index + 1)
      const next = found.nextElementSibling
      morph(found, child)
      // It may have been replaced.
      last = found.isConnected
        ? found
        : ((next ? next.previousElementSibling : old.lastElementChild) ?? undefined)
    }
  }
  remove(rest)
}

function remove(elements: readonly Element[]): void {
  for (const element of elements) if (!isWorkedOn(element)) element.remove()
}

const isWorkedOn = (element: Element): boolean => element.querySelector(WORKED_ON) !== null

/** Tells an element from those beside it. */
function keyOf(element: Element): string {
  const { tagName, id, classList } = element
  return [
    tagName,
    id,
    element.getAttribute('data-field'),
    element.getAttribute('data-id'),
    classList[0],
  ].join()
}

/** The texts of the element itself. */
function textsOf({ childNodes }: Element): string {
  return [...childNodes]
    .flatMap(node => (node.nodeType === Node.TEXT_NODE ? (node.nodeValue?.trim() ?? '') : []))
    .join('')
}
