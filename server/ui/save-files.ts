import type { Body } from '../fields/body.ts'
import type { Problem } from '../kernel/errors.ts'
import type { HookPort } from '../records/hooks.ts'
import { write } from '../records/write.ts'
import type { Visit } from './visit.ts'

/** A file that a browser has sent. */
export interface SentFile {
  readonly fileName: string
  readonly body: Body
}

/** Something that was wrong with a file, for people. */
export interface FileProblem {
  readonly fileName: string
  readonly problem: Problem
}

/** Saves files as versions of new documents; gives the ids of those that were saved. */
export async function saveFiles(
  { session }: Visit,
  sent: readonly SentFile[],
  more: Readonly<Record<string, string>>,
  hooks: HookPort,
): Promise<{ readonly ids: readonly string[]; readonly problems: readonly FileProblem[] }> {
  if (sent.length === 0) return { ids: [], problems: [] }
  const records = sent.map(({ fileName, body }) => ({ PathOnClient: fileName, VersionData: body, ...more }))
  const request = { object: 'ContentVersion', operation: 'insert', records, allOrNone: false } as const
  const results = await write(session, request, hooks)
  return {
    ids: results.flatMap(({ id, success }) => (success && id ? [id] : [])),
    problems: results.flatMap(({ errors: [first] }, index) =>
      first ? [{ fileName: sent[index]?.fileName ?? '', problem: first }] : [],
    ),
  }
}
