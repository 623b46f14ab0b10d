import type { Position, Problem } from '../kernel/errors.ts'
import type { Component, Finding } from './component.ts'
import { locate } from './parse-json.ts'

/** Where a finding is: its own line and column, or those of its path in the component's JSON. */
export function positionOf({ component, at = [], line, column = 1 }: Finding): Position {
  const { path: file, text, source } = component
  if (line !== undefined || typeof source === 'string') return { file, line: line ?? 1, column }
  return locate(text, file, at)
}

/** Problems that know their file and the path in it, with line and column. */
export function pinpoint(problems: readonly Problem[], components: readonly Component[]): readonly Problem[] {
  return problems.map(problem => {
    const { position, path } = problem
    const component = position && components.find(one => one.path === position.file)
    if (!component || path === undefined) return problem
    return { ...problem, position: locate(component.text, component.path, path.split('/').slice(1)) }
  })
}
