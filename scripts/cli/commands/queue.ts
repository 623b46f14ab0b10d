import type { Command } from 'commander'
import type { QueueListing } from '../../../server/automation/queue/entries.ts'
import type { Client } from '../client.ts'
import { withServer } from '../connect.ts'
import { formatTable } from '../table.ts'

const MAX_TEXT = 60

export function registerQueue(program: Command): void {
  const command = program
    .command('queue')
    .description('Show the queueables that wait, run, or have failed as often as they may.')
    .action(() => withServer(({ client }) => showQueue(client)))
  command
    .command('retry <id>')
    .description('Run one again that has failed as often as it may.')
    .action((id: string) =>
      withServer(async ({ client }) => {
        await client.send('POST', `/services/atelier/queue/${encodeURIComponent(id)}/retry`)
        console.log('It is in the queue again.')
      }),
    )
}

async function showQueue(client: Client): Promise<void> {
  const entries = await client.get<QueueListing[]>('/services/atelier/queue')
  if (entries.length === 0) return console.log('The queue is empty.')
  const rows = entries.map(({ id, hook, payload, state, attempts, created, due, error }) => [
    id,
    hook,
    shorten(JSON.stringify(payload)),
    state,
    attempts,
    due === null ? describeTime(created) : `due ${describeTime(due)}`,
    error ?? '',
  ])
  console.log(formatTable(['id', 'hook', 'payload', 'state', 'attempts', 'when', 'error'], rows))
  const dead = entries.find(({ state }) => state === 'dead')
  if (dead) console.log(`\nWhat is dead runs again when you say so: npx atelier queue retry ${dead.id}`)
}

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text
}

/** By the clock of this machine. */
function describeTime(iso: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(iso))
}
