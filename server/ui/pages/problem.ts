import type { Problem } from '../../kernel/errors.ts'
import { problemText, type Reader } from '../problem-text.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { outside } from './login.ts'

const KNOWN = new Set([403, 404])

/** A page that is not there, that may not be seen, or that failed. */
export async function problemPage(
  visit: Visit | undefined,
  status: number,
  problems: readonly Problem[],
  reader: Reader,
): Promise<Page> {
  const kind = KNOWN.has(status) ? status : status < 500 ? 400 : 500
  const content = {
    title: String(status),
    heading: `problem.${kind}`,
    // "The requested resource does not exist" is said better by the heading.
    messages: kind === 404 || status === 500 ? [] : problems.map(one => problemText(reader, one)),
    hint: `problem.${kind}.hint`,
  }
  if (visit) return inShell(visit, 'problem', content, status)
  return outside('problem-outside', content, status)
}
