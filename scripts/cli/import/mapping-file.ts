import { readFile, writeFile } from 'node:fs/promises'
import { showPath } from '../../../server/kernel/show-path.ts'
import { locate, parseJson } from '../../../server/metadata/parse-json.ts'
import type { ColumnMapping } from '../../../server/records/import/import-options.ts'
import { readMapping } from '../../../server/records/import/read-mapping.ts'
import { CommandError, describeError, refusal } from '../report.ts'
import { note } from '../terminal.ts'
import type { MappingEvent } from './follow-import.ts'

export interface FoundMapping {
  readonly path: string
  readonly text: string
  readonly mapping: ColumnMapping
}

/** The mapping that is named, else the one that an earlier run saved. */
export async function findMapping(
  savedPath: string,
  named: string | undefined,
): Promise<FoundMapping | undefined> {
  const path = named ?? savedPath
  const found = await readMappingFile(path)
  if (found) return found
  if (named === undefined) return undefined
  throw new CommandError([`There is no mapping file ${showPath(named)}.`])
}

/** Keeps what was guessed, for the next run and for who wants to change it. An import goes on without. */
export async function saveMapping(path: string, { mapping, sheet }: MappingEvent): Promise<void> {
  const { object, ...rest } = mapping
  const whole = { ...(object && { object }), ...(sheet !== undefined && { sheet }), ...rest }
  try {
    await writeMappingFile(path, whole)
    console.log(
      `This mapping is kept in ${showPath(path)}: change it there where it is wrong, the next run goes by it.`,
    )
  } catch (error) {
    note(`The mapping was not kept: ${describeError(error).join(' ')}`)
  }
}

/** The mapping of a file; undefined when it is not there. Refuses with line and column what is no mapping. */
async function readMappingFile(path: string): Promise<FoundMapping | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const file = showPath(path)
  const parsed = parseJson(text, file)
  if ('problems' in parsed) throw refusal(parsed.problems)
  return { path, text, mapping: readMapping(parsed.value, { path: file, text }) }
}

/** A refusal of a part of the mapping, with its place in the mapping's file. */
export function locateInMapping(error: unknown, found: FoundMapping | undefined): unknown {
  if (!found || !(error instanceof CommandError)) return error
  const problems = error.problems.map(problem => {
    if (problem.path === undefined) return problem
    const steps = problem.path.split('/').slice(1)
    const place = steps.map(step => (/^\d+$/.test(step) ? Number(step) : step))
    return { ...problem, position: locate(found.text, showPath(found.path), place) }
  })
  return refusal(problems)
}

/** One line a column: that is what people edit. */
async function writeMappingFile(path: string, mapping: ColumnMapping): Promise<void> {
  const { columns, ...rest } = mapping
  const entries = Object.entries(rest).map(([key, value]) => `  ${JSON.stringify(key)}: ${inline(value)}`)
  const lines = columns.map(column => `    ${inline(column)}`)
  const all = [...entries, `  "columns": [\n${lines.join(',\n')}\n  ]`]
  await writeFile(path, `{\n${all.join(',\n')}\n}\n`)
}

/** JSON on one line, with blanks where people write them. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inline(one)}`)
  return `{ ${entries.join(', ')} }`
}
