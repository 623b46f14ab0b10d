import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'

/** One list of a profile or permission set, and what its entries name. */
export interface PermissionTarget {
  readonly list: string
  readonly key: string
  readonly type: string
  /** Declared full name; undefined when there is none. */
  readonly find: (name: string, draft: ModelDraft) => string | undefined
  /** What the name could have meant. */
  readonly names: (name: string, draft: ModelDraft) => readonly string[]
  /** Takes away what the Metadata API puts before the name. */
  readonly plain?: (name: string) => string
  /** Names that every org knows without a component. */
  readonly ignore?: RegExp
  /** The same name may come again (a layout for each record type). */
  readonly repeats?: boolean
}

type Part = 'fields' | 'recordTypes' | 'layouts'
type PartOf<P extends Part> = ObjectDraft[P] extends ReadonlyMap<string, infer Entry> ? Entry : never

const objectNames = (_name: string, draft: ModelDraft) => [...draft.objects.values()].map(one => one.name)
const findObject = (name: string, draft: ModelDraft) => draft.objects.get(name.toLowerCase())?.name

function splitName(name: string, draft: ModelDraft): { object: ObjectDraft | undefined; rest: string } {
  const [objectName = '', rest = ''] = name.split('.')
  return { object: draft.objects.get(objectName.toLowerCase()), rest }
}

/** What `Object.Name` names, in whatever case. */
export function findPart<P extends Part>(part: P, name: string, draft: ModelDraft): PartOf<P> | undefined {
  const { object, rest } = splitName(name, draft)
  return object?.[part].get(rest.toLowerCase()) as PartOf<P> | undefined
}

function inObject(part: Part): Pick<PermissionTarget, 'find' | 'names'> {
  return {
    find(name, draft) {
      const { object } = splitName(name, draft)
      const found = findPart(part, name, draft)
      return object && found && `${object.name}.${found.name}`
    },
    names(name, draft) {
      const { object } = splitName(name, draft)
      if (!object) return objectNames(name, draft).map(one => `${one}.${name.split('.')[1] ?? ''}`)
      return [...object[part].values()].map(one => `${object.name}.${one.name}`)
    },
  }
}

export const PERMISSION_TARGETS: readonly PermissionTarget[] = [
  { list: 'objectPermissions', key: 'object', type: 'object', find: findObject, names: objectNames },
  { list: 'fieldPermissions', key: 'field', type: 'field', ...inObject('fields') },
  { list: 'recordTypeVisibilities', key: 'recordType', type: 'record-type', ...inObject('recordTypes') },
  { list: 'layoutAssignments', key: 'layout', type: 'layout', repeats: true, ...inObject('layouts') },
  {
    list: 'layoutAssignments',
    key: 'recordType',
    type: 'record-type',
    repeats: true,
    ...inObject('recordTypes'),
  },
  tabs('tabVisibilities'),
  tabs('tabSettings'),
  {
    list: 'classAccesses',
    key: 'apexClass',
    type: 'hook',
    find: (name, draft) => draft.hooks.get(name.toLowerCase())?.name,
    names: (_name, draft) => [...draft.hooks.values()].map(one => one.name),
  },
  {
    list: 'applicationVisibilities',
    key: 'application',
    type: 'app',
    find: (name, draft) => draft.apps.get(name.toLowerCase())?.name,
    names: (_name, draft) => [...draft.apps.values()].map(one => one.name),
    ignore: /^standard__/i,
  },
]

function tabs(list: string): PermissionTarget {
  return {
    list,
    key: 'tab',
    type: 'object',
    find: findObject,
    names: objectNames,
    plain: name => name.replace(/^standard-/i, ''),
    ignore: /^standard-(?:home|report|dashboard|setup)$/i,
  }
}
