import { replaceForm } from './forms.ts'
import { fetchPage, listOf, tell, textOf } from './live-texts.ts'

type Texts = Readonly<Record<string, readonly string[]>>
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** Says that somebody else has saved what this form is about to change, and leads to both versions. */
export async function tellForm(form: HTMLFormElement): Promise<void> {
  if (!hidden(form, '_version')) return
  const page = await fetchPage()
  const fresh = page?.querySelector<HTMLFormElement>('main > form[data-form]')
  // Meanwhile it may be on its way, or have come back: its answer tells what others have saved.
  if (!page || !form.isConnected || form.getAttribute('aria-busy') === 'true') return
  if (!fresh) return tell(textOf('gone'))
  const [before, now] = [openedIn(form), openedIn(fresh)]
  const names = Object.keys(before).filter(name => JSON.stringify(before[name]) !== JSON.stringify(now[name]))
  if (names.length === 0) return
  const what = listOf(names.map(name => labelIn(fresh, name)))
  const who = page.querySelector<HTMLElement>('[data-live]')?.dataset.liveWho ?? ''
  const text = who === '' ? textOf('openedByOthers', { what }) : textOf('opened', { who, what })
  tell(text, { label: textOf('both'), run: () => compare(form) })
}

/** Sends the form to see both versions: nothing is saved. */
function compare(form: HTMLFormElement): void {
  const button = document.createElement('button')
  button.name = '_show'
  button.value = '1'
  button.hidden = true
  form.append(button)
  form.requestSubmit(button)
}

/** Another org model may have other fields: the form gets them, and keeps what was typed. */
export async function refreshForm(form: HTMLFormElement): Promise<void> {
  const fresh = (await fetchPage())?.querySelector<HTMLFormElement>('main > form[data-form]')
  if (!fresh) return
  const [had, has] = [namesIn(form), namesIn(fresh)]
  if ([...had].join() === [...has].join()) return
  const focused = document.activeElement?.id
  const next = document.importNode(fresh, true)
  keepTyped(form, next)
  keepStep(form, next)
  replaceForm(form, next)
  if (focused) document.getElementById(focused)?.focus()
  const added = [...has].filter(name => !had.has(name)).map(name => labelIn(next, name))
  tell(added.length > 0 ? textOf('form', { what: listOf(added) }) : textOf('formChanged'))
}

function keepTyped(form: HTMLFormElement, fresh: HTMLFormElement): void {
  for (const name of namesIn(form)) {
    const old = controlsOf(form, name)
    for (const [index, control] of controlsOf(fresh, name).entries()) copyState(old[index], control)
  }
  // Conflicts are found as before: by what the form held when it was opened.
  const opened = hidden(fresh, '_opened')
  if (opened) opened.value = JSON.stringify({ ...openedIn(fresh), ...openedIn(form) })
  const [version, before] = [hidden(fresh, '_version'), hidden(form, '_version')]
  if (version && before) version.value = before.value
}

/** A form of steps stays at its step, as long as it has as many. */
function keepStep(form: HTMLFormElement, fresh: HTMLFormElement): void {
  const [old, now] = [stepsOf(form), stepsOf(fresh)]
  if (old.length !== now.length || old.every(({ hidden: isHidden }) => !isHidden)) return
  for (const [index, step] of now.entries()) step.hidden = old[index]?.hidden ?? false
  for (const part of ['.form__foot', '[role=status]']) {
    const kept = form.querySelector(part)
    if (kept) fresh.querySelector(part)?.replaceWith(kept)
  }
}

function stepsOf(form: HTMLFormElement): readonly HTMLFieldSetElement[] {
  return [...form.querySelectorAll('fieldset')]
}

function copyState(from: Control | undefined, to: Control): void {
  if (!from) return
  if (from instanceof HTMLSelectElement && to instanceof HTMLSelectElement) {
    const chosen = new Set([...from.selectedOptions].map(({ value }) => value))
    for (const option of to.options) option.selected = chosen.has(option.value)
  } else if (
    from instanceof HTMLInputElement &&
    to instanceof HTMLInputElement &&
    /checkbox|radio/.test(from.type)
  ) {
    to.checked = from.checked
  } else to.value = from.value
}

function controlsOf(form: HTMLFormElement, name: string): readonly Control[] {
  return [...form.querySelectorAll<Control>(`[name="${CSS.escape(name)}"]`)]
}

/** Names of the fields that can be typed into. */
function namesIn(form: HTMLFormElement): ReadonlySet<string> {
  const controls = form.querySelectorAll<Control>('[data-field] [name]')
  return new Set([...controls].map(({ name }) => name))
}

function labelIn(form: HTMLFormElement, name: string): string {
  const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`)
  const label = field?.querySelector('label, legend, .slds-form-element__label')
  return label?.textContent?.replace(/^\s*\*/, '').trim() ?? name
}

function hidden(form: HTMLFormElement, name: string): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>(`input[type=hidden][name="${name}"]`)
}

function openedIn(form: HTMLFormElement): Texts {
  return JSON.parse(hidden(form, '_opened')?.value || '{}') as Texts
}
