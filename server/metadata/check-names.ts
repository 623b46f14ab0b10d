import type { Component, Finding } from './component.ts'
import type { Check } from './metadata-type.ts'
import { metadataTypeOf } from './registry.ts'

const MAX_NAME_LENGTH = 40
const DEVELOPER_NAME = /^[A-Za-z](?:_?[A-Za-z0-9])*$/
const CUSTOM_SUFFIX = /__c$/i
/** Its components keep Salesforce's own names. */
export const STANDARD_PACKAGE = 'standard'

/** Words of SOQL, and names that every JavaScript object has: no object or field without a suffix may be one. */
const RESERVED = new Set(
  (
    'and asc desc excludes false first from group having in includes last like limit not null nulls offset or ' +
    'order select true using where with constructor prototype __proto__ hasownproperty tostring valueof'
  ).split(' '),
)
/** Salesforce has these two objects all the same. */
const STANDARD_EXCEPTIONS = new Set(['group', 'order'])
const SYSTEM_FIELDS = new Set(
  (
    'id ownerid recordtypeid createddate createdbyid lastmodifieddate lastmodifiedbyid systemmodstamp ' +
    'isdeleted attributes'
  ).split(' '),
)

type Rule = (component: Component, baseName: string) => string | undefined

export const checkNames: readonly Check[] = [
  {
    id: 'name.duplicate',
    description:
      'Two packages may not have the same component; only a value set is replaced by one of its name.',
  },
  {
    id: 'name.duplicate-case',
    description: 'API names are the same in any case, so two may not differ by case alone.',
  },
  {
    id: 'name.formerly',
    description: 'A former name is not the name itself, and only one component takes what it stood for.',
    *find(_draft, components): Iterable<Finding> {
      yield* findFormerNames(components)
    },
  },
  nameCheck(
    'name.invalid',
    'A name has letters, digits and single underscores, and starts with a letter.',
    (component, baseName) =>
      DEVELOPER_NAME.test(baseName)
        ? undefined
        : `The name "${component.name}" must start with a letter and have only letters, digits and single underscores between them.`,
  ),
  nameCheck(
    'name.too-long',
    'A name has at most 40 characters, the suffix __c not counted.',
    (component, baseName) =>
      baseName.length <= MAX_NAME_LENGTH
        ? undefined
        : `The name "${component.name}" has ${baseName.length} characters; at most ${MAX_NAME_LENGTH} are allowed.`,
  ),
  nameCheck(
    'name.suffix',
    'Custom objects and fields end in __c; only the package standard has names without.',
    component =>
      metadataTypeOf(component.type)?.naming !== 'custom' ||
      CUSTOM_SUFFIX.test(component.name) ||
      component.package === STANDARD_PACKAGE
        ? undefined
        : `The name of a custom ${component.type} ends in __c: ${component.name}__c.`,
  ),
  nameCheck(
    'name.reserved',
    'Words of SOQL and system fields cannot be names of objects and fields.',
    component => {
      if (metadataTypeOf(component.type)?.naming !== 'custom') return undefined
      const name = component.name.toLowerCase()
      const isSystem = component.type === 'field' && SYSTEM_FIELDS.has(name)
      const isWord = RESERVED.has(name) && !(component.type === 'object' && STANDARD_EXCEPTIONS.has(name))
      if (isSystem) return `Every object has the field ${component.name} already.`
      return isWord ? `"${component.name}" is a reserved word.` : undefined
    },
  ),
]

function* findFormerNames(components: readonly Component[]): Iterable<Finding> {
  const taken = new Map<string, Component>()
  for (const component of components) {
    for (const [index, name] of (component.formerly ?? []).entries()) {
      const place = { check: 'name.formerly', component, at: ['formerly', index] }
      const key = `${component.type}/${ownerOf(component)}.${name}`.toLowerCase()
      const other = taken.get(key)
      if (name.toLowerCase() === component.name.toLowerCase()) {
        yield { ...place, message: `${name} is its name now.` }
      } else if (other && other !== component) {
        const message = `${other.fullName} was called ${name} already; only one can take its values.`
        yield { ...place, message }
      }
      taken.set(key, other ?? component)
    }
  }
}

/** Names of what belongs to an object are unique in it. */
function ownerOf({ type, object }: Component): string {
  return type === 'object' ? '' : (object ?? '')
}

function nameCheck(id: string, description: string, rule: Rule): Check {
  return {
    id,
    description,
    *find(_draft, components): Iterable<Finding> {
      for (const component of components) {
        if (metadataTypeOf(component.type)?.naming === 'free') continue
        const message = rule(component, component.name.replace(CUSTOM_SUFFIX, ''))
        if (message) yield { check: id, component, message }
      }
    },
  }
}
