import { fileURLToPath } from 'node:url'
import { fullAccess } from '../../server/access/access.ts'
import { observe } from '../../server/kernel/observe.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import { readSource } from '../../server/metadata/source.ts'
import { ensureAdministrator } from '../../server/org/administrator.ts'
import { deploy } from '../../server/org/deploy.ts'
import { type OpenOrgOptions, openOrg } from '../../server/org/open-org.ts'
import type { Org, Session } from '../../server/org/session.ts'
import { quoteIdentifier } from '../../server/storage/sql/names.ts'
import { testDatabase } from './test-database.ts'

export interface TestOrg {
  readonly org: Org
  /** The administrator's. */
  readonly session: Session
  /** What the work sent to PostgreSQL, besides its result. */
  countStatements<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly statements: readonly string[] }>
  dispose(): Promise<void>
}

export const ADMIN_PASSWORD = 'correct horse battery staple'

const METADATA = fileURLToPath(new URL('../../metadata', import.meta.url))
let orgs = 0
let metadata: Promise<readonly SourceFile[]> | undefined

/** The repository's own packages. */
export function metadataFiles(): Promise<readonly SourceFile[]> {
  metadata ??= readSource(METADATA)
  return metadata
}

/** Source files from objects (or text, for hooks) by path inside one package, which is made around them. */
export function sourceFiles(
  files: Readonly<Record<string, object | string>>,
  packageName = 'acme',
  dependsOn: readonly string[] = [],
): readonly SourceFile[] {
  const definition = { name: packageName, label: packageName, version: '1.0.0', dependsOn }
  return Object.entries({ 'package.json': definition, ...files }).map(([path, content]) => ({
    package: packageName,
    path: `${packageName}/${path}`,
    text: typeof content === 'string' ? content : JSON.stringify(content, null, 2),
  }))
}

/** A fresh org with a schema of its own, deployed from the files; `metadata` is the repository's packages. */
export async function createTestOrg(
  files: readonly SourceFile[] | 'metadata' = 'metadata',
  options: Partial<OpenOrgOptions> = {},
): Promise<TestOrg> {
  const database = await testDatabase()
  const org = await openOrg(database, { name: `test-${++orgs}`, timeZone: 'Asia/Tbilisi', ...options })
  await deploy(org, files === 'metadata' ? await metadataFiles() : files, { who: 'test' })
  const { userId, username } = await ensureAdministrator(org, () => ADMIN_PASSWORD)
  const principal = { userId, username, profile: 'System_Administrator', permissionSets: [] }
  return {
    org,
    session: Object.freeze({ org, principal, access: fullAccess }),
    countStatements,
    dispose: async () => {
      await database.run({ text: `DROP SCHEMA ${quoteIdentifier(org.schema)} CASCADE`, values: [] })
      for (const table of ['org', 'login', 'session', 'connected_app', 'job_run']) {
        const column = table === 'org' ? 'id' : 'org'
        await database.run({ text: `DELETE FROM atelier.${table} WHERE ${column} = $1`, values: [org.id] })
      }
    },
  }
}

async function countStatements<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly statements: readonly string[] }> {
  const statements: string[] = []
  const stop = observe('statement', event => void statements.push(event.text))
  try {
    return { result: await work(), statements }
  } finally {
    stop()
  }
}

/** A package of the files beside the repository's `standard`. */
export async function besideStandard(
  files: Readonly<Record<string, object | string>>,
): Promise<readonly SourceFile[]> {
  const standard = (await metadataFiles()).filter(file => file.package === 'standard')
  return [...standard, ...sourceFiles(files, 'acme', ['standard'])]
}
