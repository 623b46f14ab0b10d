import { createHash } from 'node:crypto'
import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import { compileModel } from '../metadata/compile.ts'
import type { Component, SourceFile } from '../metadata/component.ts'
import type { CompileContext } from '../metadata/model-draft.ts'
import type { OrgModel } from '../metadata/org-model.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { openIdentities } from './identities.ts'
import type { Org } from './session.ts'
import { forgetSessions } from './sessions.ts'

/** What is deployed, as this node knows it. */
export interface Deployed {
  readonly model: OrgModel
  /** Of the files (`hashFiles`). */
  readonly hash: string
  readonly files: readonly SourceFile[]
  readonly components: readonly Component[]
}

/** The part of an org that changes; the org's own file is the only one that reads and swaps it. */
export interface OrgState {
  deployed: Deployed
  refreshing: Promise<void> | undefined
  readonly checkSoql: CompileContext['checkSoql']
}

const states = new WeakMap<Org, OrgState>()

export function keepState(org: Org, state: OrgState): void {
  states.set(org, state)
}

export function stateOf(org: Org): OrgState {
  const state = states.get(org)
  if (!state) throw new AtelierError('UNKNOWN_EXCEPTION', `The org ${org.name} was not opened by openOrg.`)
  return state
}

/** Equal files, equal hash, in whatever order they are read. */
export function hashFiles(files: readonly SourceFile[]): string {
  const hash = createHash('sha256')
  for (const { path, text } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path.length} ${path} ${text.length} ${text}`)
  }
  return hash.digest('hex')
}

/**
 * Takes over what another node has deployed, if anything. Callers at the same time share one load; one that knows
 * of a newer version than that load found has it done again.
 */
export async function refreshModel(org: Org, atLeast = 0): Promise<void> {
  const state = stateOf(org)
  do {
    state.refreshing ??= loadNewer(org, state).finally(() => {
      state.refreshing = undefined
    })
    await state.refreshing
  } while (state.deployed.model.version < atLeast)
}

async function loadNewer(org: Org, state: OrgState): Promise<void> {
  const { rows } = await org.database.run({
    text: `SELECT version FROM ${quoteTable(org.schema, '_model')}`,
    values: [],
  })
  if (Number(rows[0]?.[0]) > state.deployed.model.version)
    publish(org, await loadDeployed(org, state.checkSoql))
}

/** Swaps the model on this node. An older one never replaces a newer one. */
export function publish(org: Org, deployed: Deployed): void {
  const state = stateOf(org)
  if (deployed.model.version <= state.deployed.model.version) return
  state.deployed = deployed
  // Who somebody is was found in the old model: names of profile, role and groups.
  forgetSessions()
  emit('model', { org: org.name, version: deployed.model.version })
}

/** Reads and compiles what is deployed. One statement for version and files, so that they belong together. */
export async function loadDeployed(
  org: Pick<Org, 'database' | 'schema' | 'name'>,
  checkSoql: CompileContext['checkSoql'],
): Promise<Deployed> {
  const { database, schema } = org
  const { rows } = await database.run({
    text: `SELECT m.version, m.hash, c.package, c.path, c.source FROM ${quoteTable(schema, '_model')} m
      LEFT JOIN ${quoteTable(schema, '_component')} c ON true ORDER BY c.path`,
    values: [],
  })
  const files = (rows as readonly (readonly [string, string, string, string, string])[])
    .filter(row => row[3] !== null)
    .map(row => ({ package: row[2], path: row[3], text: row[4] }))
  const version = Number(rows[0]?.[0])
  const identities = await openIdentities(database, schema)
  const { idOf, prefixOf } = identities
  const { model, components, problems } = await compileModel(files, {
    version,
    idOf,
    prefixOf,
    isDeployed: true,
    ...(checkSoql && { checkSoql }),
  })
  if (!model) {
    throw new AtelierError(
      'DEPLOY_FAILED',
      `What is deployed in the org ${org.name} does not compile with this version of Atelier.`,
      problems,
    )
  }
  return { model, hash: rows[0]?.[1] as string, files, components }
}
