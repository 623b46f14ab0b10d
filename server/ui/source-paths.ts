import type { FieldModel } from '../metadata/org-model.ts'

/** What the filter of a lookup asks of the record that has the lookup, by name as in the filter; null: it is blank. */
export type SourceValues = ReadonlyMap<string, string | null>

const SOURCE = /^\$Source\./i

/** What the filter of a lookup asks of the record that has the lookup: `Status`, `Account.Name`. */
export function sourcePaths({ compiledLookupFilter }: FieldModel): readonly string[] {
  const references = compiledLookupFilter?.rule.references ?? []
  return references.filter(path => SOURCE.test(path)).map(path => path.replace(SOURCE, ''))
}
