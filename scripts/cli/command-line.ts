import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { commands } from './commands.ts'
import { describeError, Interrupted, WrongUse } from './report.ts'
import { paint, printable } from './terminal.ts'

const HELP = `
The server of this folder is found by itself. Another one:
  ATELIER_URL=https://atelier.example.com npx atelier login
  ATELIER_URL=https://atelier.example.com npx atelier jobs
With no server running, the org is opened for the one command.`

/** Runs `atelier …`; sets the exit code: 0 done, 1 refused or failed, 2 wrong use, 130 interrupted. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('atelier')
    .description('Works on an org: its metadata, hooks, jobs and data.')
    .version(packageJson.version, '-v, --version', 'show the version')
    .addHelpText('after', HELP)
    .exitOverride()
  for (const register of commands) register(program)
  try {
    await program.parseAsync(argv)
  } catch (error) {
    process.exitCode = report(error)
  }
}

function report(error: unknown): number {
  const { code, exitCode } = error as { code?: string; exitCode?: number }
  if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : 2
  for (const line of describeError(error)) console.error(paint('red', printable(line), process.stderr))
  if (error instanceof WrongUse) return 2
  return error instanceof Interrupted ? 130 : 1
}
