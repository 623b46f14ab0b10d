import type { CellInput, Parsed } from '../../fields/field-type.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import { lineOf, looseForm, saysNothing } from './cell-text.ts'

/** The record type that a cell names: by id, API name or label, whatever the case and blanks. */
export function readRecordType(object: ObjectModel, cell: CellInput): Parsed {
  if (saysNothing(cell)) return { value: null }
  const text = lineOf(cell)
  const types = [...object.recordTypes.values()]
  const form = looseForm(text)
  const found =
    types.find(type => type.id === text || looseForm(type.name) === form) ??
    types.find(type => looseForm(type.label) === form)
  if (found) return { value: found.id }
  const hint = `Use one of: ${types.map(type => type.name).join(', ')}.`
  return {
    problem: { code: 'INVALID_INPUT', message: `${object.label} has no record type "${text}".`, hint },
  }
}
