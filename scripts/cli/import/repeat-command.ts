import { showPath } from '../../../server/kernel/show-path.ts'
import type { ImportFlags } from './import-flags.ts'

/** The command that imports the corrected rows as the original was imported: to be copied into a shell. */
export function repeatCommand(path: string, flags: ImportFlags): string {
  const { object, map, upsert, skipRule, timeZone } = flags
  const words = [
    'npx',
    'atelier',
    'import',
    showPath(path),
    '--object',
    object,
    ...(map === undefined ? [] : ['--map', map]),
    ...(upsert === undefined ? [] : ['--upsert', upsert]),
    ...(timeZone === undefined ? [] : ['--time-zone', timeZone]),
    ...(skipRule === undefined ? [] : ['--skip-rule', ...skipRule]),
  ]
  return words.map(quote).join(' ')
}

function quote(word: string): string {
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
