import type { Problem } from '../kernel/errors.ts'
import type { ComponentKey, Finding } from './component.ts'
import { keyText } from './component-key.ts'
import type { LoadedComponents } from './load-components.ts'
import type { ModelDraft } from './model-draft.ts'
import { positionOf } from './position-of.ts'
import { groupRemovals } from './removals.ts'

/**
 * Findings and the problems of single files as one list, by place. A finding that misses something whose own
 * file is there, and broken or faulty, is left out: that file's problem says it. What was removed is told once, with everyone who still uses it.
 */
export function reportFindings(
  findings: readonly Finding[],
  loaded: LoadedComponents,
  draft: ModelDraft,
): readonly Problem[] {
  const broken = new Set(loaded.broken.map(keyText))
  const faulty = new Set(findings.map(({ component }) => keyText(component)))
  const telling = findings.filter(
    ({ missing }) => !missing || !(isBroken(missing, broken) || faulty.has(keyText(missing))),
  )
  const { problems, rest } = groupRemovals(
    telling,
    draft.context.before ?? [],
    [...draft.components.values()].flat(),
  )
  return [...loaded.problems, ...problems, ...unique(rest.map(toProblem))].sort(byPlace)
}

function isBroken(key: ComponentKey, broken: ReadonlySet<string>): boolean {
  if (broken.has(keyText(key))) return true
  const object = key.fullName.split('.')[0] as string
  return broken.has(keyText({ type: 'object', fullName: object }))
}

function toProblem(finding: Finding): Problem {
  const { check, at, message, hint } = finding
  return {
    code: check,
    message,
    ...(at && { path: `/${at.join('/')}` }),
    position: positionOf(finding),
    ...(hint !== undefined && { hint }),
  }
}

function unique(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(
    problems.map(problem => [`${JSON.stringify(problem.position)} ${problem.message}`, problem]),
  )
  return [...seen.values()]
}

function byPlace(a: Problem, b: Problem): number {
  const [one, two] = [a.position, b.position]
  return (
    (one?.file ?? '').localeCompare(two?.file ?? '', 'en') ||
    (one?.line ?? 0) - (two?.line ?? 0) ||
    (one?.column ?? 0) - (two?.column ?? 0)
  )
}

/** `manufaktura/objects/Order/object.json:3:5: what is wrong. What to do. [code]`, then a line for each place. */
export function formatProblem(problem: Problem): string {
  const { position, message, hint, code, places = [] } = problem
  const place = position ? `${position.file}:${position.line}:${position.column}: ` : ''
  const lines = places.map(({ file, line, column, name }) => `\n    ${file}:${line}:${column}: ${name}`)
  return `${place}${message}${hint ? ` ${hint}` : ''} [${code}]${lines.join('')}`
}
