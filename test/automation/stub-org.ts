import { fullAccess } from '../../server/access/access.ts'
import type { HookData } from '../../server/automation/hook-data.ts'
import type { HookModel } from '../../server/metadata/org-model.ts'
import { bundleHook } from '../../server/metadata/types/hook/bundle-hook.ts'
import type { Session } from '../../server/org/session.ts'

/** A hook from TypeScript text, bundled as a deploy does it. */
export async function makeHook(
  name: string,
  source: string,
  more: Partial<HookModel> = {},
): Promise<HookModel> {
  const file = `test/hooks/${name}.ts`
  const bundle = await bundleHook(file, new Map([[file, source]]))
  if (bundle.problems) throw new Error(JSON.stringify(bundle.problems))
  return { name, package: 'test', kind: 'schedulable', source, file, code: bundle.code, ...more }
}

/** A session without a database, for what never reaches one. */
export function stubSession(hooks: readonly HookModel[] = []): Session {
  const model = { hooks: new Map(hooks.map(hook => [hook.name.toLowerCase(), hook])), objects: new Map() }
  const org = { id: '00D000000000001AAA', name: 'test', timeZone: 'Europe/Warsaw', model }
  const principal = { userId: '005000000000001AAA', username: 'a@b.c', profile: 'Admin', permissionSets: [] }
  return { org, principal, access: fullAccess } as unknown as Session
}

/** Answers every query with the same rows, and every save with success. */
export function stubData(rows: readonly (readonly unknown[])[] = []): HookData {
  return {
    parseSoql: () => ({ from: 'Order', select: [], scope: 'live' }),
    read: async (_session, _query, most, take) => {
      for (let i = 0; i < Math.min(rows.length, most); i += 5_000) await take(rows.slice(i, i + 5_000))
      return [
        { path: 'Id', kind: 'plain' },
        { path: 'price__c', kind: 'number' },
        { path: 'order__r.Status', kind: 'plain' },
      ]
    },
    write: async (_session, request) =>
      request.records.map(record => ({ id: String(record.Id), success: true, created: false, errors: [] })),
    inTransaction: (session, work) =>
      work({
        ...session,
        transaction: { depth: 0, now: new Date(), afterCommit: [], hookState: new Map() },
      } as unknown as Session),
    savepoint: (_session, work) => work(),
  }
}
