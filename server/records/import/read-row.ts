import type { CellInput, Value } from '../../fields/field-type.ts'
import type { Problem } from '../../kernel/errors.ts'
import { isEmptyCell, lineOf, rawText, saysNothing } from './cell-text.ts'
import type { RowPlan, Target } from './compile-mapping.ts'
import type { RejectedRow } from './import-options.ts'
import type { SheetRow } from './sheet.ts'
import { skipReason } from './skip-rows.ts'

/** A row on its way into a batch. */
export interface ReadRow {
  readonly row: number
  readonly cells: readonly CellInput[]
  /** API values by field name. */
  readonly values: Record<string, Value>
  /** What lookup columns say, in the order of the plan's lookup targets; blank for nothing. */
  readonly lookups: readonly string[]
  /** Folded text of the key; undefined when rows are not compared. */
  readonly key: string | undefined
}

export type RowOutcome =
  | { readonly kind: 'row'; readonly row: ReadRow }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly rejected: RejectedRow }

export interface RowReaderOptions {
  /** Header and cells have to be of one length. */
  readonly strict: boolean
  /** Fields that a row has to fill. */
  readonly required: ReadonlySet<Target>
}

/** Reads a row by its plan: values, or why it is left out or refused. */
export function readRow(plan: RowPlan, { number, cells }: SheetRow, options: RowReaderOptions): RowOutcome {
  const reason = skipReason(plan, cells, options.required)
  if (reason !== undefined) return { kind: 'skipped', reason }
  const problems: CellProblem[] = []
  if (options.strict) checkLength(plan, cells, problems)
  const values: Record<string, Value> = {}
  const lookups: string[] = []
  for (const target of plan.targets) readTarget(target, cells, values, lookups, options, problems)
  const key = keyOf(plan, cells, problems)
  if (problems.length > 0) return { kind: 'rejected', rejected: rejectRow(plan, number, cells, problems) }
  return { kind: 'row', row: { row: number, cells, values, lookups, key } }
}

/** What is wrong with a cell; `target` says which. */
export interface CellProblem {
  readonly target?: Target | undefined
  readonly column?: string
  readonly problem: Pick<Problem, 'message' | 'hint'>
}

function readTarget(
  target: Target,
  cells: readonly CellInput[],
  values: Record<string, Value>,
  lookups: string[],
  { required }: RowReaderOptions,
  problems: CellProblem[],
): void {
  const cell = target.source(cells)
  let isBlank: boolean
  if (target.lookup) {
    const text = saysNothing(cell) ? '' : lineOf(cell)
    lookups.push(text)
    isBlank = text === ''
  } else {
    const parsed = target.parse(cell)
    if ('problem' in parsed) {
      problems.push({ target, problem: parsed.problem })
      return
    }
    isBlank = parsed.value === null
    if (!isBlank) values[target.field.name] = parsed.value
  }
  if (isBlank && required.has(target)) {
    const message = `${target.column || target.field.label} is blank, and ${target.field.label} is required.`
    problems.push({ target, problem: { message, hint: 'Fill the cell in.' } })
  }
}

function checkLength(plan: RowPlan, cells: readonly CellInput[], problems: CellProblem[]): void {
  const { columns } = plan.header
  if (cells.length === columns.length) return
  // Columns without a header at the end are what spreadsheets leave behind: a row may be without them.
  const wanted = columns.findLastIndex(text => text !== '') + 1
  if (cells.length >= wanted && cells.slice(columns.length).every(isEmptyCell)) return
  const message = `The row has ${cells.length} cells, the header ${wanted}.`
  const hint = 'Put text that holds the separator or a line break into quotes, and write every separator.'
  problems.push({ problem: { message, hint } })
}

function keyOf(plan: RowPlan, cells: readonly CellInput[], problems: CellProblem[]): string | undefined {
  if (plan.key.length === 0) return undefined
  let key = ''
  for (const { column, source } of plan.key) {
    const cell = source(cells)
    if (saysNothing(cell)) {
      if (!plan.needsKey) return undefined
      if (problems.some(problem => problem.column === column || problem.target?.column === column)) continue
      const message = `The row has no ${column}, by which it is known.`
      problems.push({ column, problem: { message, hint: `Fill in ${column}.` } })
    } else key += `${lineOf(cell).toLowerCase()}\0`
  }
  return key
}

/** A row that is not saved, in words for the person who can correct it. */
export function rejectRow(
  plan: RowPlan,
  row: number,
  cells: readonly CellInput[],
  problems: readonly CellProblem[],
): RejectedRow {
  const first = problems[0] as CellProblem
  const column = first.column ?? first.target?.column ?? ''
  const index = first.target?.index ?? plan.header.columns.indexOf(column)
  return {
    kind: 'rejected',
    row,
    column,
    value: index >= 0 ? rawText(cells[index]) : '',
    why: [...new Set(problems.map(({ problem }) => problem.message))].join(' '),
    fix: [...new Set(problems.flatMap(({ problem }) => problem.hint ?? []))].join(' ') || 'Correct the cell.',
    cells: Array.from({ length: Math.max(plan.header.columns.length, cells.length) }, (_, place) =>
      rawText(cells[place]),
    ),
  }
}
