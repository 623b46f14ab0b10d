import type { Readable } from 'node:stream'
import { AtelierError } from '../../kernel/errors.ts'
import type { ExportBatches } from './export-cells.ts'

export async function writeXlsx(_header: readonly string[], _batches: ExportBatches): Promise<Readable> {
  throw new AtelierError('INVALID_INPUT', 'XLSX workbooks cannot be written yet. Export CSV.')
}
