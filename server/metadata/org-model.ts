import type { FieldSpec, LookupFilter } from '../fields/field-spec.ts'
import type { FieldType } from '../fields/field-type.ts'
import type { Position } from '../kernel/errors.ts'
import type { CompiledRule } from '../rules/rule.ts'
import type { PermissionHolderModel } from './permission-model.ts'

/**
 * The compiled, deeply frozen picture of all of an org's components. Never changed, only swapped.
 * Maps are keyed by lower-case API name; `name` is the declared one.
 */
export interface OrgModel {
  /** Number of the deploy that published it. */
  readonly version: number
  /** SHA-256 over all components. */
  readonly hash: string
  readonly packages: readonly PackageModel[]
  readonly objects: ReadonlyMap<string, ObjectModel>
  readonly objectsByPrefix: ReadonlyMap<string, ObjectModel>
  readonly profiles: ReadonlyMap<string, PermissionHolderModel>
  readonly permissionSets: ReadonlyMap<string, PermissionHolderModel>
  readonly apps: ReadonlyMap<string, AppModel>
  readonly jobs: ReadonlyMap<string, JobModel>
  readonly hooks: ReadonlyMap<string, HookModel>
  /** What metadata types without a map above have compiled, by type name and lower-case full name. */
  readonly parts: ReadonlyMap<string, ReadonlyMap<string, unknown>>
  /** Who uses what: every place of a component that names another one. */
  readonly references: readonly Reference[]
}

/** A place in a component's file that names another component. */
export interface Reference {
  readonly from: { readonly type: string; readonly fullName: string; readonly path: string }
  /** Path inside the file's JSON. */
  readonly at: readonly (string | number)[]
  readonly to: { readonly type: string; readonly fullName: string }
}

export interface PackageModel {
  readonly name: string
  readonly label: string
  readonly version: string
  readonly dependsOn: readonly string[]
}

export interface ObjectModel {
  readonly name: string
  readonly label: string
  readonly pluralLabel: string
  readonly description?: string
  readonly package: string
  readonly custom: boolean
  readonly keyPrefix: string
  /** Table name inside the org's schema: the lower-case API name. */
  readonly table: string
  readonly fields: ReadonlyMap<string, FieldModel>
  /** System fields first, then in the order of declaration. */
  readonly fieldList: readonly FieldModel[]
  readonly nameField: FieldModel
  /** Lookups by lower-case relationship name: `account`, `order__r`. */
  readonly parents: ReadonlyMap<string, FieldModel>
  /** Child relationships by lower-case name: `order_proposals__r`. Those without a name are in `childList` only. */
  readonly children: ReadonlyMap<string, ChildRelationshipModel>
  readonly childList: readonly ChildRelationshipModel[]
  readonly recordTypes: ReadonlyMap<string, RecordTypeModel>
  readonly validationRules: readonly ValidationRuleModel[]
  readonly listViews: ReadonlyMap<string, ListViewModel>
  readonly layouts: ReadonlyMap<string, LayoutModel>
  /** Roll-up fields of other objects that count records of this one. */
  readonly feedsSummaries: readonly SummaryModel[]
  /** Which records those see who own none of them. */
  readonly sharing: { readonly internal: SharingLevel; readonly external: SharingLevel }
  readonly sharingRules: readonly SharingRuleModel[]
  /** What external users see because it belongs to their account or contact. */
  readonly sharingSets: readonly SharingSetModel[]
  readonly enableHistory: boolean
  readonly enableReports: boolean
  readonly enableActivities: boolean
  readonly enableSearch: boolean
  /** What results of a search show beside the name, as written: `Status`, `Account.Name`. */
  readonly searchColumns: readonly string[]
  readonly enableFeeds: boolean
  /** May notes and attachments be added to records? */
  readonly enableNotes: boolean
  /** Earlier API names, for the table's rename. */
  readonly formerly?: readonly string[]
  /** In words of a language: what records say that show components, by record id and lower-case field name. */
  readonly recordTexts?: ReadonlyMap<string, ReadonlyMap<string, string>>
}

export interface FieldModel extends FieldSpec {
  readonly object: string
  /** Id of its component (`00N…`), kept under whatever name; undefined for what the engine gives every object. */
  readonly id?: string
  /** Column name: the lower-case API name. Null for formulas. */
  readonly column: string | null
  readonly fieldType: FieldType
  readonly custom: boolean
  /** Id, CreatedDate …: kept by the engine, never set by people. */
  readonly system: boolean
  /** May be set when a record is created / changed. */
  readonly createable: boolean
  readonly updateable: boolean
  readonly compiledFormula?: CompiledRule
  /** Rule of the default value. */
  readonly compiledDefault?: CompiledRule
  readonly compiledLookupFilter?: CompiledLookupFilter
  /** Earlier API names, for the column's rename. */
  readonly formerly?: readonly string[]
  readonly position?: Position
}

