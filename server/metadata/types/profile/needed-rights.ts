import type { ProfileSource } from '../../component-types.d.ts'

export type ObjectRights = NonNullable<ProfileSource['objectPermissions']>[number]
export type ObjectRight = Exclude<keyof ObjectRights, 'object'>

/** What each right of an object is worth nothing without. */
export const NEEDED: Readonly<Partial<Record<ObjectRight, readonly ObjectRight[]>>> = {
  allowCreate: ['allowRead'],
  allowEdit: ['allowRead'],
  allowDelete: ['allowRead', 'allowEdit'],
  viewAllRecords: ['allowRead'],
  modifyAllRecords: ['allowRead', 'allowEdit', 'allowDelete', 'viewAllRecords'],
  viewAllFields: ['allowRead'],
}
