import type { CellInput } from '../../fields/field-type.ts'
import { collapseBlanks } from '../../fields/text-values.ts'
import { lineOf, looseForm, saysNothing } from './cell-text.ts'
import type { MappedColumn, PrefixByColumn } from './import-options.ts'

/** What a row gives for one column or field. */
export type CellSource = (cells: readonly CellInput[]) => CellInput

/** Place of a header in the row; throws when there is none. */
export type FindColumn = (header: string) => number

/** A column as its mapping says: another cell when blank, values that stand for others, prefix, letter case. */
export function columnSource(column: MappedColumn, find: FindColumn): CellSource {
  const index = find(column.column)
  let source: CellSource = cells => cells[index] ?? null
  if (column.alternative !== undefined) source = withAlternative(source, find(column.alternative))
  if (column.values) source = withValues(source, column.values)
  if (column.prefix !== undefined) source = withPrefix(source, prefixOf(column.prefix, find))
  if (column.case) source = withCase(source, column.case)
  return source
}

/** Several sources in one text; blank when one of them is. */
export function joinedSource(sources: readonly CellSource[], separator: string): CellSource {
  return cells => {
    const parts = sources.map(source => lineOf(source(cells)))
    return parts.includes('') ? null : parts.join(separator)
  }
}

export function withDefault(source: CellSource, text: string): CellSource {
  return cells => {
    const cell = source(cells)
    return saysNothing(cell) ? text : cell
  }
}

function withAlternative(source: CellSource, index: number): CellSource {
  return cells => {
    const cell = source(cells)
    return saysNothing(cell) ? (cells[index] ?? null) : cell
  }
}

function withValues(source: CellSource, values: Readonly<Record<string, string>>): CellSource {
  const byForm = new Map(Object.entries(values).map(([from, to]) => [fold(from), to]))
  return cells => {
    const cell = source(cells)
    return cell === null ? null : (byForm.get(fold(lineOf(cell))) ?? cell)
  }
}

function fold(text: string): string {
  return collapseBlanks(text).toLowerCase()
}

type PrefixOf = (cells: readonly CellInput[]) => string

function prefixOf(prefix: string | PrefixByColumn, find: FindColumn): PrefixOf {
  if (typeof prefix === 'string') return () => prefix
  const index = find(prefix.column)
  const byForm = new Map(Object.entries(prefix.values).map(([value, text]) => [looseForm(value), text]))
  return cells => byForm.get(looseForm(lineOf(cells[index]))) ?? ''
}

function withPrefix(source: CellSource, prefix: PrefixOf): CellSource {
  return cells => {
    const cell = source(cells)
    const text = lineOf(cell)
    return /^\d+$/.test(text) ? prefix(cells) + text : cell
  }
}

function withCase(source: CellSource, letterCase: 'upper' | 'lower'): CellSource {
  return cells => {
    const cell = source(cells)
    if (typeof cell !== 'string') return cell
    return letterCase === 'upper' ? cell.toUpperCase() : cell.toLowerCase()
  }
}
