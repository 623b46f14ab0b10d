import type { Component } from '../metadata/component.ts'
import type { Identities } from './identities.ts'

type Named = Pick<Component, 'type' | 'fullName' | 'object' | 'formerly'>

/** Lets renamed components keep their ids, and objects their key prefix; in an undo, the other way round. */
export function followRenames(
  identities: Identities,
  before: readonly Named[],
  after: readonly Named[],
): void {
  const had = new Set(before.map(keyOf))
  const has = new Set(after.map(keyOf))
  for (const component of after) {
    for (const old of formerKeys(component)) {
      const isRename = had.has(`${component.type}/${old}`) && !has.has(`${component.type}/${old}`)
      if (isRename && !had.has(keyOf(component))) move(identities, component, old, component.fullName)
    }
  }
  for (const component of before) {
    for (const old of formerKeys(component)) {
      const isUndone = has.has(`${component.type}/${old}`) && !had.has(`${component.type}/${old}`)
      if (isUndone && !has.has(keyOf(component))) move(identities, component, component.fullName, old)
    }
  }
}

function move(identities: Identities, { type }: Named, from: string, to: string): void {
  identities.rename(type, from, to)
  if (type === 'object') identities.renameParts(from, to)
}

function keyOf({ type, fullName }: Named): string {
  return `${type}/${fullName.toLowerCase()}`
}

function formerKeys({ type, object, formerly = [] }: Named): readonly string[] {
  const owner = type === 'object' || object === undefined ? '' : `${object}.`
  return formerly.map(name => `${owner}${name}`.toLowerCase())
}
