import type {
  MutingPermissionSetSource,
  PermissionSetSource,
  ProfileLayoutSource,
  ProfileSource,
} from '../../component-types.d.ts'
import type { FieldGrant, ObjectGrant, PermissionHolderModel, UserType } from '../../permission-model.ts'

type Grants = Omit<PermissionHolderModel, 'id' | 'name' | 'label'>
type Source = ProfileSource | PermissionSetSource | MutingPermissionSetSource
type ObjectSource = NonNullable<Source['objectPermissions']>[number]

/** Licences of users who come from outside, as Salesforce names them. */
const LICENCES: readonly (readonly [RegExp, UserType])[] = [
  [/^(?:Gold |Silver )?Partner/i, 'PowerPartner'],
  [/^(?:(?:High Volume )?Customer|External|Authenticated)/i, 'CspLitePortal'],
]

/** What the file grants, by lower-case name. */
export function grantsOf(source: Source): Grants {
  const profile = source as ProfileSource
  return {
    objects: mapOf(source.objectPermissions, ({ object }) => object, objectGrant),
    fields: mapOf(source.fieldPermissions, ({ field }) => field, fieldGrant),
    recordTypes: mapOf(source.recordTypeVisibilities, ({ recordType }) => recordType, visibility),
    apps: mapOf(source.applicationVisibilities, ({ application }) => application, visibility),
    layouts: mapOf(profile.layoutAssignments, assignedTo, ({ layout }) => layout.replace(/^.*\./, '')),
    tabs: mapOf<{ tab: string; visibility: string }, string>(
      profile.tabVisibilities ?? (source as PermissionSetSource).tabSettings,
      ({ tab }) => tab.replace(/^standard-/i, ''),
      ({ visibility: shown }) => shown,
    ),
    permissions: new Set((source.userPermissions ?? []).filter(one => one.enabled).map(({ name }) => name)),
    userType: userTypeOf(profile.userLicense),
  }
}

/** What a licence makes of the users of a profile. */
export function userTypeOf(licence: unknown): UserType {
  return LICENCES.find(([name]) => name.test(String(licence ?? '')))?.[1] ?? 'Standard'
}

function mapOf<Entry, Grant>(
  entries: readonly Entry[] | undefined,
  name: (entry: Entry) => string,
  grant: (entry: Entry) => Grant,
): ReadonlyMap<string, Grant> {
  return new Map((entries ?? []).map(entry => [name(entry).toLowerCase(), grant(entry)]))
}

function objectGrant(source: ObjectSource): ObjectGrant {
  return {
    read: source.allowRead === true,
    create: source.allowCreate === true,
    edit: source.allowEdit === true,
    delete: source.allowDelete === true,
    viewAll: source.viewAllRecords === true,
    modifyAll: source.modifyAllRecords === true,
    viewAllFields: source.viewAllFields === true,
  }
}

function fieldGrant({ readable, editable }: { readable: boolean; editable?: boolean }): FieldGrant {
  return { read: readable, edit: editable === true }
}

/** For one record type, or for all that have no layout of their own. */
function assignedTo({ layout, recordType }: ProfileLayoutSource): string {
  return recordType ?? layout.replace(/\..*$/, '')
}

function visibility(entry: { visible?: boolean; default?: boolean }) {
  return { visible: entry.visible === true, isDefault: entry.default === true }
}
