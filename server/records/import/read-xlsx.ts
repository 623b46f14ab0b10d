import { AtelierError } from '../../kernel/errors.ts'
import type { Sheet } from './sheet.ts'
import type { Spooled } from './spool.ts'

export async function readXlsx(_file: Spooled, _sheet?: string): Promise<Sheet> {
  throw new AtelierError('INVALID_INPUT', 'XLSX workbooks cannot be read yet. Save the sheet as CSV.')
}
