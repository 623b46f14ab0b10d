import { leaveForLogin } from './open-forms.ts'
import { parse } from './send-form.ts'

/**
 * Saves what was dragged as the form of its record would. Gives the place that it was dragged in as it is now; undefined:
 * nothing was saved, and why is said above it.
 */
export async function sendMove(
  path: string,
  body: URLSearchParams,
  place: string,
): Promise<HTMLElement | undefined> {
  const headers = { 'HX-Request': 'true', 'HX-Current-URL': location.href }
  const answer = await fetch(path, { method: 'POST', body, headers }).catch(() => undefined)
  const address = answer?.headers.get('HX-Redirect')
  if (address && /^\/login\b/.test(address)) {
    leaveForLogin(address)
    return undefined
  }
  const shown = address ? await fetch(address).catch(() => undefined) : answer
  const page = parse((await shown?.text().catch(() => '')) ?? '')
  const now = shown?.ok ? page.querySelector<HTMLElement>(place) : null
  say(now ? '' : page.querySelector('[data-summary] ul')?.textContent?.trim() || reasonOf(answer))
  return now ?? undefined
}

function reasonOf(answer: Response | undefined): string {
  const { offline = '', failed = '' } =
    document.querySelector<HTMLElement>('[data-live-notices]')?.dataset ?? {}
  return answer ? failed : offline
}

function say(problem: string): void {
  const box = document.querySelector<HTMLElement>('[data-move-problem]')
  if (!box) return
  box.textContent = problem
  box.hidden = problem === ''
}
