import { type RawValue, Sql } from 'sql-template-tag'
import type { Access } from '../../access/access.ts'
import type { AskerValues } from '../../access/asker.ts'
import type { OwnerMarks } from '../../access/owner-marks.ts'
import type { Asker } from '../../access/row-scope.ts'
import type { OrgModel } from '../../metadata/org-model.ts'
import { isSlot, slot } from '../../storage/sql/slots.ts'
import type { QuerySlots } from '../query/parser-state.ts'
import type { Literal } from '../query/query.ts'
import type { SlotValue } from '../query/shape.ts'
import { queryError } from './plan-errors.ts'

/** What a plan is made for: the org's model and where its tables are. */
export interface PlanScope {
  readonly model: OrgModel
  readonly schema: string
  /** IANA name: days of date literals begin there. */
  readonly timeZone: string
}

/** What is known at execution only. */
export interface RunValues {
  /** By slot of the query's shape. */
  readonly values: readonly SlotValue[]
  readonly now: Date
  readonly asker: AskerValues
  /** Paging: the keys of the row that the page begins after. */
  readonly position?: readonly (string | null)[]
}

/** Gives the value of one SQL parameter at execution. Throws when a literal does not fit its field. */
export type SlotSource = (run: RunValues) => unknown

/** A plan under construction. */
export interface PlanContext extends PlanScope {
  readonly access: Access
  readonly slots: QuerySlots
  /** The query came as text: its literals are written as their fields' types ask. */
  readonly isText: boolean
  readonly sources: SlotSource[]
  /** Slots that several places share, by name. */
  readonly shared: Map<string, RawValue>
  aliases: number
  subqueries: number
}

/** Beyond these a single query could keep the database busy for minutes. */
const MOST_SUBQUERIES = 20
const MOST_PARENTS = 100

export function makeContext(
  scope: PlanScope,
  access: Access,
  slots: QuerySlots,
  isText: boolean,
): PlanContext {
  const { model, schema, timeZone } = scope
  return {
    model,
    schema,
    timeZone,
    access,
    slots,
    isText,
    sources: [],
    shared: new Map(),
    aliases: 0,
    subqueries: 0,
  }
}

export function newAlias(context: PlanContext): string {
  return `t${context.aliases++}`
}

/** Counts a semi-join or a list of child records. Throws MALFORMED_QUERY for one too many. */
export function countSubquery(context: PlanContext): void {
  if (++context.subqueries <= MOST_SUBQUERIES) return
  throw queryError('MALFORMED_QUERY', `a query has at most ${MOST_SUBQUERIES} subqueries`)
}

/** `joins`: the parents that one level of a query has joined so far. Throws MALFORMED_QUERY for one too many. */
export function checkParents(joins: number): void {
  if (joins < MOST_PARENTS) return
  throw queryError('MALFORMED_QUERY', `a query reads at most ${MOST_PARENTS} parents`)
}

/** A parameter whose value `source` gives. */
export function addSlot(context: PlanContext, source: SlotSource): RawValue {
  return slot(context.sources.push(source) - 1)
}

/** A parameter that is the same wherever it stands under that name. */
export function sharedSlot(context: PlanContext, name: string, source: SlotSource): RawValue {
  const known = context.shared.get(name)
  if (known !== undefined) return known
  const made = addSlot(context, source)
  context.shared.set(name, made)
  return made
}

export function nowSlot(context: PlanContext): RawValue {
  return sharedSlot(context, 'now', run => run.now.toISOString())
}

export function userSlot(context: PlanContext): RawValue {
  return sharedSlot(context, 'user', run => run.asker.user)
}

export function askerOf(context: PlanContext): Asker {
  return {
    user: userSlot(context),
    owners: sharedSlot(context, 'owners', run => run.asker.owners),
    below: sharedSlot(context, 'below', run => run.asker.below),
    grantees: sharedSlot(context, 'grantees', run => run.asker.grantees),
    sourcesFor: (object, right) =>
      sharedSlot(context, `sources ${object.table} ${right}`, run => run.asker.sourcesFor(object, right)),
    marksFor: (object, right) => {
      const marks = (part: 0 | 1): OwnerMarks<RawValue> => {
        const slot = (name: keyof OwnerMarks): RawValue =>
          sharedSlot(
            context,
            `${name}${part} ${object.table} ${right}`,
            run => run.asker.marksFor(object, right)[part][name],
          )
        return { bits: slot('bits'), first: slot('first'), last: slot('last') }
      }
      return [marks(0), marks(1)]
    },
  }
}

/** A literal of the query: read from the run's values when the query came with slots, as written otherwise. */
export function literalOf(context: PlanContext, literal: Literal): (run: RunValues) => Literal {
  const index = context.slots.literals.get(literal)
  return index === undefined ? () => literal : run => run.values[index] as Literal
}

export function listOf(
  context: PlanContext,
  list: readonly Literal[],
): ((run: RunValues) => readonly Literal[]) | undefined {
  const index = context.slots.literals.get(list)
  return index === undefined ? undefined : run => run.values[index] as readonly Literal[]
}

/**
 * The SQL with its constants as parameters that stay the same wherever it is repeated: GROUP BY and SELECT must
 * hold equal expressions.
 */
export function repeatable(context: PlanContext, fragment: Sql): Sql {
  if (fragment.values.every(isSlot)) return fragment
  const values = fragment.values.map(value => (isSlot(value) ? value : addSlot(context, () => value)))
  return new Sql(fragment.strings, values)
}

export function zoneSlot(context: PlanContext): RawValue {
  return sharedSlot(context, 'zone', () => context.timeZone)
}
