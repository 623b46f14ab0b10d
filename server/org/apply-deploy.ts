import type { Component } from '../metadata/component.ts'
import { loadComponents } from '../metadata/load-components.ts'
import type { Connection } from '../storage/database.ts'
import { applySteps, describeSteps } from '../storage/ddl/apply.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { recordSetupChanges, type SetupChange } from './audit-trail.ts'
import type {
  DeployOptions,
  DeployPhase,
  DeployResult,
  PlannedTables,
  Prepared,
  StoredInverse,
} from './deployment.ts'
import type { Identities } from './identities.ts'
import { mirrorComponents } from './mirror.ts'
import { notification } from './notification.ts'
import type { Org } from './session.ts'

/** Everything that a deploy changes in the database, inside the caller's transaction. */
export async function applyDeploy(
  connection: Connection,
  org: Org,
  prepared: Prepared,
  plan: PlannedTables,
  options: Pick<DeployOptions, 'who' | 'onPhase'>,
): Promise<DeployResult> {
  const { schema } = org
  const { next, identities } = prepared
  const phase = async (name: DeployPhase): Promise<void> => options.onPhase?.(name)
  const steps = await describeSteps(connection, schema, plan.steps)
  await phase('planned')
  await applySteps(connection, schema, plan.steps)
  await phase('tables')
  await saveComponents(connection, schema, prepared)
  await phase('components')
  await mirrorComponents(connection, schema, next.model, next.components, identities)
  await identities.save(connection)
  await phase('records')
  await record(connection, org, prepared, plan, options.who)
  await recordSetupChanges(connection, org, options.who, setupChanges(prepared))
  await connection.run(notification(org, next.model.version))
  await phase('recorded')
  const number = next.model.version
  return { changed: true, number, components: prepared.components, steps, irreversible: plan.irreversible }
}

/** Each file that changes, with its text before and after. */
function setupChanges({ base, next, changes }: Prepared): readonly SetupChange[] {
  const textsOf = (files: Prepared['base']['files']) => new Map(files.map(file => [file.path, file.text]))
  const [before, after] = [textsOf(base.files), textsOf(next.files)]
  return changes.map(({ path, change }) => ({
    section: 'metadata',
    action: change,
    name: path,
    before: before.get(path) ?? null,
    after: after.get(path) ?? null,
  }))
}

async function saveComponents(connection: Connection, schema: string, prepared: Prepared): Promise<void> {
  const { base, next, identities, changes } = prepared
  const table = quoteTable(schema, '_component')
  const gone = changes.filter(({ change }) => change !== 'added').map(({ path }) => path)
  if (base.files.length > 0) {
    await connection.run({ text: `DELETE FROM ${table} WHERE path = ANY($1)`, values: [gone] })
  }
  const paths = new Set(changes.map(({ path }) => path))
  const rows = loadComponents(next.files.filter(({ path }) => paths.has(path))).components.map(component =>
    toRow(component, identities),
  )
  await connection.run({
    text: `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`,
    values: [JSON.stringify(rows)],
  })
}

/** Packages that replace each other's component share its identity, so the row's id is of the file. */
function toRow(component: Component, identities: Identities): Readonly<Record<string, string>> {
  const { type, fullName, package: name, path, text: source, hash } = component
  return { id: identities.idOf(type, fullName), type, full_name: fullName, package: name, path, source, hash }
}

async function record(
  connection: Connection,
  org: Org,
  { base, next, changes, components }: Prepared,
  plan: PlannedTables,
  who: string,
): Promise<void> {
  const { schema } = org
  const before = new Map(base.files.map(file => [file.path, file.text]))
  const inverse: StoredInverse = {
    files: changes.map(({ package: name, path }) => ({
      package: name,
      path,
      text: before.get(path) ?? null,
    })),
    steps: plan.inverse,
    checks: plan.inverseChecks,
    irreversible: plan.irreversible,
  }
  await connection.run({
    text: `INSERT INTO ${quoteTable(schema, '_deploy')} (number, who, hash, plan, inverse, status)
      VALUES ($1, $2, $3, $4, $5, 'applied')`,
    values: [
      next.model.version,
      who,
      next.hash,
      JSON.stringify({ components, steps: plan.steps }),
      JSON.stringify(inverse),
    ],
  })
  await connection.run({
    text: `UPDATE ${quoteTable(schema, '_model')} SET version = $1, hash = $2`,
    values: [next.model.version, next.hash],
  })
}
