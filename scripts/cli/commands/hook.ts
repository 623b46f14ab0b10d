import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { CommandError } from '../report.ts'

type HookEvent =
  | { readonly kind: 'log'; readonly level: string; readonly text: string }
  | {
      readonly kind: 'end'
      readonly state: string
      readonly error: string | null
      readonly milliseconds: number
    }
  | { readonly kind: 'error'; readonly problems: readonly { readonly message: string }[] }

export function registerHook(program: Command): void {
  program
    .command('hook')
    .description('Work with hooks.')
    .command('run <name>')
    .description('Run a schedulable or queueable now, and show its log.')
    .option('--payload <json>', 'what the hook is given, as JSON')
    .action(runHook)
}

async function runHook(name: string, { payload }: { payload?: string }): Promise<void> {
  const { client, close } = await connect()
  try {
    const body = JSON.stringify({ payload: payload === undefined ? null : parsePayload(payload) })
    const path = `/services/atelier/hooks/${encodeURIComponent(name)}/run`
    for await (const event of client.stream<HookEvent>(path, body, 'application/json'))
      printEvent(name, event)
  } finally {
    await close()
  }
}

function parsePayload(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CommandError([`--payload is not JSON: ${(error as Error).message}`])
  }
}

function printEvent(name: string, event: HookEvent): void {
  if (event.kind === 'log') console.log(`${event.level.toUpperCase().padEnd(5)} ${event.text}`)
  else if (event.kind === 'error') throw new CommandError(event.problems.map(problem => problem.message))
  else if (event.state === 'failed') throw new CommandError([`${name} failed: ${event.error}`])
  else console.log(`${name} is done (${Math.round(event.milliseconds)} ms).`)
}
