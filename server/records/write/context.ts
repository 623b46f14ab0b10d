import type { Body } from '../../fields/body.ts'
import type { RecordValues, Value } from '../../fields/field-type.ts'
import { type ErrorCode, type Problem, type ProblemDetails, problemOf } from '../../kernel/errors.ts'
import type { Message } from '../../kernel/message.ts'
import { emit, isObserved } from '../../kernel/observe.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { Connection } from '../../storage/database.ts'
import type { HookPort } from '../hooks.ts'
import type { WriteRequest } from '../write-request.ts'
import type { RelatedRecords } from './related.ts'

/** What is done to every record of a batch; an upsert is split into inserts and updates before the stages. */
export type BatchOperation = 'insert' | 'update' | 'delete' | 'undelete'

/** One record on its way through the stages. */
export interface Change {
  /** Place in the request. */
  readonly index: number
  /** As the API gave it. */
  readonly input: Readonly<Record<string, unknown>>
  /** Null for a record that is not saved yet. */
  id: string | null
  /** As stored when the write began: the fields that this write needs. Null for an insert. */
  before: RecordValues | null
  /** As it will be stored. */
  after: Record<string, Value>
  /** Files that are saved beside the row; null takes one away. Left out where none is given. */
  bodies?: Map<FieldModel, Body | null>
  /** Row version, for a save that compares and sets. */
  rowVersion: string | null
  readonly problems: Problem[]
  /** The rows of this record were written in this round: a problem from now on undoes them. */
  saved: boolean
  /** Delete: the record with which this one goes; its own id when it was asked for itself. */
  deletion?: string
}

/** Records with which the same is done. */
export interface Batch {
  readonly operation: BatchOperation
  readonly changes: readonly Change[]
}

/** A record that refers to one that is deleted or comes back. */
export interface Referrer {
  readonly object: ObjectModel
  readonly field: FieldModel
  readonly id: string
  readonly parent: string
}

/** Runs the stages for other records that go with these, in the same transaction. */
export type RunNested = (
  context: WriteContext,
  operation: BatchOperation,
  object: ObjectModel,
  /** Ids of the records, and the deletion that each belongs to. */
  records: ReadonlyMap<string, string>,
) => Promise<readonly Change[]>

/** Inserts other records that go with these, in the same transaction, whoever saves. */
export type InsertNested = (
  context: WriteContext,
  object: ObjectModel,
  inputs: readonly Readonly<Record<string, unknown>>[],
) => Promise<readonly Change[]>

/** How a write meets the database. */
export type WriteMode =
  /** One record, no transaction: one statement that checks what it relies on and saves nothing otherwise. */
  | 'at-once'
  /** Inside a transaction, rows locked. */
  | 'locked'
  /** As `locked`, and a statement that fails is taken apart until the record at fault is found. */
  | 'searching'

/** What a batch is begun with. */
export interface BatchOptions {
  readonly session: Session
  readonly connection: Connection
  readonly hooks: HookPort
  readonly request: WriteRequest
  readonly object: ObjectModel
  readonly operation: BatchOperation
  readonly mode: WriteMode
  readonly runNested: RunNested
  readonly insertNested: InsertNested
}

/** One batch of one object and operation: plain values that pass from stage to stage. */
export interface WriteContext extends BatchOptions {
  /** One instant for everything that the write does; `stamp` is the same as a DateTime value. */
  readonly now: Date
  readonly stamp: string
  readonly changes: readonly Change[]
  /** Fields that some record's input, default or hook has set. */
  readonly touched: Set<FieldModel>
  /** Parents, lookup candidates and the user, as far as rules ask for them. */
  related: RelatedRecords
  /** At once only: the statement saved nothing, because of a conflict or a deploy. The write begins anew, locked. */
  refused: boolean
  /** Delete: live records that refer to these. */
  referrers: readonly Referrer[]
}

export function addProblem(
  change: Change,
  code: ErrorCode | string,
  message: Message,
  more?: ProblemDetails,
): void {
  change.problems.push(problemOf(code, message, { fields: [], ...more }))
}

export function isGood(change: Change): boolean {
  return change.problems.length === 0
}

export function goodChanges(context: WriteContext): readonly Change[] {
  return context.changes.every(isGood) ? context.changes : context.changes.filter(isGood)
}

/** True when the batch is lost already: one bad record of all or none. */
export function isLost(context: WriteContext): boolean {
  return context.request.allOrNone && context.changes.some(change => change.problems.length > 0)
}

/** Runs a stage and tells who listens that it ended. */
export async function runStage(
  context: WriteContext,
  stage: string,
  work: (context: WriteContext) => Promise<void> | void,
): Promise<void> {
  await work(context)
  if (!isObserved('stage')) return
  emit('stage', { stage, object: context.object.name, records: context.changes.length })
}
