import type { Component } from '../../component.ts'
import { typeFiles, typeLines } from '../../emit-types.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { explainTypeProblem } from './explain-type-problem.ts'
import { runTsc, type TypeProblem } from './run-tsc.ts'

type Hook = Component<string>

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
  const lines = typeLines(types.get('index.d.ts') as string)
  const before = passed.get(key)
  if (before && [...before].every(line => lines.has(line))) return
  const errors = await runTsc(new Map(hooks.map(({ path, text }) => [path, text])), types)
  for (const error of withoutFollowing(errors)) report(error, hooks, draft)
  if (errors.length) return
  if (passed.size >= PASSED_SIZE) passed.clear()
  passed.set(key, lines)
}

/** Of a query of an object that is not there, every path is wrong: the object's own error says it. */
function withoutFollowing(errors: readonly TypeProblem[]): readonly TypeProblem[] {
  const isOfNoObject = ({ reasons: [message] }: TypeProblem) => message.includes('FieldPath<ObjectName>')
  return errors.every(isOfNoObject) ? errors : errors.filter(error => !isOfNoObject(error))
}

function report(error: TypeProblem, hooks: readonly Hook[], draft: ModelDraft): void {
  const component = hooks.find(({ path }) => path === error.file)
  if (!component)
    throw new Error(`The generated types are wrong: ${error.file}:${error.line}: ${error.reasons[0]}`)
  const { line, column } = error
  const explanation = explainTypeProblem(error, component.text, draft)
  draft.report({ check: 'hook.type', component, line, column, ...explanation })
}
