/** What a form has led to. */
export interface SentForm {
  readonly page: Document
  /** Where it was found in the end. */
  readonly address: string
  readonly ok: boolean
}

/** Sends what a form holds, as the browser would. Undefined: there was no answer. */
export async function sendForm(
  form: HTMLFormElement,
  submitter?: HTMLElement | null,
): Promise<SentForm | undefined> {
  const data = new FormData(form, submitter)
  const body = new URLSearchParams([...data].map(([name, value]) => [name, String(value)]))
  const answer = await fetch(form.action, { method: 'POST', body }).catch(() => undefined)
  if (!answer) return undefined
  return {
    page: new DOMParser().parseFromString(await answer.text(), 'text/html'),
    address: answer.url,
    ok: answer.ok,
  }
}
