/** Files are sent one by one, with how far each is: chosen, or dropped on the card. */
export function openFiles(root: HTMLElement): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-upload]')) openUpload(form)
}

/** Cards come after the page. */
export function followFiles(): void {
  openFiles(document.body)
  document.addEventListener('htmx:afterSwap', () => openFiles(document.body))
}

const opened = new WeakSet<HTMLFormElement>()

function openUpload(form: HTMLFormElement): void {
  if (opened.has(form)) return
  opened.add(form)
  const input = form.querySelector<HTMLInputElement>('input[type=file]')
  const area = form.closest<HTMLElement>('.files') ?? form
  if (!input) return
  form.querySelector<HTMLElement>('[data-upload-button]')?.setAttribute('hidden', '')
  form.querySelector('[data-drag-hint]')?.removeAttribute('hidden')
  input.addEventListener('change', () => {
    void sendAll(form, [...(input.files ?? [])])
    input.value = ''
  })
  area.addEventListener('dragover', event => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    area.classList.add('files_dragged')
  })
  area.addEventListener('dragleave', event => {
    if (!area.contains(event.relatedTarget as Node | null)) area.classList.remove('files_dragged')
  })
  area.addEventListener('drop', event => {
    event.preventDefault()
    area.classList.remove('files_dragged')
    void sendAll(form, [...(event.dataTransfer?.files ?? [])])
  })
}

async function sendAll(form: HTMLFormElement, files: readonly File[]): Promise<void> {
  let sent = 0
  for (const file of files) if (await send(form, file)) sent++
  if (sent > 0) await refresh(form)
}

/** True when the server has taken the file. */
async function send(form: HTMLFormElement, file: File): Promise<boolean> {
  const line = document.createElement('li')
  const name = document.createElement('span')
  const bar = document.createElement('progress')
  name.textContent = file.name
  bar.max = 1
  bar.value = 0
  bar.setAttribute('aria-label', file.name)
  line.append(name, bar)
  form.querySelector('[data-progress]')?.append(line)
  tell(form, form.dataset.sending, file.name)
  const problem = await post(form, file, done => {
    bar.value = done
  })
  bar.remove()
  if (problem === undefined) {
    line.remove()
    tell(form, form.dataset.sent, file.name)
    return true
  }
  line.className = 'files__problem'
  name.textContent = `${said(form.dataset.failed, file.name)}: ${problem}`
  tell(form, name.textContent, '')
  return false
}

/** What is wrong with it; undefined: nothing. */
function post(
  form: HTMLFormElement,
  file: File,
  onProgress: (done: number) => void,
): Promise<string | undefined> {
  const body = new FormData()
  body.append('_csrf', form.querySelector<HTMLInputElement>('[name=_csrf]')?.value ?? '')
  body.append('file', file)
  const request = new XMLHttpRequest()
  request.open('POST', `${form.action}/one`)
  request.setRequestHeader('Accept', 'application/json')
  request.responseType = 'json'
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total ? loaded / total : 0))
  return new Promise(resolve => {
    request.addEventListener('load', () => {
      const answer = request.response as { readonly problem?: string } | null
      resolve(request.status === 200 ? undefined : (answer?.problem ?? request.statusText))
    })
    request.addEventListener('error', () => resolve(form.dataset.offline ?? request.statusText))
    request.send(body)
  })
}

/** The list as it is now; what could not be sent stays told, and the focus where it was. */
async function refresh(form: HTMLFormElement): Promise<void> {
  const response = await fetch(`${form.action}/card`)
  if (!response.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  const area = form.closest<HTMLElement>('.files')
  const list = fresh.querySelector('.files__list')
  const head = fresh.querySelector('.card__title')
  const title = area?.querySelector('.card__title')
  if (title && head) title.replaceChildren(...head.childNodes)
  const old = area?.querySelector('.files__list, .card__empty')
  if (list && old) old.replaceWith(list)
}

function tell(form: HTMLFormElement, text: string | undefined, what: string): void {
  const status = form.querySelector('[data-upload-status]')
  if (status) status.textContent = said(text, what)
}

function said(text: string | undefined, what: string): string {
  return (text ?? '').replace('{what}', () => what)
}
