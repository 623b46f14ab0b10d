import { Command } from 'commander'
import { commands } from './commands.ts'
import { CommandError } from './report.ts'

/** Runs `atelier …`; sets the exit code: 0 done, 1 refused or failed, 2 wrong use. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('atelier')
    .description('Works on an org: its metadata, hooks, jobs and data.')
    .showHelpAfterError()
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
  if (error instanceof CommandError) {
    for (const line of error.lines) console.error(line)
    return 1
  }
  console.error((error as Error).message)
  return 1
}
