export interface FormProblem {
  readonly message: string
  /** Empty: it is about the record. */
  readonly field: string
}

/** Writes what is wrong beside the fields and above the form, as the server does, and reads it out. */
export function showProblems(form: HTMLFormElement, problems: readonly FormProblem[]): void {
  for (const shown of form.querySelectorAll('[data-rule-problem]')) shown.remove()
  for (const field of form.querySelectorAll('.slds-has-error')) field.classList.remove('slds-has-error')
  form.querySelector('[data-problems-box]')?.remove()
  if (problems.length === 0) return
  for (const { message, field } of problems) showBeside(form, field, message)
  const box = makeSummary(form, problems)
  form.querySelector('.page-head')?.after(box)
  box.focus()
}

/** What was wrong is told of what was sent: a field that has been changed since is not marked any more. */
export function forgetChanged(): void {
  for (const kind of ['input', 'change']) {
    document.addEventListener(kind, ({ target }) => {
      const field = (target as HTMLElement).closest('.slds-has-error')
      if (field) unmark(field)
    })
  }
}

function unmark(field: Element): void {
  field.classList.remove('slds-has-error')
  for (const text of field.querySelectorAll('.slds-form-element__help:not(.quiet)')) text.remove()
  for (const control of field.querySelectorAll('[aria-invalid]')) {
    control.removeAttribute('aria-invalid')
    const described = control.getAttribute('aria-describedby')?.split(' ') ?? []
    const left = described.filter(id => document.getElementById(id))
    if (left.length > 0) control.setAttribute('aria-describedby', left.join(' '))
    else control.removeAttribute('aria-describedby')
  }
}

function showBeside(form: HTMLFormElement, name: string, message: string): void {
  const field = form.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`)
  const control = controlOf(form, name)
  if (!field || !control) return
  field.classList.add('slds-has-error')
  const text = document.createElement('div')
  text.className = 'slds-form-element__help'
  text.id = `${control.id}-rule`
  text.dataset.ruleProblem = ''
  text.textContent = message
  field.append(text)
  control.setAttribute('aria-invalid', 'true')
  control.setAttribute('aria-describedby', text.id)
}

/** The one that people see: a lookup has two. */
function controlOf(form: HTMLFormElement, name: string): HTMLInputElement | null {
  const place = `[data-field="${CSS.escape(name)}"]`
  return form.querySelector<HTMLInputElement>(`${place} :is(input, select, textarea)[id]`)
}

function makeSummary(form: HTMLFormElement, problems: readonly FormProblem[]): HTMLElement {
  const box = document.createElement('div')
  box.className = 'problem-box'
  box.setAttribute('role', 'alert')
  box.tabIndex = -1
  box.dataset.summary = ''
  box.dataset.problemsBox = ''
  const heading = document.createElement('h2')
  heading.textContent = form.dataset.problems ?? ''
  const list = document.createElement('ul')
  list.append(...problems.map(({ message, field }) => makeEntry(form, message, field)))
  box.append(heading, list)
  return box
}

function makeEntry(form: HTMLFormElement, message: string, name: string): HTMLElement {
  const entry = document.createElement('li')
  const control = name ? controlOf(form, name) : null
  if (control) {
    const link = document.createElement('a')
    link.href = `#${control.id}`
    link.textContent = control.labels?.[0]?.textContent?.replace(/^\*/, '') ?? name
    entry.append(link, ': ')
  }
  entry.append(message)
  return entry
}
