import { controllingNames } from '../fields/dependent-values.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import { parentRelationshipName } from '../metadata/resolve-path.ts'
import { type Asking, seenTargets, seesNames } from './seen-names.ts'

export type Described = Readonly<Record<string, unknown>>

/** Families that MIN, MAX and COUNT_DISTINCT take. */
const NOT_AGGREGATABLE = new Set(['list', 'boolean'])

/** A field in the shape of Salesforce's describe. */
export function describeField(asking: Asking, object: ObjectModel, field: FieldModel): Described {
  return {
    ...describeNature(asking, object, field),
    ...describeType(field),
    ...describeReference(asking, object, field),
    ...describePicklist(asking, object, field),
    ...describeDefault(asking, object, field),
    ...ALWAYS,
  }
}

/** What no field here has. */
const ALWAYS: Described = {
  aiPredictionField: false,
  compoundFieldName: null,
  deprecatedAndHidden: false,
  displayLocationInDecimal: false,
  encrypted: false,
  mask: null,
  maskType: null,
  queryByDistance: false,
  referenceTargetField: null,
  searchPrefilterable: false,
}

function describeNature(asking: Asking, object: ObjectModel, field: FieldModel): Described {
  const { access } = asking
  const { fieldType, formula } = field
  const isSummary = field.summaryOperation !== undefined
  const mayEdit = access.field(field, 'edit')
  const isId = field.name === 'Id'
  return {
    name: field.name,
    label: field.label,
    custom: field.custom,
    inlineHelpText: field.inlineHelpText ?? null,
    nameField: field === object.nameField,
    autoNumber: isNumbered(field),
    calculated: formula !== undefined || isSummary,
    calculatedFormula:
      typeof formula === 'string' && seesNames(asking, object, field.compiledFormula) ? formula : null,
    formulaTreatNullNumberAsZero: field.formulaTreatBlanksAs === 'BlankAsZero',
    caseSensitive: field.caseSensitive,
    createable: field.createable && mayEdit && access.object(object, 'create'),
    updateable: field.updateable && mayEdit && access.object(object, 'edit'),
    externalId: field.externalId,
    idLookup: isId || field.externalId,
    unique: field.unique && !isId,
    nillable: mayBeNull(field),
    permissionable: field.custom && !field.required,
    aggregatable: fieldType.filterable && !NOT_AGGREGATABLE.has(fieldType.ruleType(field)),
    filterable: fieldType.filterable,
    groupable: fieldType.groupable,
    sortable: fieldType.sortable,
  }
}

/** The record type is the only field of the engine that a record may be without. */
function mayBeNull(field: FieldModel): boolean {
  if (field.system) return field.name === 'RecordTypeId'
  return !field.required && !isNumbered(field) && field.fieldType.ruleType(field) !== 'boolean'
}

function isNumbered({ fieldType }: FieldModel): boolean {
  return fieldType.name === 'AutoNumber'
}

function describeType(field: FieldModel): Described {
  const described = field.fieldType.describe(field)
  const { length = 0, byteLength = length * 3, precision = 0, scale = 0, digits = 0 } = described
  const { type, soapType, extraTypeInfo = null } = described
  return {
    type,
    soapType,
    length,
    byteLength,
    precision,
    scale,
    digits,
    extraTypeInfo,
    htmlFormatted: extraTypeInfo === 'richtextarea',
    highScaleNumber: scale > 8,
  }
}

function describeReference(asking: Asking, object: ObjectModel, field: FieldModel): Described {
  const { lookupFilter, deleteConstraint, fieldType, referenceTo: targets = [] } = field
  const referenceTo = seenTargets(asking, field)
  const controlling = controllingFields(field).filter(name => isSeen(asking, object, name))
  const isReference = targets.length > 0
  const isMaster = fieldType.name === 'MasterDetail'
  return {
    referenceTo,
    relationshipName: isReference ? parentRelationshipName(field.name) : null,
    relationshipOrder: isMaster ? 0 : null,
    namePointing: referenceTo.length > 1,
    polymorphicForeignKey: referenceTo.length > 1,
    cascadeDelete: isCascading(field),
    restrictedDelete: deleteConstraint === 'Restrict',
    writeRequiresMasterRead: field.writeRequiresMasterRead ?? false,
    filteredLookupInfo: lookupFilter?.active
      ? {
          controllingFields: controlling,
          dependent: controlling.length > 0,
          optionalFilter: lookupFilter.isOptional,
        }
      : null,
  }
}

/** The path begins with a field, or a lookup, that may be seen. */
function isSeen({ access }: Asking, object: ObjectModel, path: string): boolean {
  const first = path.split('.')[0]?.toLowerCase() ?? ''
  const field = object.fields.get(first) ?? object.parents.get(first)
  return field !== undefined && access.field(field, 'read')
}

export function isCascading({ deleteConstraint, fieldType }: FieldModel): boolean {
  return (
    deleteConstraint === 'Cascade' || (deleteConstraint === undefined && fieldType.name === 'MasterDetail')
  )
}

/** Fields of the record with the lookup that its filter asks for. */
function controllingFields({ compiledLookupFilter }: FieldModel): readonly string[] {
  const references = compiledLookupFilter?.rule.references ?? []
  return references.filter(path => path.startsWith('$Source.')).map(path => path.slice('$Source.'.length))
}

function describePicklist(
  asking: Asking,
  object: ObjectModel,
  { values = [], restricted, controllingField }: FieldModel,
): Described {
  const controlling =
    controllingField !== undefined && isSeen(asking, object, controllingField)
      ? object.fields.get(controllingField.toLowerCase())
      : undefined
  return {
    picklistValues: values.map(value => ({
      active: value.isActive,
      defaultValue: value.default,
      label: value.label,
      validFor: controlling && value.validFor ? bitsOf(value.validFor, controlling) : null,
      value: value.fullName,
    })),
    restrictedPicklist: restricted === true,
    controllerName: controlling?.name ?? null,
    dependentPicklist: controlling !== undefined,
  }
}

/** One bit for each controlling value in its order, the first bit highest, in base64; a checkbox is false, true. */
function bitsOf(validFor: readonly string[], controlling: FieldModel): string {
  const order = controllingNames(controlling)
  const bytes = Buffer.alloc(Math.ceil(order.length / 8))
  const offering = new Set(validFor.map(name => name.toLowerCase()))
  for (const [index, name] of order.entries()) {
    if (offering.has(name.toLowerCase())) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7))
  }
  return bytes.toString('base64')
}

function describeDefault(asking: Asking, object: ObjectModel, field: FieldModel): Described {
  const { defaultValue, values } = field
  const isNamed = seesNames(asking, object, field.compiledDefault)
  const isBoolean = field.fieldType.ruleType(field) === 'boolean'
  const literal = typeof defaultValue === 'boolean' ? defaultValue : null
  return {
    defaultValue: isBoolean ? (literal ?? false) : (values?.find(value => value.default)?.fullName ?? null),
    defaultValueFormula: typeof defaultValue === 'string' && isNamed ? defaultValue : null,
    defaultedOnCreate: isBoolean || field.system || isNumbered(field) || defaultValue !== undefined,
  }
}
