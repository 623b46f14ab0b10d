import { compileNamedObject, compilePath, compileReference } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { WebFormSource } from '../../component-types.d.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { FieldModel, OrgModel } from '../../org-model.ts'

type FormComponent = Component<WebFormSource>

/** What the type puts into the model's part `web-form`. */
export interface WebFormModel {
  readonly name: string
  readonly label: string
  readonly description: string
  /** Empty: what forms say that have nothing of their own to say. */
  readonly confirmation: string
  readonly object: string
  readonly recordType?: string
  /** User name; undefined: the administrator. */
  readonly owner?: string
  readonly fields: readonly { readonly field: string; readonly isRequired: boolean }[]
  readonly values: Readonly<Record<string, string | number | boolean>>
}

/** The active form of the name. */
export function webFormOf(model: Pick<OrgModel, 'parts'>, name: string): WebFormModel | undefined {
  return model.parts.get('web-form')?.get(name.toLowerCase()) as WebFormModel | undefined
}

export function compileWebForms(components: readonly FormComponent[], draft: ModelDraft): void {
  for (const component of components) {
    const object = compileNamedObject(draft, component, {
      name: component.source.object,
      at: ['object'],
      check: 'web-form.unknown-object',
    })
    if (!object) continue
    const { label, description = '', confirmation = '', active = true, owner } = component.source
    const recordType = compileRecordType(component, object, draft)
    const fields = compileFields(component, object, draft)
    const values = compileValues(component, object, draft)
    checkNeeded(component, object, draft)
    if (!active) continue
    draft.part('web-form').set(component.name.toLowerCase(), {
      ...{ name: component.name, label, description, confirmation, object: object.name, fields, values },
      ...(recordType !== undefined && { recordType }),
      ...(owner !== undefined && { owner }),
    } satisfies WebFormModel)
  }
}

function compileRecordType(
  component: FormComponent,
  object: ObjectDraft,
  draft: ModelDraft,
): string | undefined {
  const { recordType: name } = component.source
  if (name === undefined) return undefined
  const found = object.recordTypes.get(name.toLowerCase())?.name
  compileReference(draft, component, {
    type: 'record-type',
    name: `${object.name}.${name}`,
    at: ['recordType'],
    check: 'web-form.unknown-record-type',
    known: () => found && `${object.name}.${found}`,
    hint: suggest(
      name,
      [...object.recordTypes.values()].map(one => one.name),
    ),
  })
  return found
}

function compileFields(
  component: FormComponent,
  object: ObjectDraft,
  draft: ModelDraft,
): WebFormModel['fields'] {
  const seen = new Set<string>()
  return component.source.fields.flatMap(({ field: path, required = false }, index) => {
    const at = ['fields', index, 'field']
    const found = compilePath(draft, component, object, { path, at, check: 'web-form.unknown-field' })
    if (!found) return []
    if (seen.has(found.path)) {
      const message = `${found.path} is on the form twice.`
      draft.report({ check: 'web-form.duplicate', component, at, message })
    }
    seen.add(found.path)
    const why = whyClosed(found)
    if (why) draft.report({ check: 'web-form.closed-field', component, at, message: `${found.path} ${why}` })
    return [{ field: found.path, isRequired: required }]
  })
}

/** Strangers learn nothing from a form: not which records there are, nor which values are taken. */
function whyClosed({
  field,
  path,
}: {
  readonly field: FieldModel
  readonly path: string
}): string | undefined {
  if (path.includes('.')) return 'is a field of another record than the one that is made.'
  if (field.referenceTo) return 'is a lookup: a form for strangers would tell which records there are.'
  if (field.unique) return 'is unique: a form for strangers would tell which values are taken.'
  return field.createable && field.fieldType.writable ? undefined : 'is not set by people.'
}

function compileValues(
  component: FormComponent,
  object: ObjectDraft,
  draft: ModelDraft,
): WebFormModel['values'] {
  const entries = Object.entries(component.source.values ?? {}).flatMap(([path, value]) => {
    const place = { path, at: ['values', path], check: 'web-form.unknown-field' }
    const found = compilePath(draft, component, object, place)
    return found ? [[found.path, value] as const] : []
  })
  return Object.fromEntries(entries)
}

/** What no stranger's record could be saved without. */
function checkNeeded(component: FormComponent, object: ObjectDraft, draft: ModelDraft): void {
  const { fields, values = {} } = component.source
  const set = new Set(
    [...fields.map(({ field }) => field), ...Object.keys(values)].map(one => one.toLowerCase()),
  )
  for (const field of object.fields.values()) {
    const isNeeded =
      field.required && field.createable && !field.compiledDefault && !field.values?.some(one => one.default)
    if (!isNeeded || set.has(field.name.toLowerCase()) || field.name === 'OwnerId') continue
    const message = `${object.name}.${field.name} is required, and the form does not set it.`
    const hint = 'Put it among "fields" or "values".'
    draft.report({ check: 'web-form.missing-field', component, at: ['fields'], message, hint })
  }
}
