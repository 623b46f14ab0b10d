import type { Command } from 'commander'
import { withServer } from '../connect.ts'
import { formatTable } from '../table.ts'

interface AccessFlags {
  readonly user: string
  readonly object: string
  readonly right: string
  readonly field?: string
  readonly recordType?: string
  readonly record?: string
}

interface Decision {
  readonly allowed: boolean
  readonly because: readonly { readonly kind: string; readonly name?: string; readonly message: string }[]
}

interface Answer {
  readonly user: string
  readonly object: string
  readonly right: string
  readonly allowed: boolean
  readonly decisions: Readonly<Record<string, Decision>>
}

export function registerAccess(program: Command): void {
  program
    .command('access')
    .description(
      'Say whether a user may do something, and which profile, permission set, role or rule says so.',
    )
    .requiredOption('--user <name>', 'username or id')
    .requiredOption('--object <name>', 'API name of the object')
    .option('--right <right>', 'read, create, edit or delete', 'read')
    .option('--field <name>', 'a field of the object')
    .option('--record-type <name>', 'a record type that the record is to be given')
    .option('--record <id>', 'one record')
    .action(runAccess)
}

async function runAccess(flags: AccessFlags): Promise<void> {
  const parameters = new URLSearchParams({ ...flags })
  const answer = await withServer(({ client }) =>
    client.get<Answer>(`/services/atelier/access?${parameters}`),
  )
  const { user, object, right, allowed, decisions } = answer
  const what = [object, flags.field].filter(Boolean).join('.') + (flags.record ? ` ${flags.record}` : '')
  console.log(`${user} ${allowed ? 'may' : 'may not'} ${right} ${what}.\n`)
  const rows = Object.entries(decisions).flatMap(([step, decision]) => rowsOf(step, decision))
  console.log(formatTable(['about the', '', 'because of', 'name', 'which'], rows))
}

function rowsOf(step: string, { allowed, because }: Decision): readonly (readonly string[])[] {
  return because.map(({ kind, name = '', message }) => [
    step,
    allowed ? 'may' : 'may not',
    kind,
    name,
    message,
  ])
}
