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

const objectNames = (_name: string, draft: ModelDraft) => [...draft.objects.values()].map(one => one.name)
const findObject = (name: string, draft: ModelDraft) => draft.objects.get(name.toLowerCase())?.name

function inObject(part: Part): Pick<PermissionTarget, 'find' | 'names'> {
  const split = (name: string, draft: ModelDraft): { object: ObjectDraft | undefined; rest: string } => {
    const [objectName = '', rest = ''] = name.split('.')
    return { object: draft.objects.get(objectName.toLowerCase()), rest }
  }
  return {
    find(name, draft) {
      const { object, rest } = split(name, draft)
      const found = object?.[part].get(rest.toLowerCase())
      return object && found && `${object.name}.${found.name}`
    },
    names(name, draft) {
      const { object } = split(name, draft)
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
