import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'

/**
 * Objects whose records decide who logs in and who may do what, with the fields that do. Their saves take a
 * transaction, in which logins and sessions follow.
 */
const IDENTITY_FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'user',
    ['username', 'isactive', 'profileid', 'userroleid', 'contactid', 'usertype', 'federationidentifier'],
  ],
  [
    'permissionsetassignment',
    ['assigneeid', 'permissionsetid', 'permissionsetgroupid', 'expirationdate', 'isactive'],
  ],
  ['group', []],
  ['groupmember', ['groupid', 'userorgroupid']],
])

export function decidesIdentity({ table }: ObjectModel): boolean {
  return IDENTITY_FIELDS.has(table)
}

/** Those that the object has. */
export function identityFields(object: ObjectModel): readonly FieldModel[] {
  return (IDENTITY_FIELDS.get(object.table) ?? []).flatMap(name => object.fields.get(name) ?? [])
}

/** Users as the platform knows them: with a name, a profile and a switch. */
export function isLoginObject({ table, fields }: ObjectModel): boolean {
  return table === 'user' && ['username', 'profileid', 'isactive'].every(name => fields.has(name))
}
