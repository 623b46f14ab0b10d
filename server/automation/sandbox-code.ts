import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** JavaScript of the two sides of a hook process. */
export interface SandboxCode {
  /** Runs in the process itself, as a function body that gets `require`. */
  readonly outer: string
  /** A script whose value is `boot` of sandbox/guest.ts. */
  readonly guest: string
}

let code: Promise<SandboxCode> | undefined

/** Bundled at first use: hook processes start without a loader, so that they are small and quick. */
export function sandboxCode(): Promise<SandboxCode> {
  code ??= bundleBoth()
  return code
}

async function bundleBoth(): Promise<SandboxCode> {
  const [outer, guest] = await Promise.all([
    bundle('process-main', 'node'),
    bundle('guest', 'neutral', 'sandbox'),
  ])
  return { outer, guest: `(() => {${guest}\nreturn sandbox.boot\n})()` }
}

async function bundle(module: string, platform: 'node' | 'neutral', globalName?: string): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`./sandbox/${module}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    platform,
    mainFields: ['module', 'main'],
    target: 'node20',
    legalComments: 'none',
    ...(globalName ? { format: 'iife' as const, globalName } : { format: 'cjs' as const }),
  })
  return (result.outputFiles[0] as { text: string }).text
}
