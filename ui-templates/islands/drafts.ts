import type { ControlStates } from './control-states.ts'

/**
 * What was typed into a form and is not saved. It stays in the browser: it has to be there when neither the session nor the
 * network is. Its key names the user, so that nobody else who logs in here is offered it.
 */
export interface Draft {
  /** ISO instant. */
  readonly at: string
  readonly states: ControlStates
  /** What the form was opened with, by the names of its hidden controls. */
  readonly held: Readonly<Record<string, string>>
  /** The session ended while the form was sent: whoever logs in again goes on without being asked. */
  readonly isResumed: boolean
}

const BEGINNING = 'draft '
const LIFETIME = 30 * 24 * 3600 * 1000

/** Undefined: there is none. */
export function readDraft(key: string): Draft | undefined {
  try {
    const text = localStorage.getItem(BEGINNING + key)
    return text === null ? undefined : (JSON.parse(text) as Draft)
  } catch {
    return undefined
  }
}

export function writeDraft(key: string, draft: Draft): void {
  try {
    localStorage.setItem(BEGINNING + key, JSON.stringify(draft))
  } catch {
    // Browsers that keep nothing, or have no room: the form works without.
  }
}

export function removeDraft(key: string): void {
  try {
    localStorage.removeItem(BEGINNING + key)
  } catch {
    // There is none, then.
  }
}

/** Drafts that nobody has come back to. */
export function forgetOldDrafts(): void {
  try {
    const keys = Object.keys(localStorage).filter(key => key.startsWith(BEGINNING))
    for (const key of keys.map(one => one.slice(BEGINNING.length))) {
      const age = Date.now() - Date.parse(readDraft(key)?.at ?? '')
      if (!(age < LIFETIME)) removeDraft(key)
    }
  } catch {
    // Nothing is kept here.
  }
}
