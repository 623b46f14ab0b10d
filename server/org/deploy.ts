import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import { compileModel } from '../metadata/compile.ts'
import type { SourceFile } from '../metadata/metadata-type.ts'
import type { OrgModel } from '../metadata/org-model.ts'
import { checkConversions, describeSteps, readTombstones } from '../storage/ddl/apply.ts'
import { type DdlPlan, planDdl } from '../storage/ddl/plan.ts'
import { transaction } from '../storage/transaction.ts'
import { applyDeploy } from './apply-deploy.ts'
import type { DeployOptions, DeployResult, Prepared } from './deployment.ts'
import { diffComponents } from './diff.ts'
import { openIdentities } from './identities.ts'
import { hashFiles, publish, refreshModel, stateOf } from './org-state.ts'
import type { Org } from './session.ts'

/** How often a deploy begins anew because another one was published meanwhile. */
const ATTEMPTS = 5

/**
 * Makes the org's metadata equal to the files: compile and check, plan the tables' change, apply all in one
 * transaction behind the exclusive gate, publish. Throws DEPLOY_FAILED with every problem; the org then is as before.
 */
export async function deploy(
  org: Org,
  files: readonly SourceFile[],
  options: DeployOptions,
): Promise<DeployResult> {
  for (let attempt = 1; ; attempt++) {
    const prepared = await prepare(org, files)
    if (!prepared) return unchanged(org)
    const { base, next } = prepared
    if (options.check) return checkOnly(org, prepared)
    const result = await transaction(
      org.database,
      { gate: org.gate, exclusive: true, schema: org.schema },
      async (connection, version) => {
        if (version !== base.model.version) return undefined
        const tombstones = await readTombstones(connection, org.schema)
        const plan = planDdl(base.model, next.model, { version: next.model.version, tombstones })
        refuse(org, plan.problems)
        refuse(org, await checkConversions(connection, org.schema, plan.checks))
        return applyDeploy(connection, org, prepared, plan, options)
      },
    )
    if (result) {
      publish(org, next)
      return result
    }
    if (attempt === ATTEMPTS) {
      throw new AtelierError('UNABLE_TO_LOCK_ROW', 'Other deploys of this org are under way. Try again.')
    }
    await refreshModel(org)
  }
}

/** Undefined: nothing to do. */
async function prepare(org: Org, files: readonly SourceFile[]): Promise<Prepared | undefined> {
  const { deployed: base, bundleHooks } = stateOf(org)
  const hash = hashFiles(files)
  if (hash === base.hash) return undefined
  const identities = await openIdentities(org.database, org.schema)
  const { idOf, prefixOf } = identities
  const context = {
    version: base.model.version + 1,
    idOf,
    prefixOf,
    before: base.components,
    ...(bundleHooks && { bundleHooks }),
  }
  const { model, components, problems } = await compileModel(files, context)
  refuse(org, problems)
  const next = { model: model as OrgModel, hash, files, components }
  return { base, next, identities, changes: diffComponents(base.files, files) }
}

function refuse(org: Org, problems: DdlPlan['problems']): void {
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

async function checkOnly(org: Org, { base, next, changes }: Prepared): Promise<DeployResult> {
  const { database, schema } = org
  const number = next.model.version
  const tombstones = await readTombstones(database, schema)
  const plan = planDdl(base.model, next.model, { version: number, tombstones })
  refuse(org, [...plan.problems, ...(await checkConversions(database, schema, plan.checks))])
  const steps = await describeSteps(database, schema, plan.steps)
  return { changed: true, number, components: changes, steps, irreversible: plan.irreversible }
}
