import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a hook's file says about itself when it is evaluated. */
export type HookDeclaration =
  | { readonly kind: string; readonly object?: unknown; readonly events?: unknown }
  /** Evaluating it threw; the stack is of the bundle. */
  | { readonly thrown: string; readonly stack: string }
  /** Its default export is no hook. */
  | { readonly kind: null }

interface Evaluation {
  readonly name: string
  readonly code: string
}

/** Milliseconds for the top level of one file, and for all together. */
const TIME = { one: 1_000, all: 10_000 }

/** Runs in the sandbox: records what the file declares. Whatever else it takes from 'atelier' accepts everything. */
const RECORDER = `(code => {
  const anything = new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => '' : anything), apply: () => anything, construct: () => anything,
  })
  const declare = kind => () => Object.freeze({ kind })
  const atelier = {
    trigger: (object, events) => Object.freeze({ kind: 'trigger', object, events }),
    schedulable: declare('schedulable'), queueable: declare('queueable'),
  }
  const module = { exports: {} }
  try {
    const give = new Proxy(atelier, { get: (known, name) => known[name] ?? anything })
    code()(() => give, module, module.exports)
    const { kind = null, object, events } = module.exports.default ?? {}
    return JSON.stringify({ kind: typeof kind === 'string' ? kind : null, object, events })
  } catch (error) {
    return JSON.stringify({ thrown: String(error?.message ?? error), stack: String(error?.stack ?? '') })
  }
})`

/** The program of the process: one sandbox for each file, text in and text out. */
const PROGRAM = `
const vm = require('node:vm')
const hooks = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
const evaluate = ({ name, code }) => {
  const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
  const wrapped = '(function (require, module, exports) {\\n' + code + '\\n})'
  const factory = Object.setPrototypeOf(
    () => vm.runInContext(wrapped, context, { filename: 'hook:' + name, lineOffset: -1 }), null)
  try {
    context.factory = factory
    return String(vm.runInContext(${JSON.stringify(RECORDER)} + '(factory)', context, { timeout: ${TIME.one} }))
  } catch (error) {
    return JSON.stringify({ thrown: String(error.message), stack: '' })
  }
}
process.stdout.write('[' + hooks.map(evaluate).join(',') + ']')
`

/**
 * Evaluates bundles in a process that is thrown away after, with 128 MB of heap and an empty environment:
 * a file whose top level never ends or eats memory harms nobody.
 */
export async function evaluateHooks(hooks: readonly Evaluation[]): Promise<readonly HookDeclaration[]> {
  if (hooks.length === 0) return []
  const child = spawn(process.execPath, ['--max-old-space-size=128', '--no-warnings', '-e', PROGRAM], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
    timeout: TIME.all,
    killSignal: 'SIGKILL',
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text
  })
  child.stdin.on('error', () => undefined).end(JSON.stringify(hooks))
  const [exitCode] = await once(child, 'close')
  if (exitCode === 0) return JSON.parse(output) as readonly HookDeclaration[]
  if (hooks.length > 1) {
    const each = await Promise.all(hooks.map(hook => evaluateHooks([hook])))
    return each.flat()
  }
  return [{ thrown: 'The file takes too much memory or time when it is loaded.', stack: '' }]
}
