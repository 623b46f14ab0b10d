/** A profile or a permission set: what it grants, by lower-case API name. */
export interface PermissionHolderModel {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly objects: ReadonlyMap<string, ObjectGrant>
  /** By `object.field`. What a profile names and does not grant is taken away. */
  readonly fields: ReadonlyMap<string, FieldGrant>
  /** By `object.record type`. */
  readonly recordTypes: ReadonlyMap<string, { readonly visible: boolean; readonly isDefault: boolean }>
  readonly apps: ReadonlyMap<string, { readonly visible: boolean; readonly isDefault: boolean }>
  /** Layouts by `object` or `object.record type`: a profile's only. */
  readonly layouts: ReadonlyMap<string, string>
  /** By object: `DefaultOn`, `DefaultOff`, `Hidden`. */
  readonly tabs: ReadonlyMap<string, string>
  /** Those that are enabled. */
  readonly permissions: ReadonlySet<string>
  /** Of a profile's users. All but `Standard` come from outside, each tied to a contact. */
  readonly userType: UserType
}

export type UserType = 'Standard' | 'CspLitePortal' | 'PowerPartner'

export interface ObjectGrant {
  readonly read: boolean
  readonly create: boolean
  readonly edit: boolean
  readonly delete: boolean
  readonly viewAll: boolean
  readonly modifyAll: boolean
  readonly viewAllFields: boolean
}

export interface FieldGrant {
  readonly read: boolean
  readonly edit: boolean
}
