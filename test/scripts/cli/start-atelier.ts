import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CLEAN, type Environment, type Ran } from './run-atelier.ts'

const COMMAND = join(import.meta.dirname, '..', '..', '..', 'scripts', 'atelier.mjs')

export interface Started {
  readonly process: ChildProcess
  readonly ended: Promise<Ran>
}

/** `atelier …` as a process of its own. */
export function startAtelier(args: readonly string[], environment: Environment, cwd?: string): Started {
  return start(process.execPath, [COMMAND, ...args], environment, cwd)
}

/** A line of shell in which `atelier` is the command. */
export function startInShell(line: string, environment: Environment): Started {
  const command = `'${process.execPath}' '${COMMAND}'`
  return start('sh', ['-c', line.replace(/\batelier\b/g, command)], environment)
}

/**
 * The same at a terminal of so many columns, where keys are pressed once the question is asked. What the terminal
 * shows is the output; none of it is the error output. Needs the program `script`.
 */
export function startAtTerminal(
  args: readonly string[],
  environment: Environment,
  { columns = 80, question = '', keys = '' } = {},
): Started {
  const words = [process.execPath, COMMAND, ...args].map(word => `'${word}'`)
  const line = `stty cols ${columns}; exec ${words.join(' ')}`
  const started = start('script', ['-qec', line, '/dev/null'], { TERM: 'xterm', ...environment })
  let shown = ''
  started.process.stdout?.on('data', (chunk: Buffer) => {
    const wasAsked = question !== '' && shown.includes(question)
    shown += chunk.toString()
    if (question !== '' && !wasAsked && shown.includes(question)) started.process.stdin?.write(keys)
  })
  return started
}

function start(program: string, args: readonly string[], environment: Environment, cwd?: string): Started {
  const child = spawn(program, args, { env: { ...process.env, ...CLEAN, ...environment }, cwd })
  const code = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signal) => resolve(exitCode ?? (signal === 'SIGINT' ? 130 : 1)))
  })
  const ended = Promise.all([code, text(child.stdout), text(child.stderr)]).then(([code, out, err]) => ({
    ...{ code, out, err },
  }))
  return { process: child, ended }
}
