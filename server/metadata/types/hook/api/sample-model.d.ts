/** Stands for the objects of an org where the API is edited; the generated types have the org's own. */

/** Objects of the org, each with its fields as they are read. */
export interface Objects {
  Account: { Id: string; Name: string }
  Order: { Id: string; Status: 'Draft' | 'Activated'; AccountId: string | null }
}
/** Parent relationships: the object, and `null` when there may be none. */
export interface Parents {
  Account: Record<never, never>
  Order: { Account: readonly ['Account', null] }
}
/** Child relationships: the object that refers to this one. */
export interface Children {
  Account: { Orders: 'Order' }
  Order: Record<never, never>
}
/** Fields that a save may set. */
export interface Writable {
  Account: 'Name'
  Order: 'Status' | 'AccountId'
}
