import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import { gateIsOpen } from '../../storage/sql/gate.ts'
import { tableRef } from '../../storage/sql/names.ts'
import { slot } from '../../storage/sql/slots.ts'
import type { Change, WriteContext } from './context.ts'
import { changingLookups } from './needs.ts'
import { planOf } from './plan.ts'
import { mayVanish } from './select.ts'

/** A record that a save at once refers to: it must be there, and may not be deleted meanwhile. */
export interface Guard {
  readonly field: FieldModel
  readonly target: ObjectModel
  readonly id: string
}

export function guardsOf(context: WriteContext, change: Change): readonly Guard[] {
  const plan = planOf(context.session.org.model, context.object)
  const guards: Guard[] = []
  for (const { field, targets } of changingLookups(context, plan)) {
    const id = change.after[field.name]
    if (typeof id !== 'string' || change.before?.[field.name] === id) continue
    if (field.name === 'OwnerId' && id === context.session.principal.userId) continue
    const target = targets.find(one => id.startsWith(one.keyPrefix))
    if (target) guards.push({ field, target, id })
  }
  return guards
}

export function guardKey(guards: readonly Guard[]): string {
  return guards.map(({ target }) => target.table).join()
}

/** Common table expressions that lock the guarded records; their ids stand in the slots from `first` on. */
export function guardSql(schema: string, guards: readonly Guard[], first: number): Sql {
  if (guards.length === 0) return empty
  const parts = guards.map(
    ({ target }, index) =>
      sql`${raw(`g${index}`)} AS (SELECT "id" FROM ${tableRef(schema, target.table)} WHERE "id" = ${slot(first + index)}::text AND NOT "isdeleted"${mayVanish(target) ? sql` FOR KEY SHARE` : empty})`,
  )
  return join(parts)
}

/** The criterion that the gate is open and every guard has found its record. */
export function guardCriterion(guards: readonly Guard[]): Sql {
  const found = guards.map((_, index) => raw(`EXISTS (SELECT FROM g${index})`))
  return join([gateIsOpen, ...found], ' AND ')
}
