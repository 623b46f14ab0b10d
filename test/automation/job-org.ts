import { fullAccess } from '../../server/access/access.ts'
import type { HookModel, JobModel } from '../../server/metadata/org-model.ts'
import type { Org, Session } from '../../server/org/session.ts'
import type { Database } from '../../server/storage/database.ts'

export const CRON = '0 7 * * *'
let orgs = 0

/** An org with hooks and jobs, and nothing else. */
export async function makeOrg(
  database: Database,
  hooks: readonly HookModel[],
  jobs: readonly Partial<JobModel>[],
): Promise<{ org: Org; session: Session }> {
  const model = {
    version: 1,
    objects: new Map(),
    hooks: new Map(hooks.map(hook => [hook.name.toLowerCase(), hook])),
    jobs: new Map(
      jobs.map(job => [job.name?.toLowerCase(), { label: job.name, cron: CRON, active: true, ...job }]),
    ),
  }
  const id = `00D${String(++orgs).padStart(12, '0')}AAA`
  const org = { id, name: `jobs-${orgs}`, timeZone: 'Asia/Tbilisi', database, model } as unknown as Org
  const principal = { userId: '005', username: 'admin', profile: 'Admin', permissionSets: [] }
  return { org, session: { org, principal, access: fullAccess } }
}
