import type { Access } from '../access/access.ts'
import { whyShownOnly } from '../access/shown-objects.ts'
import type { ObjectModel, OrgModel, RecordTypeModel } from '../metadata/org-model.ts'
import { childRelationshipName } from '../metadata/resolve-path.ts'
import { type Described, describeField, isCascading } from './describe-field.ts'

/** The record type of objects that have none. */
const MASTER = '012000000000000AAA'
const MASTER_TYPE = { id: MASTER, name: 'Master', label: 'Master', active: true }

/** What stands both in the list of objects and in the describe of one. `root` is `/services/data/v60.0`. */
export function describeSummary(object: ObjectModel, access: Access, root: string): Described {
  const isSaved = whyShownOnly(object) === undefined
  const mayEdit = isSaved && access.object(object, 'edit')
  const mayDelete = isSaved && access.object(object, 'delete')
  const url = `${root}/sobjects/${object.name}`
  return {
    ...NEVER,
    name: object.name,
    label: object.label,
    labelPlural: object.pluralLabel,
    keyPrefix: object.keyPrefix,
    custom: object.custom,
    createable: isSaved && access.object(object, 'create'),
    updateable: mayEdit,
    deletable: mayDelete,
    undeletable: mayDelete,
    mergeable: false,
    queryable: true,
    retrieveable: true,
    replicateable: true,
    searchable: object.enableSearch,
    feedEnabled: object.enableFeeds,
    triggerable: true,
    mruEnabled: true,
    urls: {
      rowTemplate: `${url}/{ID}`,
      describe: `${url}/describe`,
      sobject: url,
    },
  }
}

const NEVER: Described = {
  activateable: false,
  associateEntityType: null,
  associateParentEntity: null,
  customSetting: false,
  deepCloneable: false,
  deprecatedAndHidden: false,
  hasSubtypes: false,
  isInterface: false,
  isSubtype: false,
  layoutable: false,
}

/** One object with its fields, child relationships and record types. */
export function describeWhole(model: OrgModel, object: ObjectModel, access: Access, root: string): Described {
  return {
    actionOverrides: [],
    childRelationships: describeChildren(model, object, access),
    compactLayoutable: false,
    ...describeSummary(object, access, root),
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: object.fieldList
      .filter(field => access.field(field, 'read'))
      .map(field => describeField({ model, access }, object, field)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: describeRecordTypes(object, access),
    searchLayoutable: object.enableSearch,
    sobjectDescribeOption: 'FULL',
    supportedScopes: describeScopes(object, access),
  }
}

function describeChildren(model: OrgModel, object: ObjectModel, access: Access): readonly Described[] {
  return object.childList.flatMap(relationship => {
    const child = model.objects.get(relationship.object.toLowerCase())
    const lookup = child?.fields.get(relationship.field.toLowerCase())
    if (!child || !lookup || !access.object(child, 'read') || !access.field(lookup, 'read')) return []
    const { name } = relationship
    return [
      {
        cascadeDelete: isCascading(lookup),
        childSObject: child.name,
        deprecatedAndHidden: false,
        field: lookup.name,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: name === undefined ? null : childRelationshipName(lookup.name, name),
        restrictedDelete: lookup.deleteConstraint === 'Restrict',
      },
    ]
  })
}

function describeRecordTypes(object: ObjectModel, access: Access): readonly Described[] {
  const standard = access.defaultRecordType(object)
  const own = [...object.recordTypes.values()].map(type =>
    describeRecordType(type, type.active && access.recordType(object, type), type === standard),
  )
  return [...own, describeRecordType(MASTER_TYPE, true, standard === undefined)]
}

function describeRecordType(
  { id, name, label, active }: Pick<RecordTypeModel, 'id' | 'name' | 'label' | 'active'>,
  available: boolean,
  isDefault: boolean,
): Described {
  return {
    active,
    available,
    defaultRecordTypeMapping: isDefault,
    developerName: name,
    master: id === MASTER,
    name: label,
    recordTypeId: id,
    urls: {},
  }
}

function describeScopes(object: ObjectModel, access: Access): readonly Described[] {
  const everything = { label: `All ${object.pluralLabel.toLowerCase()}`, name: 'everything' }
  const mine = { label: `My ${object.pluralLabel.toLowerCase()}`, name: 'mine' }
  const owner = object.fields.get('ownerid')
  return owner && access.field(owner, 'read') ? [everything, mine] : [everything]
}
