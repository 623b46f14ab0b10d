import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { describeUnmapped } from './describe-unmapped.ts'
import { findHeader, HEADER_ROWS, type Header } from './find-header.ts'
import { guessMapping } from './guess-mapping.ts'
import type { ColumnGuess, ColumnMapping, ImportEvent, ImportOptions } from './import-options.ts'
import type { Sheet, SheetRow } from './sheet.ts'

interface MappedSheet {
  readonly header: Header
  readonly event: Extract<ImportEvent, { kind: 'mapping' }>
  /** The rows below the header. */
  readonly portions: Sheet['portions']
}

/** Finds the header and maps its columns. */
export async function mapSheet(
  session: Session,
  object: ObjectModel,
  sheet: Sheet,
  options: ImportOptions,
): Promise<MappedSheet> {
  const iterator = sheet.portions[Symbol.asyncIterator]()
  const first: SheetRow[] = []
  let share = 0
  while (first.length < HEADER_ROWS) {
    const { value, done } = await iterator.next()
    if (done) break
    for (const row of value.rows) first.push(row)
    share = value.share
  }
  const header = findHeader(first.slice(0, HEADER_ROWS), object, options)
  const { mapping, guesses } = options.mapping
    ? { mapping: options.mapping, guesses: givenGuesses(options.mapping) }
    : guessMapping(session, object, header, options.upsert)
  const rest = { rows: first.filter(row => row.number > header.row), share }
  return {
    header,
    event: {
      kind: 'mapping',
      mapping,
      guesses,
      header: header.columns,
      headerRow: header.row,
      ...(sheet.name !== undefined && { sheet: sheet.name }),
      unmapped: describeUnmapped(session, object, header, mapping, options),
    },
    portions: chain(rest, iterator),
  }
}

function givenGuesses(mapping: ColumnMapping): readonly ColumnGuess[] {
  return mapping.columns.map(({ column, field, lookup }) => ({
    column,
    field,
    ...(lookup && { lookup }),
    confidence: 'given',
  }))
}

type Portion = { readonly rows: readonly SheetRow[]; readonly share: number }

async function* chain(first: Portion, rest: AsyncIterator<Portion>): AsyncIterable<Portion> {
  yield first
  for (;;) {
    const { value, done } = await rest.next()
    if (done) return
    yield value
  }
}
