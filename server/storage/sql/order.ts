import { raw, type Sql } from 'sql-template-tag'

/**
 * The order of SOQL, as indexes are built for it: blank values come first ascending and last descending, unless the
 * query says otherwise. Lists add the record id as the last key, in the direction of the key before it.
 */
export function orderDirection(descending: boolean, nulls?: 'first' | 'last'): string {
  const place = nulls ?? (descending ? 'last' : 'first')
  return `${descending ? 'DESC' : 'ASC'} NULLS ${place === 'first' ? 'FIRST' : 'LAST'}`
}

export function orderDirectionSql(descending: boolean, nulls?: 'first' | 'last'): Sql {
  return raw(orderDirection(descending, nulls))
}

/** The rows that are not in the recycle bin; said in the same words by the partial indexes. */
export function liveRows(alias: string): Sql {
  return raw(`NOT ${alias}."isdeleted"`)
}
