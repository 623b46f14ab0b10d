import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { stringify } from 'csv-stringify/sync'
import { escapeFormula } from '../../../server/records/escape-formula.ts'
import type { RejectedRow } from '../../../server/records/import/import-options.ts'
import { isRejectionColumn, REJECTION_COLUMNS } from '../../../server/records/import/rejection-columns.ts'
import type { FileNames } from './file-names.ts'

/** The file of the rows that were rejected: the reasons, then the row as it came. */
export interface RejectedFile {
  add(rows: readonly RejectedRow[]): Promise<void>
  /** Gives the path; undefined when nothing was rejected. */
  finish(): Promise<string | undefined>
  /** Leaves nothing behind. */
  drop(): Promise<void>
}

/** Spreadsheets take a CSV file for UTF-8 only with this mark. */
const MARK = '\ufeff'
const FORMAT = { record_delimiter: 'windows', cast: { string: safeText } } as const
const NUMBER = /^[+-]?[\d\s.,]+$/

/** `-5` is a number, and no formula. */
function safeText(text: string): string {
  return NUMBER.test(text) ? text : escapeFormula(text)
}

export function createRejectedFile(names: FileNames, header: readonly string[]): RejectedFile {
  // Of rejected rows that are rejected again, the new reasons count.
  const isOwn = header.map(text => !isRejectionColumn(text))
  const ownCells = (cells: readonly string[]): readonly string[] => cells.filter((_, at) => isOwn[at] ?? true)
  const part = `${names.rejected(1)}.${process.pid}.part`
  let output: FileHandle | undefined
  const begin = async (): Promise<FileHandle> => {
    const file = await open(part, 'w')
    await file.write(MARK + stringify([[...REJECTION_COLUMNS, ...ownCells(header)]], FORMAT))
    return file
  }
  return {
    add: async rows => {
      if (rows.length === 0) return
      output ??= await begin()
      await output.write(
        stringify(
          rows.map(({ cells, ...row }) => [...reasonCells(row), ...ownCells(cells)]),
          FORMAT,
        ),
      )
    },
    finish: async () => {
      await output?.close()
      return output && keep(part, names)
    },
    drop: async () => {
      await output?.close()
      await rm(part, { force: true })
    },
  }
}

type Reason = Omit<RejectedRow, 'cells'>

function reasonCells({ row, column, value, why, fix }: Reason): readonly (string | number)[] {
  return [row, column, value, why, fix]
}

/** An earlier file may hold a person's corrections: it stays, unless it says the same. */
async function keep(part: string, names: FileNames): Promise<string> {
  for (let number = 1; ; number++) {
    const path = names.rejected(number)
    const isThere = await stat(path).then(
      () => true,
      () => false,
    )
    if (!isThere) {
      await rename(part, path)
      return path
    }
    if (!(await isSame(part, path))) continue
    await rm(part)
    return path
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([stat(one), stat(other)])
  return first.size === second.size && (await readFile(one)).equals(await readFile(other))
}
