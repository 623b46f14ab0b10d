import type { OrgModel } from '../../org-model.ts'
import { keyOf, type Texts } from './texts.ts'

/** Which fields of the object's records show the label and the description of components. */
interface Shown {
  readonly label: readonly string[]
  readonly description: string
}

const SHOWN: Readonly<Record<string, Shown & { readonly type: string }>> = {
  profile: { type: 'profile', label: ['name'], description: 'description' },
  permissionset: { type: 'permission-set', label: ['label'], description: 'description' },
  permissionsetgroup: {
    type: 'permission-set-group',
    label: ['name', 'masterlabel'],
    description: 'description',
  },
  userrole: { type: 'role', label: ['name'], description: 'rollupdescription' },
  group: { type: 'group', label: ['name'], description: 'description' },
}

const RECORD_TYPE: Shown = { label: ['name'], description: 'description' }

interface Component {
  /** Of its record; empty until the org has given one. */
  readonly id: string
  readonly name: string
}

type FieldTexts = ReadonlyMap<string, string>
type RecordTexts = readonly (readonly [id: string, texts: FieldTexts])[]

/** What the records of an object say that show components, in the words of a language; undefined where none does. */
export function recordTextsOf(
  model: OrgModel,
  object: string,
  texts: Texts,
): ReadonlyMap<string, FieldTexts> | undefined {
  const found = object === 'recordtype' ? recordTypeTexts(model, texts) : componentTexts(model, object, texts)
  const said = found.filter(([id, fields]) => id !== '' && fields.size > 0)
  return said.length > 0 ? new Map(said) : undefined
}

function componentTexts(model: OrgModel, object: string, texts: Texts): RecordTexts {
  const shown = SHOWN[object]
  if (!shown) return []
  const text = (kind: 'label' | 'description', name: string) => texts.get(keyOf(kind, shown.type, name))
  return componentsOf(model, shown.type).map(({ id, name }) => [
    id,
    fieldTexts(shown, text('label', name), text('description', name)),
  ])
}

function recordTypeTexts({ objects }: OrgModel, texts: Texts): RecordTexts {
  return [...objects.values()].flatMap(object =>
    [...object.recordTypes.values()].map(({ id, name }) => {
      const label = texts.get(keyOf('recordType', object.name, name))
      const description = texts.get(keyOf('recordTypeDescription', object.name, name))
      return [id, fieldTexts(RECORD_TYPE, label, description)] as const
    }),
  )
}

function fieldTexts(shown: Shown, label: string | undefined, description: string | undefined): FieldTexts {
  return new Map([
    ...(label === undefined ? [] : shown.label.map(field => [field, label] as const)),
    ...(description === undefined ? [] : [[shown.description, description] as const]),
  ])
}

function componentsOf({ profiles, permissionSets, parts }: OrgModel, type: string): readonly Component[] {
  const all = { profile: profiles, 'permission-set': permissionSets }[type] ?? parts.get(type)
  return [...(all?.values() ?? [])] as readonly Component[]
}
