import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { makeTemporaryFolder } from '../../../kernel/temporary-folder.ts'

/** An error of the type checker, 1-based. */
export interface TypeProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The message, and the reasons that it gives for itself: the last one is the most exact. */
  readonly reasons: readonly [string, ...string[]]
}

const OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'esnext',
  moduleResolution: 'bundler',
  paths: { atelier: ['./.types/index.d.ts'] },
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
}
/** Milliseconds. */
const TIMEOUT = 30_000
const ERROR = /^(.+?)\((\d+),(\d+)\): error TS\d+: (.*)$/

/**
 * Type-checks hooks with the native compiler, in a folder of its own. `files` are hooks by path, `types` the files of
 * the module 'atelier' by name.
 */
export async function runTsc(
  files: ReadonlyMap<string, string>,
  types: ReadonlyMap<string, string>,
): Promise<readonly TypeProblem[]> {
  const { path: folder, remove } = await makeTemporaryFolder('types')
  try {
    for (const [name, text] of types) await put(join(folder, '.types', name), text)
    for (const [path, text] of files) await put(join(folder, path), text)
    await put(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: OPTIONS, files: [...files.keys()] }),
    )
    return parseErrors(await run(folder))
  } finally {
    await remove()
  }
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

function run(cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      compilerPath(),
      ['--pretty', 'false', '-p', '.'],
      { cwd, timeout: TIMEOUT, env: {}, maxBuffer: 16_000_000 },
      (error, stdout, stderr) => {
        if (error && !stdout.includes('error TS')) {
          reject(new Error(`The type checker failed: ${stderr || error.message}`))
        } else resolve(stdout)
      },
    )
  })
}

/** The native program itself: its wrapper would start one more Node. */
function compilerPath(): string {
  const require = createRequire(import.meta.url)
  const typescript = createRequire(require.resolve('typescript/package.json'))
  const platform = typescript.resolve(
    `@typescript/typescript-${process.platform}-${process.arch}/package.json`,
  )
  return join(dirname(platform), 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc')
}

/** Indented lines are reasons of the message before. */
function parseErrors(output: string): readonly TypeProblem[] {
  const errors: (TypeProblem & { reasons: [string, ...string[]] })[] = []
  for (const text of output.split('\n')) {
    const [, file, line, column, message] = ERROR.exec(text) ?? []
    if (file && message) errors.push({ file, line: Number(line), column: Number(column), reasons: [message] })
    else if (text.startsWith('  ')) errors.at(-1)?.reasons.push(text.trim())
  }
  return errors
}
