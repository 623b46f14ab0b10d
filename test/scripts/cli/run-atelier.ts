import { runCommandLine } from '../../../scripts/cli/command-line.ts'

export interface Ran {
  /** Exit code. */
  readonly code: number
  /** What went to the output. */
  readonly out: string
  /** What went to the error output. */
  readonly err: string
}

/** Variables to set; undefined ones are taken away. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the environment of whoever runs the tests must not change. */
export const CLEAN: Environment = {
  ATELIER_DATA_DIR: undefined,
  ATELIER_METADATA_DIR: undefined,
  ATELIER_PASSWORD: undefined,
  ATELIER_URL: undefined,
  DATABASE_URL: undefined,
  // Node takes terminals of these for such without colours.
  CI: undefined,
  FORCE_COLOR: undefined,
  NO_COLOR: undefined,
  NODE_DISABLE_COLORS: undefined,
  PORT: '1',
}

/** Runs `atelier …` inside this process with its output caught, as it were a pipe. */
export async function runAtelier(args: readonly string[], environment: Environment = {}): Promise<Ran> {
  const out = catchOutput(process.stdout)
  const err = catchOutput(process.stderr)
  const restore = setEnvironment({ ...CLEAN, ...environment })
  const codeBefore = process.exitCode
  process.exitCode = undefined
  try {
    await runCommandLine(['node', 'atelier', ...args])
    return { code: Number(process.exitCode ?? 0), out: out.text(), err: err.text() }
  } finally {
    process.exitCode = codeBefore
    restore()
    out.release()
    err.release()
  }
}

function setEnvironment(environment: Environment): () => void {
  const before = Object.keys(environment).map(name => [name, process.env[name]] as const)
  assign(Object.entries(environment))
  return () => assign(before)
}

function assign(entries: readonly (readonly [string, string | undefined])[]): void {
  for (const [name, value] of entries) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

function catchOutput(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const { isTTY } = stream
  const write = stream.write.bind(stream)
  let text = ''
  const keep = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    text += Buffer.from(chunk).toString()
    const done = more.at(-1)
    if (typeof done === 'function') done()
    return true
  }
  Object.assign(stream, { isTTY: false, write: keep })
  return { text: () => text, release: () => Object.assign(stream, { isTTY, write }) }
}
