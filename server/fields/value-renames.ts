import sql, { empty, type Sql } from 'sql-template-tag'
import type { FieldSpec } from './field-spec.ts'
import { literal, literals } from './type-changes.ts'

/** Stored value to the value that replaces it. */
export type ValueRenames = ReadonlyMap<string, string>

/**
 * What becomes of stored values when the field changes: earlier values that a value names in `formerly` and that are
 * gone now; and when an older set comes back, the other way round. A name that was followed before is not followed again.
 */
export function valueRenames(from: FieldSpec, to: FieldSpec): ValueRenames {
  const [had, has] = [namesOf(from), namesOf(to)]
  const followed = new Set(from.values?.flatMap(value => value.formerly ?? []))
  const renames = new Map<string, string>()
  for (const { fullName, formerly = [] } of to.values ?? []) {
    for (const old of formerly) {
      if (!has.has(old) && (had.has(old) || !followed.has(old)) && !renames.has(old))
        renames.set(old, fullName)
    }
  }
  for (const { fullName, formerly = [] } of from.values ?? []) {
    const back = formerly.filter(old => has.has(old) && !had.has(old))
    if (!has.has(fullName) && back.length === 1) renames.set(fullName, back[0] as string)
  }
  return renames
}

/** Values that cannot be told apart after the renames, in words. */
export function mergedValues(renames: ValueRenames, from: FieldSpec): readonly string[] {
  const had = namesOf(from)
  const sources = new Map<string, string[]>()
  for (const [old, name] of renames) sources.set(name, [...(sources.get(name) ?? []), old])
  return [...sources].flatMap(([name, olds]) => {
    const all = had.has(name) ? [...olds, name] : olds
    const words = all.map(one => `"${one}"`).join(' and ')
    if (all.length > 1) return [`${words} became one value, "${name}".`]
    return all.every(old => had.has(old)) ? [] : [`${words} was no value before it became "${name}".`]
  })
}

/** The value under its new name. */
export function renamedValue(value: Sql, renames: ValueRenames): Sql {
  if (renames.size === 0) return value
  let cases = empty
  for (const [old, name] of renames) cases = sql`${cases} WHEN ${literal(old)} THEN ${literal(name)}`
  return sql`CASE ${value}${cases} ELSE ${value} END`
}

/** The list with its values under their new names, each once, in the order of the value set. */
export function renamedValues(list: Sql, renames: ValueRenames, to: FieldSpec): Sql {
  if (renames.size === 0) return list
  const names = literals((to.values ?? []).map(value => value.fullName))
  const place = sql`array_position(ARRAY[${names}]::text[], v)`
  const each = sql`SELECT DISTINCT ${renamedValue(sql`u`, renames)} AS v FROM unnest(${list}) AS u`
  return sql`(SELECT array_agg(v ORDER BY ${place}, v COLLATE "C") FROM (${each}) AS renamed)`
}

export function namesOf({ values = [] }: FieldSpec): ReadonlySet<string> {
  return new Set(values.map(value => value.fullName))
}
