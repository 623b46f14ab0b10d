import { createHash } from 'node:crypto'
import type { HookModel } from '../metadata/org-model.ts'
import type { HookScript } from './hook-process.ts'

const scripts = new WeakMap<HookModel, HookScript>()

/** The hook's code with a hash, by which a process knows what it has seen. */
export function scriptOf(hook: HookModel): HookScript {
  const known = scripts.get(hook)
  if (known) return known
  const hash = createHash('sha256').update(hook.name).update('\0').update(hook.code).digest('base64')
  const script = Object.freeze({ name: hook.name, hash, code: hook.code })
  scripts.set(hook, script)
  return script
}
