import type { Command } from 'commander'
import type { AuditEntry, ChainCheck } from '../../../server/org/audit-trail.ts'
import { withServer } from '../connect.ts'
import { CommandError } from '../report.ts'
import { formatTable } from '../table.ts'

interface Checks {
  readonly setup: ChainCheck
  readonly history: ChainCheck
}

export function registerAudit(program: Command): void {
  const audit = program.command('audit').description('Show what was changed in the setup, and by whom.')
  audit
    .command('list', { isDefault: true })
    .description('The newest changes of metadata, users, permissions and logins.')
    .option('--last <number>', 'how many', '20')
    .action(listEntries)
  audit
    .command('verify')
    .description('Compute the hashes of the setup trail and of the field history anew: tampering shows.')
    .option('--head <hash>', 'the head that was noted down at an earlier check of the setup trail')
    .action(verify)
}

async function listEntries({ last }: { last: string }): Promise<void> {
  const entries = await withServer(({ client }) =>
    client.get<AuditEntry[]>(`/services/atelier/audit?limit=${encodeURIComponent(last)}`),
  )
  const rows = entries.map(({ number, at, who, section, action, name }) => [
    number,
    at.slice(0, 19).replace('T', ' '),
    who,
    section,
    action,
    name,
  ])
  console.log(formatTable(['number', 'at (UTC)', 'who', 'section', 'action', 'what'], rows))
}

async function verify({ head }: { head?: string }): Promise<void> {
  const { setup, history } = await withServer(({ client }) =>
    client.get<Checks>(`/services/atelier/audit/verify${head ? `?head=${encodeURIComponent(head)}` : ''}`),
  )
  console.log(describe('setup trail', setup))
  console.log(describe('field history', history))
  const broken = [setup.broken, history.broken].filter(text => text !== undefined)
  if (head !== undefined && setup.seen === false)
    broken.push(`No entry has the hash ${head}: the trail was cut off.`)
  if (broken.length > 0) throw new CommandError(broken)
}

function describe(what: string, { entries, head, broken }: ChainCheck): string {
  const state = broken === undefined ? `holds, ${entries} entries` : `is broken after ${entries} entries`
  return `The ${what} ${state}. Head: ${head}`
}
