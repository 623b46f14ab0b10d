import { type Command, InvalidArgumentError } from 'commander'
import type { Problem } from '../../../server/kernel/errors.ts'
import type { Client } from '../client.ts'
import { withServer } from '../connect.ts'
import { CommandError, Interrupted, refusal } from '../report.ts'
import { paint, printable } from '../terminal.ts'

type HookEvent =
  | { readonly kind: 'log'; readonly level: string; readonly text: string }
  | {
      readonly kind: 'end'
      readonly state: string
      readonly error: string | null
      readonly milliseconds: number
    }
  | { readonly kind: 'error'; readonly problems: readonly Problem[] }

const COLOURS: Readonly<Record<string, 'red' | 'yellow' | 'dim'>> = {
  error: 'red',
  warn: 'yellow',
  debug: 'dim',
}

export function registerHook(program: Command): void {
  program
    .command('hook')
    .description('Work with hooks.')
    .command('run <name>')
    .description('Run a schedulable or queueable now, and show its log.')
    .option('--payload <json>', 'what the hook is given, as JSON', parsePayload)
    .action((name: string, { payload = null }: { payload?: unknown }) =>
      withServer(async ({ client }) => {
        const milliseconds = await runHook(client, name, payload, printLine)
        console.log(`${name} is done (${Math.round(milliseconds)} ms).`)
      }),
    )
}

/** Runs the hook to its end and tells each line of its log. Gives milliseconds; refuses when it failed. */
export async function runHook(
  client: Client,
  name: string,
  payload: unknown,
  onLine: (level: string, text: string) => void,
): Promise<number> {
  const path = `/services/atelier/hooks/${encodeURIComponent(name)}/run`
  const body = JSON.stringify({ payload })
  for await (const event of client.stream<HookEvent>(path, body)) {
    if (event.kind === 'log') onLine(event.level, event.text)
    else if (event.kind === 'error') throw refusal(event.problems)
    else if (event.state === 'failed') throw new CommandError([`${name} failed: ${event.error}`])
    else return event.milliseconds
  }
  if (client.signal.aborted)
    throw new Interrupted([`Interrupted. "npx atelier jobs" tells what became of ${name}.`])
  throw new CommandError([`The server went away while ${name} ran. "npx atelier jobs" tells how it ended.`])
}

function parsePayload(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}.`)
  }
}

function printLine(level: string, text: string): void {
  const line = `${level.toUpperCase().padEnd(5)} ${printable(text)}`
  const colour = COLOURS[level]
  console.log(colour ? paint(colour, line) : line)
}
