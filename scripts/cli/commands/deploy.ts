import type { Command } from 'commander'
import { readSource } from '../../../server/metadata/source.ts'
import type { DeployResult } from '../../../server/org/deployment.ts'
import { connect } from '../connect.ts'
import { formatTable } from '../report.ts'

interface DeployFlags {
  readonly check?: boolean
  readonly undo?: boolean
}

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
  if (!result.changed)
    return console.log(`Nothing to do: the org has these files (version ${result.number}).`)
  printChanges(result)
  printSteps(result)
  console.log(check ? 'Nothing was changed.' : `Deployed as version ${result.number}.`)
}

async function runDiff(): Promise<void> {
  const result = await requestDeploy(true)
  if (!result.changed)
    return console.log(`No difference: the org has these files (version ${result.number}).`)
  printChanges(result)
}

async function requestDeploy(check: boolean): Promise<DeployResult> {
  const { client, config, close } = await connect()
  try {
    const files = await readSource(config.metadataDir)
    return await client.send<DeployResult>('POST', '/services/atelier/deploy', { files, check })
  } finally {
    await close()
  }
}

async function requestUndo(check: boolean): Promise<DeployResult> {
  const { client, close } = await connect()
  try {
    return await client.send<DeployResult>('POST', '/services/atelier/deploy/undo', { check })
  } finally {
    await close()
  }
}

function printChanges({ components }: DeployResult): void {
  const rows = components.map(({ change, type, fullName, path }) => [change, type, fullName, path])
  console.log(formatTable(['change', 'type', 'component', 'file'], rows))
}

function printSteps({ steps, irreversible }: DeployResult): void {
  if (steps.length === 0) console.log('The tables stay as they are.')
  else
    console.log(
      formatTable(
        ['step', 'lock', 'rows'],
        steps.map(step => [step.description, step.lock, step.estimate]),
      ),
    )
  for (const loss of irreversible) console.log(`An undo could not bring back: ${loss}`)
}
