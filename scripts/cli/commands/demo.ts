import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { showPath } from '../../../server/kernel/show-path.ts'
import type { Client } from '../client.ts'
import { withServer } from '../connect.ts'
import { compareStatuses } from '../demo/count-orders.ts'
import { readDecisions } from '../demo/decisions.ts'
import { type DemoSet, smallSet, workbookSet } from '../demo/demo-set.ts'
import { compareAwards, compareRejections } from '../demo/known-results.ts'
import {
  printAwards,
  printDecisions,
  printLoaded,
  printRejected,
  printRejections,
  printStatuses,
  printTitle,
} from '../demo/print-demo.ts'
import { type DemoRun, runDemo } from '../demo/run-demo.ts'
import { CommandError } from '../report.ts'
import { note } from '../terminal.ts'

const NEEDED = ['orders.xlsx', 'alterations.csv', 'truth.csv']
const HELP = `
Without --from: a small set of tenders that shows every case. With it: real
tenders, whose alterations.csv and truth.csv say which rows have to be rejected
and who won. Running it again adds nothing: its orders go back to where they
began, and are decided anew.`

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('Load tenders with their proposals, run the daily selection, and show what it did.')
    .option('--from <folder>', 'folder with the real tenders: orders.xlsx, alterations.csv, truth.csv')
    .addHelpText('after', HELP)
    .action(({ from }: { from?: string }) => (from === undefined ? runSmall() : runReal(resolve(from))))
}

async function runSmall(): Promise<void> {
  await withServer(async ({ client, config }) => {
    const set = smallSet(config.metadataDir)
    const run = await begin(client, set)
    printLoaded(run)
    printRejected(run.loaded)
    await printCounts(client, run)
    printDecisions(await readDecisions(client, set.orderNumbers))
  })
}

async function runReal(from: string): Promise<void> {
  const missing = NEEDED.filter(name => !existsSync(join(from, name)))
  if (missing.length > 0) throw new CommandError([`${showPath(from)} lacks ${missing.join(', ')}.`])
  await withServer(async ({ client, config }) => {
    const set = workbookSet(config.metadataDir, from)
    const run = await begin(client, set)
    printLoaded(run)
    const isRight = printRejections(await compareRejections(from, run.loaded))
    await printCounts(client, run)
    printAwards(await compareAwards(client, from, set.orderNumbers))
    if (!isRight) throw new CommandError(['The import did not reject the rows that it had to.'])
  })
}

async function begin(client: Client, set: DemoSet): Promise<DemoRun> {
  printTitle(set.title)
  return runDemo(client, set, note)
}

async function printCounts(client: Client, { before, after, log }: DemoRun): Promise<void> {
  printStatuses(await compareStatuses(client, before, after))
  for (const line of log) console.log(`The job's log: ${line}`)
}
