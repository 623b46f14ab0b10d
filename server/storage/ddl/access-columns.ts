import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import { OWNER_COLUMN } from '../../metadata/owner-column.ts'
import type { Rule } from '../../rules/rule.ts'
import { fixedFields } from './fixed-fields.ts'

/** More than these would make every index of the object large. */
const MOST_COLUMNS = 4
const MOST_LISTED = 8
/** Characters. Longer texts are not kept in every index. */
const LONGEST_TEXT = 80

/** The columns that decide whether a row of a private object may be seen; empty where they are too many. */
export function accessColumns(object: ObjectModel): readonly string[] {
  const owner = object.fields.get('ownerid')?.column
  if (!isPrivate(object) || !owner) return []
  const criteria = object.sharingRules.flatMap(({ criteria }) => criteria?.references ?? [])
  const fields = criteria.map(path => object.fields.get(path.toLowerCase()))
  const areKept = fields.every(field => field !== undefined && field.column !== null && isShort(field))
  // All users of a kind are no list (see access/received-rules.ts): they are compared with the owner's id.
  const owners = object.sharingRules.some(({ from }) => from && from.name === undefined) ? [owner] : []
  const columns = new Set([OWNER_COLUMN.name, ...owners, ...fields.map(field => field?.column as string)])
  return areKept && columns.size <= MOST_COLUMNS ? [...columns] : [OWNER_COLUMN.name, ...owners]
}

/** Fields that sharing rules hold to one value: who sees few rows finds those by an index. */
export function criteriaFields(object: ObjectModel): readonly FieldModel[] {
  if (!isPrivate(object)) return []
  const first = object.sharingRules.flatMap(
    ({ criteria }) => fixedFields(object, (criteria?.logic ?? null) as Rule)[0] ?? [],
  )
  const leading = new Set(
    [...object.listViews.values()].flatMap(
      ({ filter }) => fixedFields(object, filter?.logic ?? null)[0] ?? [],
    ),
  )
  return [...new Set(first)].filter(field => !leading.has(field))
}

/**
 * What lists of a private object ask for and order by: who sees few rows finds them by their owners, and has them
 * chosen and put in order inside that index.
 */
export function listedColumns(object: ObjectModel): readonly string[] {
  if (!isPrivate(object)) return []
  const fields = [...object.listViews.values()].flatMap(({ filter, orderBy }) => [
    ...fixedFields(object, filter?.logic ?? null),
    ...orderBy.flatMap(({ field }) => object.fields.get(field.toLowerCase()) ?? []),
  ])
  const kept = fields
    .filter(field => field.column !== null && isShort(field))
    .map(({ column }) => column as string)
  const columns = new Set(['isdeleted', ...kept])
  for (const column of ['ownerid', 'id']) columns.delete(column)
  return columns.size <= MOST_LISTED ? [...columns] : []
}

function isPrivate({ sharing }: ObjectModel): boolean {
  return sharing.internal === 'Private'
}

function isShort({ length = 0 }: FieldModel): boolean {
  return length <= LONGEST_TEXT
}
