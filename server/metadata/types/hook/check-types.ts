import type { Component, Finding } from '../../component.ts'
import { typeFiles } from '../../emit-types.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { resolvePath } from '../../resolve-path.ts'
import { findRemovedField } from './find-removed-field.ts'
import { runTsc, type TypeProblem } from './run-tsc.ts'

type Hook = Component<string>

const UNKNOWN_PATH =
  /^Argument of type '"([^"]+)"' is not assignable to parameter of type 'FieldPath<"(\w+)">'/
const UNKNOWN_OBJECT = /^Argument of type '"(\w+)"' is not assignable to parameter of type 'ObjectName'/

/** Lines of types under which these hooks were right; more lines harm no hook. By the hooks' hashes. */
const passed = new Map<string, ReadonlySet<string>>()
const PASSED_SIZE = 20

/**
 * Type-checks hooks against the model that they would be deployed with. Left out when neither they nor anything
 * that was there before has changed: a new field costs no check.
 */
export async function checkTypes(hooks: readonly Hook[], draft: ModelDraft): Promise<void> {
  if (!hooks.length) return
  const types = typeFiles(draft)
  const key = hooks.map(({ path, hash }) => `${path} ${hash}`).join('\n')
  const lines = new Set((types.get('index.d.ts') as string).split('\n'))
  const before = passed.get(key)
  if (before && [...before].every(line => lines.has(line))) return
  const errors = await runTsc(new Map(hooks.map(({ path, text }) => [path, text])), types)
  for (const error of errors) report(error, hooks, draft)
  if (errors.length) return
  if (passed.size >= PASSED_SIZE) passed.clear()
  passed.set(key, lines)
}

function report(error: TypeProblem, hooks: readonly Hook[], draft: ModelDraft): void {
  const component = hooks.find(({ path }) => path === error.file)
  if (!component)
    throw new Error(`The generated types are wrong: ${error.file}:${error.line}: ${error.message}`)
  const { line, column } = error
  draft.report({ check: 'hook.type', component, line, column, ...explain(error, component, draft) })
}

type Explanation = Pick<Finding, 'message' | 'hint' | 'missing'>

/** In the words of the metadata where it is about names; else in the compiler's. */
function explain({ message, line, column }: TypeProblem, component: Hook, draft: ModelDraft): Explanation {
  const [, path, objectName] = UNKNOWN_PATH.exec(message) ?? []
  const object = objectName && draft.objects.get(objectName.toLowerCase())
  if (path && object) {
    const found = resolvePath(draft, object, path)
    if (!('field' in found)) return found
  }
  const [, unknownObject] = UNKNOWN_OBJECT.exec(message) ?? []
  if (unknownObject) {
    const missing = { type: 'object', fullName: unknownObject }
    return { message: `There is no object "${unknownObject}".`, missing }
  }
  // A list of records is told as a whole: the message has the names of their fields.
  const missing =
    findRemovedField(nameAt(component.text, line, column), draft) ?? findRemovedField(message, draft)
  return { message, ...(missing && { missing }) }
}

/** The identifier, or the last part of the path, that starts at the place. */
function nameAt(text: string, line: number, column: number): string {
  const rest = (text.split('\n')[line - 1] ?? '').slice(column - 1)
  const literal = /^['"`]([\w.]+)['"`]/.exec(rest)?.[1]
  return literal?.split('.').pop() ?? /^\w+/.exec(rest)?.[0] ?? ''
}
