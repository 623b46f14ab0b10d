import type { Command } from 'commander'
import { runExport } from '../export/run-export.ts'

const HELP = `
Without --to the records go to the output as CSV, for the next program.

  npx atelier export --object Order --fields Id,Status,Account.Name --to orders.xlsx
  npx atelier export --query "SELECT Name, COUNT(Id) FROM Account GROUP BY Name" > accounts.csv`

export function registerExport(program: Command): void {
  program
    .command('export')
    .description('Write records as CSV or XLSX.')
    .option('--object <name>', 'all records of the object')
    .option('--fields <names>', 'with these fields, separated by commas (all of them unless named)')
    .option('--query <soql>', 'the records of a query, instead')
    .option('--to <file>', 'file that ends in .csv or .xlsx')
    .option('--labels', 'labels in the header instead of API names')
    .addHelpText('after', HELP)
    .action(runExport)
}
