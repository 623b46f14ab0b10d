import { putStates } from './control-states.ts'
import { type Draft, forgetOldDrafts, readDraft, removeDraft } from './drafts.ts'
import { closeForm, heldIn, type OpenForm } from './open-forms.ts'

/** Offers what was typed into the form before; after a login that came in between it is there at once. */
export function openDraft(open: OpenForm, key: string): void {
  forgetOldDrafts()
  const draft = readDraft(key)
  const notice = document.querySelector<HTMLElement>('[data-draft-notice]')
  if (!draft || !notice) return
  const { draftFound = '', draftResumed = '', draftRestore = '', draftDiscard = '' } = notice.dataset
  open.earlier = draft
  if (draft.isResumed) restore(open, draft)
  const text = draft.isResumed ? draftResumed : draftFound.replace('{time}', timeOf(draft, notice.dataset))
  const close = (): void => notice.replaceChildren()
  const buttons = [
    makeButton(draftDiscard, 'slds-button_neutral', () => {
      close()
      discard(open, key, draft)
    }),
  ]
  if (!draft.isResumed) {
    const act = (): void => {
      close()
      restore(open, draft)
      open.form
        .querySelector<HTMLElement>('[data-field] :is(input:not([type=hidden]), select, textarea)')
        ?.focus()
    }
    buttons.unshift(makeButton(draftRestore, 'slds-button_brand', act))
  }
  const said = document.createElement('p')
  said.textContent = text
  notice.replaceChildren(said, ...buttons)
}

/** What was typed since the page came stays. What others have saved since the draft began is told when it is saved. */
function restore(open: OpenForm, { states, held }: Draft): void {
  open.earlier = undefined
  const others = Object.entries(states).filter(([name]) => !open.names.has(name))
  const now = heldIn(open.form)
  for (const [name, version] of Object.entries(held)) {
    if (!name.endsWith('_version') || version === now[name]) continue
    for (const one of [name, name.replace(/_version$/, '_opened')]) {
      const control = open.form.querySelector<HTMLInputElement>(`input[name="${CSS.escape(one)}"]`)
      if (control) control.value = held[one] ?? ''
    }
  }
  putStates(open.form, Object.fromEntries(others))
}

function discard(open: OpenForm, key: string, draft: Draft): void {
  open.earlier = undefined
  removeDraft(key)
  if (!draft.isResumed) return
  closeForm(open)
  location.reload()
}

function makeButton(text: string, look: string, act: () => void): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = `slds-button ${look}`
  button.textContent = text
  button.addEventListener('click', act)
  return button
}

/** The time of today, else the day, too: as the user writes them. */
function timeOf({ at }: Draft, { locale = 'en-US', timeZone }: DOMStringMap): string {
  const dayOf = (date: Date): string => date.toLocaleDateString('en', { timeZone })
  const isToday = dayOf(new Date(at)) === dayOf(new Date())
  return new Date(at).toLocaleString(locale, {
    ...(!isToday && { dateStyle: 'medium' }),
    ...{ timeStyle: 'short', timeZone },
  })
}
