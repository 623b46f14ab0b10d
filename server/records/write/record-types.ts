import type { RecordValues } from '../../fields/field-type.ts'
import type { FieldModel, ObjectModel, OrgModel, RecordTypeModel } from '../../metadata/org-model.ts'

const byId = new WeakMap<OrgModel, ReadonlyMap<string, RecordValues>>()
const byObject = new WeakMap<ObjectModel, ReadonlyMap<string, RecordTypeModel>>()

/** What the model knows of a record type; undefined for other records, or when more of it is asked for. */
export function recordTypeRecord(
  model: OrgModel,
  object: ObjectModel,
  id: string,
  fields: ReadonlySet<FieldModel> | undefined,
): RecordValues | undefined {
  if (object.table !== 'recordtype') return undefined
  let records = byId.get(model)
  if (!records) {
    records = collectRecords(model)
    byId.set(model, records)
  }
  const record = records.get(id)
  for (const field of fields ?? []) if (record && !(field.name in record)) return undefined
  return record
}

function collectRecords(model: OrgModel): ReadonlyMap<string, RecordValues> {
  const records = new Map<string, RecordValues>()
  for (const object of model.objects.values()) {
    for (const { id, name, label, active } of object.recordTypes.values()) {
      records.set(id, {
        Id: id,
        Name: label,
        DeveloperName: name,
        IsActive: active,
        SobjectType: object.name,
      })
    }
  }
  return records
}

/** The object's record type with that id. */
export function recordTypeOf(object: ObjectModel, id: unknown): RecordTypeModel | undefined {
  if (typeof id !== 'string') return undefined
  let types = byObject.get(object)
  if (!types) {
    types = new Map([...object.recordTypes.values()].map(type => [type.id, type]))
    byObject.set(object, types)
  }
  return types.get(id)
}
