import type { Problem } from '../../kernel/errors.ts'
import type { Rule } from '../rule.ts'
import { lineAndColumn, type Offsets } from './parse-formula.ts'

/** Says line and column of formula text for a problem that was found in the JsonLogic made of it. */
export function locateProblem(problem: Problem, text: string, logic: Rule, offsets: Offsets): Problem {
  let offset = 0
  let part: unknown = logic
  for (const key of ['', ...pointerKeys(problem.path ?? '')]) {
    part = key === '' ? part : childOf(part, key)
    if (typeof part !== 'object' || part === null) break
    offset = offsets.get(part) ?? offset
  }
  return { ...problem, message: `${problem.message} (${lineAndColumn(text, offset)})` }
}

function pointerKeys(pointer: string): readonly string[] {
  const keys = pointer.split('/').slice(1)
  return keys.map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function childOf(part: unknown, key: string): unknown {
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined
  return (part as Record<string, unknown>)[key]
}
