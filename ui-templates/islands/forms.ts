import { openDependents } from './dependent-choices.ts'
import { openDraft } from './draft-notice.ts'
import { focusSummary } from './focus-summary.ts'
import { showProblems } from './form-problems.ts'
import { tell } from './live-texts.ts'
import { openLookups } from './lookups.ts'
import {
  closeForm,
  endForm,
  keepDraft,
  leaveForLogin,
  type OpenForm,
  openForm,
  openFormOf,
} from './open-forms.ts'
import { sendForm } from './send-form.ts'

// The way back may lead to the form as it was left. A page that is new has come, too, by now: its forms may be on their way.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return
  for (const form of document.querySelectorAll('form[aria-busy]')) form.removeAttribute('aria-busy')
})

/** Forms of whole pages: what is typed is kept and guarded, and they are sent without leaving the page. */
export function openForms(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-form]')) {
    const open = attend(form, new Set())
    if (form.dataset.draft) openDraft(open, form.dataset.draft)
  }
}

function attend(form: HTMLFormElement, names: Set<string>): OpenForm {
  const open = openForm(form, names)
  form.querySelector('[data-cancel]')?.addEventListener('click', () => endForm(open))
  form.addEventListener('submit', event => {
    if (form.dataset.fetch === undefined) return closeForm(open)
    event.preventDefault()
    void send(open, event.submitter)
  })
  return open
}

async function send(open: OpenForm, submitter: HTMLElement | null): Promise<void> {
  const { form } = open
  // A second press of the button is the same save.
  if (form.getAttribute('aria-busy') === 'true') return
  form.setAttribute('aria-busy', 'true')
  keepDraft(open)
  const sent = await sendForm(form, { submitter })
  // Until its page is left, too.
  if (sent.kind !== 'saved') form.removeAttribute('aria-busy')
  if (sent.kind === 'form') {
    // What others have saved stands in the form now.
    tell('')
    return replace(open, sent.form)
  }
  if (sent.kind === 'failed') {
    const message = sent.message || (form.dataset.offline ?? '')
    return showProblems(form, [{ message, field: '' }])
  }
  if (sent.kind === 'login') return leaveForLogin(sent.address)
  endForm(open)
  location.assign(sent.address)
}

/** The form as the server gives it back: with what is wrong, or at another step. */
function replace(open: OpenForm, form: HTMLFormElement): void {
  putInPlace(open, form)
  scrollTo({ top: 0 })
  if (form.querySelector('[data-summary]')) focusSummary()
  else
    form
      .querySelector<HTMLElement>('fieldset:not([hidden]) :is(input:not([type=hidden]), select, textarea)')
      ?.focus()
}

/** Another form comes in the place of one on the page; what was typed is in it already. */
export function replaceForm(before: HTMLFormElement, form: HTMLFormElement): void {
  const open = openFormOf(before)
  if (open) putInPlace(open, form)
}

function putInPlace(open: OpenForm, form: HTMLFormElement): void {
  closeForm(open)
  open.form.replaceWith(form)
  openLookups(form)
  openDependents(form)
  keepDraft(attend(form, open.names))
}
