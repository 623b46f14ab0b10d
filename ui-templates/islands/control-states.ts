type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement
type State = string | boolean | readonly string[]

/** What controls hold, by their name: a lookup has two of one name. */
export type ControlStates = Readonly<Record<string, readonly State[]>>

const KEPT = 'input:not([type=password], [type=file]), select, textarea'
/** As long as one choice may follow another one, which follows a third. */
const PASSES = 3

/** Name of a control of a record's field whose value may be kept; empty: it is none, or a secret. */
export function keptName(target: EventTarget | null): string {
  const control = target instanceof Element && target.closest('[data-field]') ? target : null
  return control?.matches(KEPT) ? (control as Control).name : ''
}

export function readStates(form: HTMLFormElement, names: Iterable<string>): ControlStates {
  return Object.fromEntries([...names].map(name => [name, controlsOf(form, name).map(stateOf)]))
}

/** Puts the states into those controls that are there, and tells whoever listens to them. */
export function putStates(form: HTMLFormElement, states: ControlStates): void {
  for (let pass = 0; pass < PASSES; pass++) {
    for (const [name, each] of Object.entries(states)) {
      for (const [index, control] of controlsOf(form, name).entries()) {
        const state = each[index]
        if (state === undefined || isSame(stateOf(control), state)) continue
        put(control, state)
        control.dispatchEvent(new Event('change', { bubbles: true }))
      }
    }
  }
}

/** Puts what a look of the server says that a control holds. */
export function putTexts(form: HTMLFormElement, name: string, texts: readonly string[]): void {
  const controls = controlsOf(form, name)
  const states = controls.map((control, index): State => {
    if (control instanceof HTMLSelectElement && control.multiple) return texts
    return control.type === 'checkbox' ? texts.length > 0 : (texts[index] ?? '')
  })
  putStates(form, { [name]: states })
}

function controlsOf(form: HTMLFormElement, name: string): readonly Control[] {
  const named = form.querySelectorAll<Control>(`[data-field] [name="${CSS.escape(name)}"]`)
  return [...named].filter(control => control.matches(KEPT))
}

function stateOf(control: Control): State {
  if (control instanceof HTMLSelectElement && control.multiple)
    return [...control.selectedOptions].map(({ value }) => value)
  return control.type === 'checkbox' ? (control as HTMLInputElement).checked : control.value
}

function put(control: Control, state: State): void {
  if (typeof state === 'boolean') (control as HTMLInputElement).checked = state
  else if (typeof state === 'string') control.value = state
  else
    for (const option of (control as HTMLSelectElement).options)
      option.selected = state.includes(option.value)
}

const isSame = (one: State, other: State): boolean => String(one) === String(other)
