import type { Command } from 'commander'
import { readSource } from '../../../server/metadata/source.ts'
import type { DeployResult } from '../../../server/org/deployment.ts'
import { withServer } from '../connect.ts'
import { locateRefusal } from '../report.ts'
import { formatTable } from '../table.ts'

interface DeployFlags {
  readonly check?: boolean
  readonly undo?: boolean
}

/** More changes than people read are counted by type. */
const MOST_LISTED = 60
/** The command looks at the files itself: opening the org must not deploy them first. */
const AS_IT_IS = { deployFirst: false }

export function registerDeploy(program: Command): void {
  program
    .command('deploy')
    .description('Make the org equal to the metadata files.')
    .option('--check', 'say what would be done, and do nothing')
    .option('--undo', 'take the last deploy back')
    .action(runDeploy)
  program
    .command('diff')
    .description('List what differs between the metadata files and the org.')
    .action(runDiff)
}

async function runDeploy({ check = false, undo = false }: DeployFlags): Promise<void> {
  const result = undo ? await requestUndo(check) : await requestDeploy(check)
  if (!result.changed) return printNothingToDo(result)
  printChanges(result)
  printSteps(result)
  console.log(check ? 'Nothing was changed: this was a check.' : `Deployed as version ${result.number}.`)
  if (undo && !check)
    console.log(
      'Your files still say what was taken back: the next start of the server, or file that is saved while it runs, brings it again.\n' +
        'See the difference with "npx atelier diff"; "npx atelier retrieve --delete" makes the files as the org is.',
    )
}

async function runDiff(): Promise<void> {
  const result = await requestDeploy(true)
  if (!result.changed) return printNothingToDo(result)
  console.log('A deploy of the files would change:')
  printChanges(result)
}

function requestDeploy(check: boolean): Promise<DeployResult> {
  return withServer(async ({ client, config }) => {
    const files = await readSource(config.metadataDir)
    return client
      .send<DeployResult>('POST', '/services/atelier/deploy', { files, check })
      .catch((error: unknown) => {
        throw locateRefusal(error, config.metadataDir)
      })
  }, AS_IT_IS)
}

function requestUndo(check: boolean): Promise<DeployResult> {
  return withServer(
    ({ client }) => client.send<DeployResult>('POST', '/services/atelier/deploy/undo', { check }),
    AS_IT_IS,
  )
}

function printNothingToDo({ number }: DeployResult): void {
  console.log(`Nothing to do: the org has these files (version ${number}).`)
}

function printChanges({ components }: DeployResult): void {
  if (components.length > MOST_LISTED) {
    console.log(formatTable(['change', 'components'], countChanges(components)))
  } else {
    const rows = components.map(({ change, type, fullName, from, path }) => [
      change,
      type,
      from === undefined ? fullName : `${fullName} (was ${from})`,
      path,
    ])
    console.log(formatTable(['change', 'type', 'component', 'file'], rows))
  }
}

function countChanges(components: DeployResult['components']): readonly [string, number][] {
  const counts = new Map<string, number>()
  for (const { change, type } of components)
    counts.set(`${change} ${type}`, (counts.get(`${change} ${type}`) ?? 0) + 1)
  return [...counts].sort()
}

function printSteps({ steps, irreversible }: DeployResult): void {
  if (steps.length === 0) console.log('\nThe tables stay as they are.\n')
  else {
    const rows = steps.map(({ description, lock, estimate }) => [description, lock, estimate])
    console.log(`\n${formatTable(['step on the tables', 'lock', 'rows'], rows)}\n`)
  }
  for (const loss of irreversible) console.log(`An undo could not bring back: ${loss}`)
}