export type CompiledLookupFilter = Omit<LookupFilter, 'filter'> & { readonly rule: CompiledRule }

export interface ChildRelationshipModel {
  /** `order_proposals__r`; undefined when the lookup names none. */
  readonly name?: string
  readonly object: string
  readonly field: string
}

export interface RecordTypeModel {
  /** Record id of its RecordType row (`012…`); empty until the org has given one. */
  readonly id: string
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly active: boolean
  readonly isDefault: boolean
  /** Allowed values (and default) by lower-case picklist field name; fields not named allow all. */
  readonly picklistValues: ReadonlyMap<
    string,
    { readonly values: readonly string[]; readonly default?: string }
  >
}

export interface ValidationRuleModel {
  readonly name: string
  readonly active: boolean
  /** The record is wrong when this is true. */
  readonly rule: CompiledRule
  readonly errorMessage: string
  readonly errorDisplayField?: string
}

export type SharingLevel = 'Private' | 'Read' | 'ReadWrite' | 'FullAccess' | 'ControlledByParent'

/** Records that more people may see (or edit) than their owners and those above them. */
export interface SharingRuleModel {
  readonly name: string
  readonly label: string
  readonly edit: boolean
  readonly to: ShareTarget
  /** Whose records; undefined: those that meet the criteria. */
  readonly from?: ShareTarget
  readonly criteria?: CompiledRule
}

export interface ShareTarget {
  readonly kind: ShareTargetKind
  /** Group or role. */
  readonly name?: string
}

export type ShareTargetKind =
  | 'group'
  | 'role'
  | 'roleAndSubordinates'
  | 'allInternalUsers'
  | 'allPartnerUsers'
  | 'allCustomerPortalUsers'

export interface SharingSetModel {
  readonly name: string
  readonly label: string
  /** Lower-case names of the profiles whose users it is for. */
  readonly profiles: readonly string[]
  readonly edit: boolean
  /** True for the records that belong to the user. */
  readonly rule: CompiledRule
}

export interface SummaryModel {
  readonly object: string
  readonly field: string
  readonly operation: 'count' | 'sum' | 'min' | 'max'
  readonly childObject: string
  readonly childLookup: string
  readonly childField?: string
  readonly filter?: CompiledRule
}

export interface ListViewModel {
  readonly name: string
  readonly label: string
  readonly columns: readonly string[]
  readonly filter?: CompiledRule
  /** Its filter asks for records of the asking user's own. */
  readonly isMine?: boolean
  readonly orderBy: readonly SortModel[]
  /** As a board: columns by the values of a picklist, with the sum of a number. */
  readonly kanban?: { readonly groupBy: string; readonly summarize?: string }
  /** As a calendar: from the day of one field, to that of the other. */
  readonly calendar?: { readonly startField: string; readonly endField?: string }
  /** Who finds it; undefined: everybody who sees the object. */
  readonly sharedTo?: ShareTarget
}

export interface SortModel {
  readonly field: string
  readonly descending: boolean
}

export interface LayoutModel {
  readonly name: string
  readonly package: string
  readonly label: string
  /** Forms for new records show a section at a time. */
  readonly multiStep: boolean
  /** Forms for new records take files. */
  readonly fileUpload: boolean
  readonly sections: readonly {
    readonly label: string
    readonly columns: readonly (readonly { readonly field: string; readonly behavior: string }[])[]
  }[]
  readonly relatedLists: readonly {
    readonly relationship: string
    readonly columns: readonly string[]
    readonly orderBy?: SortModel | undefined
  }[]
}

export interface AppModel {
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly tabs: readonly string[]
}

export interface JobModel {
  readonly name: string
  readonly label: string
  readonly cron: string
  /** Undefined: the org's. */
  readonly timeZone?: string
  readonly hook: string
  readonly active: boolean
}

export type TriggerEvent =
  | 'before insert'
  | 'after insert'
  | 'before update'
  | 'after update'
  | 'before delete'
  | 'after delete'
  | 'after undelete'

export interface HookModel {
  readonly name: string
  readonly package: string
  readonly kind: 'trigger' | 'schedulable' | 'queueable'
  /** Trigger: the object and the events that it fires on. */
  readonly object?: string
  readonly events?: readonly TriggerEvent[]
  /** TypeScript source and where it came from. */
  readonly source: string
  readonly file: string
  /** Bundled JavaScript that a worker runs. */
  readonly code: string
}
