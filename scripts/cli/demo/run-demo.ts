import type { Client } from '../client.ts'
import { runHook } from '../commands/hook.ts'
import { countOrders, type StatusCounts } from './count-orders.ts'
import type { DemoSet } from './demo-set.ts'
import { type LoadedFile, loadFiles } from './load-files.ts'

export const JOB = 'ManufacturerSelectJob'

/** Tenders that are over already break this rule. */
const OLD_TENDERS = 'Tender_in_three_days'
/** Orders of an earlier run of the demo go back to where they began. */
const BEGIN_AGAIN = 'Legal_status_transition'

export interface DemoRun {
  readonly loaded: readonly LoadedFile[]
  /** Validation rules that the import of orders left out. */
  readonly skippedRules: readonly string[]
  readonly before: StatusCounts
  readonly after: StatusCounts
  readonly log: readonly string[]
}

/** Loads the set, counts the orders, runs the job, counts again. Twice gives the same as once. */
export async function runDemo(
  client: Client,
  set: DemoSet,
  onStep: (text: string) => void,
): Promise<DemoRun> {
  const isAgain = (await countOrders(client, set.orderNumbers)).size > 0
  const skippedRules = isAgain ? [OLD_TENDERS, BEGIN_AGAIN] : [OLD_TENDERS]
  onStep(`Loading ${set.files.map(({ label }) => label).join(', ')} …`)
  const loaded = await loadFiles(client, set.files, set.timeZone, skippedRules)
  const before = await countOrders(client, set.orderNumbers)
  onStep(`Running ${JOB} …`)
  const log: string[] = []
  await runHook(client, JOB, null, (_level, text) => log.push(text))
  const after = await countOrders(client, set.orderNumbers)
  const later = await loadFiles(client, set.laterFiles, set.timeZone)
  return { loaded: [...loaded, ...later], skippedRules, before, after, log }
}
