import { createHash } from 'node:crypto'
import type { Problem } from '../kernel/errors.ts'
import type { Component, ComponentKey, SourceFile } from './component.ts'
import { freezeDeep } from './freeze.ts'
import type { MetadataType } from './metadata-type.ts'
import { parseJson } from './parse-json.ts'
import { metadataTypes } from './registry.ts'
import { MAX_FILE_SIZE, tooLarge } from './source.ts'
import { unknownPlace } from './unknown-place.ts'
import { validateSource } from './validate.ts'

export interface LoadedComponents {
  readonly components: readonly Component[]
  readonly problems: readonly Problem[]
  /** What the files with problems would have been: nobody is to blame for using them. */
  readonly broken: readonly ComponentKey[]
}

interface Place {
  readonly type: MetadataType
  readonly fullName: string
  readonly name: string
  readonly object?: string
}

type Loaded = { readonly component: Component } | { readonly problems: readonly Problem[] }

/** Files that did not change since the last time are not parsed again. */
const cache = new Map<string, { readonly text: string; readonly loaded: Loaded }>()
const CACHE_SIZE = 20_000

/**
 * Parses and validates every file by itself: all problems of all files. Deployed ones were valid when they were
 * deployed: they are not validated again, and the schemas, which take a start a sixth of a second, not compiled.
 */
export function loadComponents(files: readonly SourceFile[], areDeployed = false): LoadedComponents {
  const components: Component[] = []
  const problems: Problem[] = []
  const broken: ComponentKey[] = []
  for (const file of files) {
    const place = placeOf(file)
    if (!place) {
      problems.push(file.problem ?? unknownPlace(file, packagesOf(files)))
      continue
    }
    const loaded = loadOnce(file, place, areDeployed)
    if ('component' in loaded) {
      components.push(loaded.component)
    } else {
      problems.push(...loaded.problems)
      broken.push({ type: place.type.name, fullName: place.fullName })
    }
  }
  return { components, problems, broken }
}

function packagesOf(files: readonly SourceFile[]): readonly string[] {
  return files.filter(file => file.path === `${file.package}/package.json`).map(file => file.package)
}

function loadOnce(file: SourceFile, place: Place, isDeployed: boolean): Loaded {
  const known = cache.get(file.path)
  if (known && known.text === file.text && !file.problem) return known.loaded
  const loaded = isDeployed
    ? { component: makeComponent(file, place, readDeployed(file, place)) }
    : load(file, place)
  if (cache.size >= CACHE_SIZE) cache.clear()
  if (!file.problem) cache.set(file.path, { text: file.text, loaded })
  return loaded
}

function load(file: SourceFile, place: Place): Loaded {
  if (file.problem) return { problems: [file.problem] }
  const size = Buffer.byteLength(file.text)
  if (size > MAX_FILE_SIZE) return { problems: [tooLarge(file.path, size)] }
  if (place.type.schema === null) return { component: makeComponent(file, place, file.text) }
  const read = parseJson(file.text, file.path)
  if ('problems' in read) return read
  const problems = validateSource(place.type, read.value, file)
  if (problems.length > 0) return { problems }
  return { component: makeComponent(file, place, read.value) }
}

function readDeployed({ text }: SourceFile, { type }: Place): unknown {
  return type.schema === null ? text : JSON.parse(text)
}

function makeComponent(file: SourceFile, place: Place, value: unknown): Component {
  const source = place.type.schema === null ? value : withoutSchema(value)
  const formerly = (source as { formerly?: readonly string[] }).formerly
  return freezeDeep({
    type: place.type.name,
    fullName: place.fullName,
    name: place.name,
    ...(place.object !== undefined && { object: place.object }),
    package: file.package,
    path: file.path,
    text: file.text,
    hash: createHash('sha256').update(file.text).digest('hex'),
    source,
    ...(formerly && { formerly }),
  })
}

function withoutSchema(value: unknown): unknown {
  const { $schema: _, ...source } = value as Record<string, unknown>
  return source
}

const patterns = metadataTypes.map(type => ({
  type,
  pattern: new RegExp(
    `^${type.path.replace('.', '\\.').replace('{object}', '(?<object>[^/]+)').replace('{name}', '(?<name>[^/]+)')}$`,
  ),
}))

function placeOf(file: SourceFile): Place | undefined {
  const inside = file.path.slice(file.package.length + 1)
  for (const { type, pattern } of patterns) {
    const groups = pattern.exec(inside)?.groups
    if (!groups && !pattern.test(inside)) continue
    const { object, name } = groups ?? {}
    if (object === undefined && name !== undefined && type.perPackage)
      return { type, fullName: `${file.package}.${name}`, name }
    if (object === undefined) return { type, fullName: name ?? file.package, name: name ?? file.package }
    return { type, fullName: name === undefined ? object : `${object}.${name}`, name: name ?? object, object }
  }
  return undefined
}
