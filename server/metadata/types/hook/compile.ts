import type { Component } from '../../component.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { HookModel, TriggerEvent } from '../../org-model.ts'
import { type Bundle, bundleHook } from './bundle-hook.ts'
import { checkSoqlTexts } from './check-soql.ts'
import { checkTypes } from './check-types.ts'
import { evaluateHooks, type HookDeclaration } from './evaluate-hooks.ts'
import { positionOfStack } from './source-position.ts'

type Hook = Component<string>
type Built = {
  readonly code: string
  readonly inputs: readonly string[]
  readonly declaration: HookDeclaration
}

const EVENTS: readonly TriggerEvent[] = [
  'before insert',
  'after insert',
  'before update',
  'after update',
  'before delete',
  'after delete',
  'after undelete',
]

/** Bundles, loads and checks all hooks, and adds them to the model. */
export async function compileHooks(hooks: readonly Hook[], draft: ModelDraft): Promise<void> {
  const built = await buildAll(hooks, draft)
  const imported = new Set(
    [...built].flatMap(([{ path }, { inputs }]) => inputs.filter(input => input !== path)),
  )
  for (const [component, { code, declaration }] of built) {
    const model = toModel(component, code, declaration, draft, imported.has(component.path))
    if (model) draft.hooks.set(component.name.toLowerCase(), model)
  }
  if (draft.context.isDeployed) return
  checkSoqlTexts([...built.keys()], draft)
  await checkTypes([...built.keys()], draft)
}

/** What did not change since the last time is not built again. */
const cache = new Map<string, Built>()
const CACHE_SIZE = 500

async function buildAll(hooks: readonly Hook[], draft: ModelDraft): Promise<ReadonlyMap<Hook, Built>> {
  const files = new Map(hooks.map(hook => [hook.path, hook.text]))
  const bundles = await Promise.all(hooks.map(hook => bundleHook(hook.path, files)))
  const byCode = new Map<Hook, Extract<Bundle, { code: string }>>()
  hooks.forEach((hook, index) => {
    const bundle = bundles[index] as Bundle
    if (bundle.problems) reportBundle(hook, hooks, bundle.problems, draft)
    else byCode.set(hook, bundle)
  })
  const missing = [...byCode].filter(([, { code }]) => !cache.has(code))
  const declarations = await evaluateHooks(missing.map(([{ name }, { code }]) => ({ name, code })))
  if (cache.size > CACHE_SIZE) cache.clear()
  missing.forEach(([, { code, inputs }], index) => {
    cache.set(code, { code, inputs, declaration: declarations[index] as HookDeclaration })
  })
  return new Map([...byCode].map(([hook, { code }]) => [hook, cache.get(code) as Built]))
}

function reportBundle(
  hook: Hook,
  hooks: readonly Hook[],
  problems: NonNullable<Bundle['problems']>,
  draft: ModelDraft,
): void {
  for (const { file, line, column, message, hint } of problems) {
    const component = hooks.find(({ path }) => path === file) ?? hook
    draft.report({ check: 'hook.syntax', component, line, column, message, ...(hint ? { hint } : {}) })
  }
}

function toModel(
  component: Hook,
  code: string,
  declaration: HookDeclaration,
  draft: ModelDraft,
  isImported: boolean,
): HookModel | undefined {
  const { name, package: packageName, path: file, text: source } = component
  if ('thrown' in declaration) {
    const { line = 1, column = 1 } = positionOfStack(code, declaration.stack) ?? {}
    const message = `The hook cannot be loaded: ${declaration.thrown}`
    draft.report({ check: 'hook.load', component, line, column, message })
    return undefined
  }
  const base = { name, package: packageName, source, file, code }
  if (declaration.kind === 'schedulable' || declaration.kind === 'queueable') {
    return { ...base, kind: declaration.kind }
  }
  if (declaration.kind === 'trigger') {
    const trigger = readTrigger(component, declaration, draft)
    return trigger && { ...base, kind: 'trigger', ...trigger }
  }
  // A file that hooks import, and that is none itself.
  if (isImported) return undefined
  draft.report({
    check: 'hook.no-hook',
    component,
    line: 1,
    column: 1,
    message: 'The file does not export a hook as its default.',
    hint: "Write: export default schedulable(async ({ db }) => { … }), or trigger or queueable, from 'atelier'.",
  })
  return undefined
}

function readTrigger(
  component: Hook,
  declaration: { readonly object?: unknown; readonly events?: unknown },
  draft: ModelDraft,
): Pick<HookModel, 'object' | 'events'> | undefined {
  const name = String(declaration.object)
  const object = draft.objects.get(name.toLowerCase())
  if (!object) {
    const hint = suggest(
      name,
      [...draft.objects.values()].map(one => one.name),
    )
    draft.report({
      check: 'hook.unknown-object',
      component,
      ...placeOf(component.text, name),
      message: `There is no object "${name}".`,
      ...(hint ? { hint } : {}),
      missing: { type: 'object', fullName: name },
    })
    return undefined
  }
  const events = Array.isArray(declaration.events) ? declaration.events.map(String) : []
  const wrong = events.length ? events.find(event => !EVENTS.includes(event as TriggerEvent)) : ''
  if (wrong !== undefined) {
    const hint = suggest(wrong, EVENTS) ?? `Events are: ${EVENTS.join(', ')}.`
    const message = wrong ? `There is no event "${wrong}".` : 'The trigger names no event.'
    draft.report({ check: 'hook.unknown-event', component, ...placeOf(component.text, wrong), message, hint })
    return undefined
  }
  draft.refer(component, [], { type: 'object', fullName: object.name })
  return { object: object.name, events: events as TriggerEvent[] }
}

/** Line and column of a string literal; the file's start when it is not written out. */
function placeOf(text: string, literal: string): { line: number; column: number } {
  const index = Math.max(0, text.indexOf(`'${literal}'`), text.indexOf(`"${literal}"`))
  const before = text.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1) as string).length + 1 }
}
