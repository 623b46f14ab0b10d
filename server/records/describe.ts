import type { Access } from '../access/access.ts'
import type { OrgModel } from '../metadata/org-model.ts'
import { describeSummary, describeWhole } from './describe-object.ts'
import { noSuchObject } from './read/plan-errors.ts'

const DEFAULT_VERSION = 'v60.0'
const caches = new WeakMap<OrgModel, Map<string, string>>()

/** What objects there are for whom asks, as JSON text: `{encoding, maxBatchSize, sobjects}`. */
export function describeGlobal(model: OrgModel, access: Access, version = DEFAULT_VERSION): string {
  return cached(model, `${access.key}\u0000${version}`, () => {
    const objects = [...model.objects.values()]
      .filter(object => access.object(object, 'read'))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
    const sobjects = objects.map(object => describeSummary(object, access, rootOf(version)))
    return { encoding: 'UTF-8', maxBatchSize: 200, sobjects }
  })
}

/** One object in Salesforce's describe shape, as JSON text. Throws INVALID_TYPE. */
export function describeObject(
  model: OrgModel,
  access: Access,
  name: string,
  version = DEFAULT_VERSION,
): string {
  const object = model.objects.get(name.toLowerCase())
  if (!object || !access.object(object, 'read')) throw noSuchObject(model, access, name)
  return cached(model, `${access.key}\u0000${version}\u0000${object.name}`, () =>
    describeWhole(model, object, access, rootOf(version)),
  )
}

/** The short description of one object, as JSON text: `{objectDescribe, recentItems}`. Throws INVALID_TYPE. */
export function describeBasics(
  model: OrgModel,
  access: Access,
  name: string,
  version = DEFAULT_VERSION,
): string {
  const object = model.objects.get(name.toLowerCase())
  if (!object || !access.object(object, 'read')) throw noSuchObject(model, access, name)
  const objectDescribe = describeSummary(object, access, rootOf(version))
  return JSON.stringify({ objectDescribe, recentItems: [] })
}

function rootOf(version: string): string {
  return `/services/data/${version.startsWith('v') ? version : `v${version}`}`
}

function cached(model: OrgModel, key: string, make: () => unknown): string {
  const texts = caches.get(model) ?? new Map<string, string>()
  caches.set(model, texts)
  const known = texts.get(key)
  if (known !== undefined) return known
  const text = JSON.stringify(make())
  texts.set(key, text)
  return text
}
