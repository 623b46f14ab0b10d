import type { SourceFile } from '../metadata/component.ts'
import type { ComponentDiff } from '../metadata/diff.ts'
import type { PlannedStep } from '../storage/ddl/apply.ts'
import type { DdlPlan } from '../storage/ddl/plan.ts'
import type { FileChange } from './diff-files.ts'
import type { Identities } from './identities.ts'
import type { Deployed } from './org-state.ts'

export interface DeployOptions {
  /** Username, or what started it. */
  readonly who: string
  /** Say what would be done, and do nothing. */
  readonly check?: boolean
  /** Milliseconds that it may take to make unique indexes of big tables beforehand; 15,000 when not given. */
  readonly prepareWithin?: number
  /** Told about each phase; for logs and tests. */
  readonly onPhase?: (phase: DeployPhase) => void | Promise<void>
}

export interface DeployResult {
  /** False: the org has just these files already. */
  readonly changed: boolean
  /** Number of the deploy; of the current one when nothing changed; of the next one for a check. */
  readonly number: number
  readonly components: readonly ComponentDiff[]
  readonly steps: readonly PlannedStep[]
  /** What an undo could not bring back. */
  readonly irreversible: readonly string[]
}

/** Everything that is needed to apply; made without any lock. */
export interface Prepared {
  readonly base: Deployed
  readonly next: Deployed
  readonly identities: Identities
  readonly changes: readonly FileChange[]
  /** The same as it is told: a renamed component is one. */
  readonly components: readonly ComponentDiff[]
}

/** The parts of a deploy in order; all but the first are inside its transaction. */
export type DeployPhase = 'prepared' | 'planned' | 'tables' | 'components' | 'records' | 'recorded'

/** Changes of the tables: from a plan, or from the inverse of one. */
export type PlannedTables = DdlPlan

/** What is needed to go back: the files as they were, and the steps of the tables. */
export interface StoredInverse {
  /** Text null: the file was not there. */
  readonly files: readonly (Pick<SourceFile, 'package' | 'path'> & { readonly text: string | null })[]
  readonly steps: DdlPlan['inverse']
  readonly checks: DdlPlan['inverseChecks']
  readonly irreversible: readonly string[]
}
