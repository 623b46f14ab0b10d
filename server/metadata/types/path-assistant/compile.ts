import { compileNamedObject, compilePath, compileReference } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { PathAssistantSource, PathAssistantStepSource } from '../../component-types.d.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { FieldModel, OrgModel } from '../../org-model.ts'

type PathComponent = Component<PathAssistantSource>

/** What the type puts into the model's part `path-assistant`. */
export interface PathAssistantModel {
  readonly name: string
  readonly label: string
  readonly object: string
  /** The picklist whose values are the steps. */
  readonly field: string
  /** Undefined: for records whose type has no path of its own. */
  readonly recordType?: string
  /** By picklist value; not every value is here. */
  readonly steps: ReadonlyMap<string, PathStepModel>
}

export interface PathStepModel {
  /** Key fields, as paths from the object. */
  readonly fields: readonly string[]
  /** What to do at this step. */
  readonly info?: string
}

/** The active path of an object's records of a type; undefined when the object has none for them. */
export function pathAssistantOf(
  model: Pick<OrgModel, 'parts'>,
  object: string,
  recordType?: string,
): PathAssistantModel | undefined {
  const part = (model.parts.get('path-assistant') ?? new Map()) as ReadonlyMap<string, PathAssistantModel>
  const own = [...part.values()].filter(path => path.object === object)
  return own.find(path => path.recordType === recordType) ?? own.find(path => path.recordType === undefined)
}

/** The Metadata API calls records without a record type `__MASTER__`. */
export function recordTypeOf({ recordTypeName }: PathAssistantSource): string | undefined {
  return recordTypeName === '__MASTER__' ? undefined : recordTypeName
}

export function compilePathAssistants(components: readonly PathComponent[], draft: ModelDraft): void {
  for (const component of components) {
    const { masterLabel, active = true, pathAssistantSteps: steps = [] } = component.source
    const object = compileNamedObject(draft, component, {
      name: component.source.entityName,
      at: ['entityName'],
      check: 'path-assistant.unknown-object',
    })
    const field = object && compilePicklist(component, object, draft)
    if (!field) continue
    const recordType = compileRecordType(component, object, draft)
    const compiled = compileSteps(component, steps, object, field, draft)
    if (!active) continue
    draft.part('path-assistant').set(component.name.toLowerCase(), {
      name: component.name,
      label: masterLabel,
      object: object.name,
      field: field.name,
      ...(recordType !== undefined && { recordType }),
      steps: compiled,
    } satisfies PathAssistantModel)
  }
}

function compilePicklist(
  component: PathComponent,
  object: ObjectDraft,
  draft: ModelDraft,
): FieldModel | undefined {
  const at = ['fieldName']
  const path = component.source.fieldName
  const found = compilePath(draft, component, object, { path, at, check: 'path-assistant.unknown-field' })
  if (!found || (found.field.type === 'Picklist' && found.field.object === object.name)) return found?.field
  const message = `${found.path} is no picklist of ${object.name}, so it has no steps.`
  draft.report({ check: 'path-assistant.not-picklist', component, at, message })
  return undefined
}

function compileRecordType(
  component: PathComponent,
  object: ObjectDraft,
  draft: ModelDraft,
): string | undefined {
  const name = recordTypeOf(component.source)
  if (name === undefined) return undefined
  const names = [...object.recordTypes.values()].map(one => one.name)
  const declared = compileReference(draft, component, {
    type: 'record-type',
    name: `${object.name}.${name}`,
    at: ['recordTypeName'],
    check: 'path-assistant.unknown-record-type',
    known: () => {
      const found = object.recordTypes.get(name.toLowerCase())?.name
      return found && `${object.name}.${found}`
    },
    hint: suggest(name, names),
  })
  return declared?.slice(object.name.length + 1)
}

function compileSteps(
  component: PathComponent,
  steps: readonly PathAssistantStepSource[],
  object: ObjectDraft,
  picklist: FieldModel,
  draft: ModelDraft,
): ReadonlyMap<string, PathStepModel> {
  const values = (picklist.values ?? []).map(({ fullName }) => fullName)
  const result = new Map<string, PathStepModel>()
  for (const [index, { picklistValueName: name, fieldNames = [], info }] of steps.entries()) {
    const place = { component, at: ['pathAssistantSteps', index, 'picklistValueName'] }
    const value = values.find(one => one.toLowerCase() === name.toLowerCase())
    if (value === undefined) {
      const message = `"${name}" is not a value of ${object.name}.${picklist.name}.`
      const hint = suggest(name, values) ?? `Values: ${values.slice(0, 20).join(', ')}.`
      draft.report({ check: 'path-assistant.unknown-value', ...place, message, hint })
      continue
    }
    if (result.has(value)) {
      const message = `There is a step for "${value}" already.`
      draft.report({ check: 'path-assistant.duplicate', ...place, message })
    }
    const fields = fieldNames.flatMap((path, position) => {
      const at = ['pathAssistantSteps', index, 'fieldNames', position]
      const check = 'path-assistant.unknown-field'
      return compilePath(draft, component, object, { path, at, check })?.path ?? []
    })
    result.set(value, { fields, ...(info !== undefined && { info }) })
  }
  return result
}
