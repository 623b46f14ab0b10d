import { type Command, InvalidArgumentError } from 'commander'
import type { ImportFlags } from '../import/import-flags.ts'

const HELP = `
Columns are matched with fields by their names. What was matched is kept beside
the file in FILE.Object.map.json: change it where it is wrong, the next run goes
by it. Rows that are refused go to FILE.Object.rejected.csv, each with its
reason: correct them there and import that file.

Rows are saved in batches. An import that was stopped is run again and goes on
where it was; no row of a file is saved twice. A file that was changed is another
file: with --upsert its rows change the records that are stored already.

Exit code: 0 all rows are saved, 1 rows were rejected or nothing could be done.

  npx atelier import orders.xlsx --object Order --sheet Orders --dry-run
  npx atelier import orders.csv --object Order --upsert external_id__c`

function readRow(text: string): string {
  if (/^[1-9]\d{0,5}$/.test(text)) return text
  throw new InvalidArgumentError('It is the number of a row, from 1 on.')
}

export function registerImport(program: Command): void {
  program
    .command('import <file>')
    .description('Load the rows of a CSV or XLSX file as records of an object.')
    .requiredOption('--object <name>', 'what the rows are: API name of the object')
    .option('--sheet <name>', 'sheet of the workbook (the first one with something in it unless named)')
    .option('--map <file>', 'mapping of columns to fields to go by')
    .option('--upsert <field>', 'external id by which stored records are found and changed')
    .option('--dry-run', 'do everything but save')
    .option('--skip-rule <rule...>', "validation rules to leave out: an administrator's right, recorded")
    .option('--encoding <name>', 'of a CSV file where it cannot be told, e.g. windows-1251')
    .option('--time-zone <name>', "of dates without one, e.g. Asia/Tbilisi (the org's unless named)")
    .option('--header-row <number>', 'row of the header (found by itself unless named)', readRow)
    .option('--again', 'save rows once more that an earlier run of the same file has saved')
    .addHelpText('after', HELP)
    .action(async (path: string, flags: ImportFlags) => {
      // Loaded when it is needed: the other commands are ready sooner.
      const { runImport } = await import('../import/run-import.ts')
      await runImport(path, flags)
    })
}
