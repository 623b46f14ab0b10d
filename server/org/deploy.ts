import { AtelierError, type Problem } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import { compileModel } from '../metadata/compile.ts'
import type { SourceFile } from '../metadata/component.ts'
import { diffComponents } from '../metadata/diff.ts'
import { loadComponents } from '../metadata/load-components.ts'
import type { OrgModel } from '../metadata/org-model.ts'
import { pinpoint } from '../metadata/position-of.ts'
import type { Connection } from '../storage/database.ts'
import { describeSteps, readTombstones } from '../storage/ddl/apply.ts'
import { planDdl } from '../storage/ddl/plan.ts'
import { findBigTables, spareBigTables } from '../storage/ddl/spare-big-tables.ts'
import { checkStored } from '../storage/ddl/stored-check.ts'
import { transaction } from '../storage/transaction.ts'
import { applyDeploy } from './apply-deploy.ts'
import type { DeployOptions, DeployResult, PlannedTables, Prepared } from './deployment.ts'
import { diffFiles } from './diff-files.ts'
import { followColumns } from './follow-columns.ts'
import { followRenames } from './follow-renames.ts'
import { type Identities, openIdentities } from './identities.ts'
import { endIndexBuilds } from './index-builds.ts'
import { findLastAdministrators } from './last-administrators.ts'
import { type Deployed, hashFiles, publish, refreshModel, stateOf } from './org-state.ts'
import { withPreparedColumns } from './prepare-columns.ts'
import type { Org } from './session.ts'
import { forgetUndone, planUndo, readUndo } from './undo.ts'

/** How often a deploy begins anew because another one was published meanwhile. */
const ATTEMPTS = 5

/** A deploy that only needs the lock: the compiled files, and how the tables follow them. */
interface Proposal {
  readonly prepared: Prepared
  readonly tables: PlannedTables
  /** Number of the deploy that is undone. */
  readonly undone?: number
}

/** How the tables get from the deployed model to the new one. */
type PlanTables = (prepared: Prepared) => Promise<PlannedTables>

/**
 * Makes the org's metadata equal to the files: compile and check, plan the tables' change, apply all in one
 * transaction behind the exclusive gate, publish. Throws DEPLOY_FAILED with every problem; the org then is as before.
 */
export async function deploy(
  org: Org,
  files: readonly SourceFile[],
  options: DeployOptions,
): Promise<DeployResult> {
  return carryOut(org, options, () =>
    propose(org, files, async ({ base, next }) => {
      const { database, schema, timeZone } = org
      // Only deploys set columns aside: what is found holds for as long as the model before does.
      const tombstones = await readTombstones(database, schema)
      return planDdl(base.model, next.model, { version: next.model.version, timeZone, tombstones })
    }),
  )
}

/**
 * Takes the newest deploy back that was not taken back yet: its files as they were, its tables by the stored
 * inverse. Columns that it made are set aside. It is recorded as a deploy of its own.
 */
export async function undoDeploy(org: Org, options: DeployOptions): Promise<DeployResult> {
  return carryOut(org, options, async () => {
    const { files, inverse, number } = await readUndo(org)
    const proposal = await propose(org, files, async prepared => planUndo(prepared, inverse, org.timeZone))
    return proposal && { ...proposal, undone: number }
  })
}

async function carryOut(
  org: Org,
  options: DeployOptions,
  propose: () => Promise<Proposal | undefined>,
): Promise<DeployResult> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const proposal = await propose()
    if (!proposal) return unchanged(org)
    if (options.check) return checkOnly(org, proposal)
    const result = await withPreparedColumns(org, proposal.tables, options, tables =>
      applyAlone(org, { ...proposal, tables }, options),
    )
    if (result) {
      publish(org, proposal.prepared.next)
      return result
    }
    await refreshModel(org)
  }
  throw new AtelierError('UNABLE_TO_LOCK_ROW', 'Other deploys of this org are under way. Try again.')
}

/** Undefined: another deploy was first. */
async function applyAlone(
  org: Org,
  proposal: Proposal,
  options: DeployOptions,
): Promise<DeployResult | undefined> {
  const { database, gate, schema } = org
  await options.onPhase?.('prepared')
  return transaction(database, { gate, exclusive: true, schema }, async (connection, version) =>
    version === proposal.prepared.base.model.version ? apply(connection, org, proposal, options) : undefined,
  )
}

async function apply(
  connection: Connection,
  org: Org,
  { prepared, tables, undone }: Proposal,
  options: DeployOptions,
): Promise<DeployResult> {
  await endIndexBuilds(connection, org.schema)
  refuse(org, await findDataProblems(connection, org, prepared, tables))
  const result = await applyDeploy(connection, org, prepared, tables, options)
  if (undone !== undefined) await forgetUndone(connection, org.schema, undone, result.number)
  return result
}

/** Changes that the stored values or the org's users do not allow, or that nothing would. */
async function findDataProblems(
  connection: Connection,
  org: Org,
  prepared: Prepared,
  { problems, checks }: PlannedTables,
): Promise<readonly Problem[]> {
  const found = [...problems, ...(await checkStored(connection, org.schema, checks))]
  const lost = await findLastAdministrators(connection, org, prepared)
  return [...pinpoint(found, prepared.next.components), ...lost]
}

async function checkOnly(org: Org, { prepared, tables }: Proposal): Promise<DeployResult> {
  const { database, schema } = org
  refuse(org, await findDataProblems(database, org, prepared, tables))
  const steps = await describeSteps(database, schema, tables.steps)
  const { irreversible } = tables
  const number = prepared.next.model.version
  return { changed: true, number, components: prepared.components, steps, irreversible }
}

/** Undefined: nothing to do. */
async function propose(
  org: Org,
  files: readonly SourceFile[],
  planTables: PlanTables,
): Promise<Proposal | undefined> {
  const { deployed: base } = stateOf(org)
  if (hashFiles(files) === base.hash) return undefined
  const identities = await openIdentities(org.database, org.schema)
  followRenames(identities, base.components, loadComponents(files).components)
  const prepared = await prepare(org, base, files, identities)
  const plan = await planTables(prepared)
  const big = await findBigTables(org.database, org.schema, plan.steps)
  const tables = { ...plan, steps: spareBigTables(plan.steps, big) }
  // What a restored column was known by is in the model, so that is compiled once more.
  const isStale = followColumns(identities, tables.steps)
  return { prepared: isStale ? await prepare(org, base, files, identities) : prepared, tables }
}

async function prepare(
  org: Org,
  base: Deployed,
  files: readonly SourceFile[],
  identities: Identities,
): Promise<Prepared> {
  const { checkSoql } = stateOf(org)
  const { idOf, prefixOf } = identities
  const context = {
    version: base.model.version + 1,
    idOf,
    prefixOf,
    before: base.components,
    ...(checkSoql && { checkSoql }),
  }
  const { model, components, problems } = await compileModel(files, context)
  refuse(org, problems)
  const next = { model: model as OrgModel, hash: hashFiles(files), files, components }
  const [before, after] = [loadComponents(base.files).components, loadComponents(files).components]
  const changes = diffFiles(base.files, files)
  return { base, next, identities, changes, components: diffComponents(before, after) }
}

function refuse(org: Org, problems: readonly Problem[]): void {
  const [first] = problems
  if (!first) return
  emit('deployRefused', { org: org.name, problems: problems.map(problem => problem.message) })
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  throw new AtelierError('DEPLOY_FAILED', `Nothing was deployed: ${first.message}${more}`, problems)
}

function unchanged(org: Org): DeployResult {
  const number = org.model.version
  return { changed: false, number, components: [], steps: [], irreversible: [] }
}
