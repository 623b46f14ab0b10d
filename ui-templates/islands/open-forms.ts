import { keptName, readStates } from './control-states.ts'
import { type Draft, removeDraft, writeDraft } from './drafts.ts'
import { showTakes } from './take-theirs.ts'

/** A form that somebody may have typed into. */
export interface OpenForm {
  readonly form: HTMLFormElement
  /** Names of the controls that were changed. */
  readonly names: Set<string>
  /** While somebody types; left to the end of its page for a form that stands for another one, whose draft there may be. */
  readonly isKept: boolean
  /** A draft that is offered and neither restored nor discarded yet: what is typed now comes on top of it. */
  earlier: Draft | undefined
  /** It is not asked about when its page is left. */
  isOver: boolean
}

/** Milliseconds without a key after which what was typed is kept. */
const PAUSE = 300

const opened = new Set<OpenForm>()

// Links, the way back, and closing: each of them ends the page.
addEventListener('beforeunload', event => {
  if ([...opened].some(isUnsaved)) event.preventDefault()
})
addEventListener('pagehide', () => {
  for (const one of opened) if (isUnsaved(one)) keepDraft(one)
})

/** From now on the form is not left without a question, and what is typed into it is kept. */
export function openForm(form: HTMLFormElement, names = new Set<string>(), isKept = true): OpenForm {
  const open: OpenForm = { form, names, isKept, earlier: undefined, isOver: false }
  let timer: ReturnType<typeof setTimeout>
  const note = ({ target }: Event): void => {
    const name = keptName(target)
    if (name === '') return
    names.add(name)
    clearTimeout(timer)
    timer = setTimeout(() => isKept && isUnsaved(open) && keepDraft(open), PAUSE)
  }
  form.addEventListener('input', note)
  form.addEventListener('change', note)
  opened.add(open)
  showTakes(form)
  return open
}

export function openFormOf(form: HTMLFormElement): OpenForm | undefined {
  return [...opened].find(one => one.form === form)
}

/** It was saved or given up. */
export function endForm(open: OpenForm): void {
  closeForm(open)
  if (open.isKept && open.form.dataset.draft) removeDraft(open.form.dataset.draft)
}

/** The page is left although it is not saved: what was typed stays kept. */
export function closeForm(open: OpenForm): void {
  open.isOver = true
  opened.delete(open)
}

/** To the login, and back: what was typed into the page's forms is there again then. Where it cannot be kept, it is asked about. */
export function leaveForLogin(address: string): void {
  for (const open of opened) {
    if (!open.form.dataset.draft) continue
    keepDraft(open, true)
    closeForm(open)
  }
  location.assign(address)
}

/** What was typed so far; `isResumed`: to be gone on with after the login. */
export function keepDraft({ form, names, earlier }: OpenForm, isResumed = false): void {
  const { draft: key } = form.dataset
  if (!key || names.size === 0) return
  const states = { ...earlier?.states, ...readStates(form, names) }
  const held = earlier?.held ?? heldIn(form)
  writeDraft(key, { at: new Date().toISOString(), states, held, isResumed })
}

/** What the form was opened with, as its hidden controls say: of its record, or of each of its rows. */
export function heldIn(form: HTMLFormElement): Draft['held'] {
  const controls = form.querySelectorAll<HTMLInputElement>(
    'input[type=hidden]:is([name$=_version], [name$=_opened])',
  )
  return Object.fromEntries([...controls].map(({ name, value }) => [name, value]))
}

function isUnsaved({ form, names, isOver }: OpenForm): boolean {
  return !isOver && form.isConnected && (names.size > 0 || form.querySelector('[data-summary]') !== null)
}
