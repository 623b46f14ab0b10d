/** What became of a form that was sent. */
export type Sent =
  | { readonly kind: 'saved'; readonly address: string }
  /** The session has ended: there is the login. */
  | { readonly kind: 'login'; readonly address: string }
  /** It is to be filled in further. */
  | { readonly kind: 'form'; readonly form: HTMLFormElement }
  /** Nothing was saved; an empty message: there was no answer. */
  | { readonly kind: 'failed'; readonly message: string }

const FORM = 'main > form'

interface Sending {
  readonly submitter?: HTMLElement | null
  /** Where the form's page is; left out: here. */
  readonly page?: string
  /** Beside what its controls hold. */
  readonly more?: Readonly<Record<string, string>>
}

/** Sends a form as the browser would, and stays: an answer that does not come loses nothing. */
export async function sendForm(
  form: HTMLFormElement,
  { submitter = null, page = location.href, more = {} }: Sending = {},
): Promise<Sent> {
  const data = new FormData(form, submitter)
  // Properties of a form may be hidden by controls of the same name.
  const action = form.getAttribute('action') ?? ''
  const isWhole = form.getAttribute('enctype') === 'multipart/form-data'
  const body = isWhole ? data : new URLSearchParams([...data].map(([name, value]) => [name, String(value)]))
  for (const [name, value] of Object.entries(more)) body.set(name, value)
  const sent = await post(action, body, page)
  if (sent.kind !== 'failed' || sent.status !== 403) return sent
  // Who has logged in again in another tab has another proof, and may be somebody else.
  const fresh = await fetchForm(page)
  const proof = fresh?.querySelector<HTMLInputElement>('[name=_csrf]')?.value
  if (!proof || fresh?.dataset.draft !== form.dataset.draft) return sent
  body.set('_csrf', proof)
  return post(action, body, page)
}

async function post(
  action: string,
  body: URLSearchParams | FormData,
  page: string,
): Promise<Sent & { readonly status?: number }> {
  const headers = { 'HX-Request': 'true', 'HX-Current-URL': page }
  const answer = await fetch(action, { method: 'POST', body, headers }).catch(() => undefined)
  const address = answer?.headers.get('HX-Redirect') ?? (answer?.redirected ? answer.url : undefined)
  if (address) return { kind: /^\/login\b/.test(address) ? 'login' : 'saved', address }
  const document = parse((await answer?.text().catch(() => '')) ?? '')
  const form = document.querySelector<HTMLFormElement>(FORM)
  if (form) return { kind: 'form', form }
  const message = document.querySelector('.empty p')?.textContent ?? ''
  return { kind: 'failed', message, status: answer?.status ?? 0 }
}

/** The form of a page of this server; null: the page has none for who asks. */
export async function fetchForm(address: string): Promise<HTMLFormElement | null> {
  return (await fetchDocument(address))?.querySelector<HTMLFormElement>(FORM) ?? null
}

/** A page of this server, with what there is to tell; `isPart`: that is left for the page that comes next. */
export async function fetchDocument(address: string, isPart = false): Promise<Document | undefined> {
  const headers: Record<string, string> = isPart ? { 'HX-Request': 'true' } : {}
  const answer = await fetch(address, { headers }).catch(() => undefined)
  // The answer may break off.
  const text = answer?.ok ? await answer.text().catch(() => undefined) : undefined
  return text === undefined ? undefined : parse(text)
}

export function parse(text: string): Document {
  return new DOMParser().parseFromString(text, 'text/html')
}
