import sql, { raw, type Sql } from 'sql-template-tag'
import type { FieldModel, ObjectModel, OrgModel } from '../metadata/org-model.ts'
import { quoteLiteral, tableRef } from '../storage/sql/names.ts'
import { slot } from '../storage/sql/slots.ts'
import type { Referrer, WriteContext } from './write/context.ts'
import { referringTo } from './write/referrers.ts'
import type { StampSlots } from './write/sql.ts'

/** Lookups that a deletion has emptied, as the bin keeps them: ids by `object.field`. */
type RestoreNote = Readonly<Record<string, readonly string[]>>

/** Puts what `written` holds into the bin: names, deletions and notes are arrays in the slots from `first` on. */
export function addToBinSql(schema: string, object: ObjectModel, first: number, stamps: StampSlots): Sql {
  return sql`INSERT INTO ${tableRef(schema, '_recycle_bin')} ("record", "object", "name", "deleted_by", "deleted", "deletion", "restore") SELECT b."record", ${raw(quoteLiteral(object.name))}, b."name", ${slot(stamps.userId)}::text, ${slot(stamps.stamp)}::timestamptz, b."deletion", b."note"::jsonb FROM unnest(${slot(0)}::text[], ${slot(first)}::text[], ${slot(first + 1)}::text[], ${slot(first + 2)}::text[]) AS b("record", "name", "deletion", "note")`
}

/** The lookups that the deletion empties, by the record that they named. */
export function emptiedLookups({ session, object, referrers, changes }: WriteContext): readonly Referrer[] {
  const emptied = new Set(
    referringTo(session.org.model, object)
      .filter(one => one.behavior === 'SetNull')
      .map(one => one.field),
  )
  const going = new Set(changes.filter(change => change.problems.length === 0).map(change => change.id))
  return referrers.filter(({ field, parent }) => emptied.has(field) && going.has(parent))
}

export function restoreNotes(context: WriteContext): ReadonlyMap<string, string> {
  const notes = new Map<string, Record<string, string[]>>()
  for (const { object, field, id, parent } of emptiedLookups(context)) {
    const note = notes.get(parent) ?? {}
    notes.set(parent, note)
    const key = `${object.name}.${field.name}`
    const ids = note[key] ?? []
    note[key] = ids
    ids.push(id)
  }
  return new Map([...notes].map(([parent, note]) => [parent, JSON.stringify(note)]))
}

/** Reads the notes of records that come back; lookups that the org no longer has are left out. */
export function readNotes(model: OrgModel, notes: ReadonlyMap<string, string>): readonly Referrer[] {
  const referrers: Referrer[] = []
  for (const [parent, text] of notes) {
    for (const [key, ids] of Object.entries(JSON.parse(text) as RestoreNote)) {
      const [objectName = '', fieldName = ''] = key.toLowerCase().split('.')
      const object = model.objects.get(objectName)
      const field = object?.fields.get(fieldName)
      if (!object || !field || field.column === null) continue
      for (const id of ids) referrers.push({ object, field, id, parent })
    }
  }
  return referrers
}

/** Referrers by lookup, for one statement each. */
export function byLookup(referrers: readonly Referrer[]): ReadonlyMap<FieldModel, readonly Referrer[]> {
  const groups = new Map<FieldModel, Referrer[]>()
  for (const referrer of referrers) {
    const group = groups.get(referrer.field)
    if (group) group.push(referrer)
    else groups.set(referrer.field, [referrer])
  }
  return groups
}
