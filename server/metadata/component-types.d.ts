// Made from the JSON Schemas of metadata types by scripts/emit-component-types.ts. Do not edit.
import type { Rule } from '../rules/rule.ts'

/**
 * A folder of metadata that is deployed together. The folder's name is the package's name.
 */
export interface PackageSource {
  /**
   * The folder's name.
   */
  name?: string;
  label: string;
  /**
   * major.minor.patch
   */
  version: string;
  description?: string;
  /**
   * Packages whose components this one may use.
   */
  dependsOn?: string[];
}

/**
 * A global value set: picklist values that several fields share.
 */
export interface ValueSetSource {
  label: string;
  description?: string;
  /**
   * Show the values by label.
   */
  sorted?: boolean;
  /**
   * @maxItems 1000
   */
  value: PicklistValueSource[];
}
/**
 * This interface was referenced by `ValueSetSource`'s JSON-Schema
 * via the `definition` "picklistValue".
 */
export interface PicklistValueSource {
  /**
   * As stored.
   */
  fullName: string;
  label?: string;
  default?: boolean;
  isActive?: boolean;
  /**
   * Grouping of a status value: Draft, Activated …
   */
  category?: string;
  description?: string;
  color?: string;
  closed?: boolean;
  won?: boolean;
  converted?: boolean;
  reviewed?: boolean;
  highPriority?: boolean;
  probability?: number;
  forecastCategory?: string;
  formerly?: string[];
}

/**
 * An object: a table of records. Keys are those of CustomObject in the Metadata API.
 */
export interface ObjectSource {
  label: string;
  pluralLabel: string;
  description?: string;
  /**
   * First three characters of record ids. Standard objects have Salesforce's; custom ones get theirs from the org.
   */
  keyPrefix?: string;
  nameField?: NameFieldSource;
  deploymentStatus?: "Deployed" | "InDevelopment";
  sharingModel?: "Private" | "Read" | "ReadWrite" | "ReadWriteTransfer" | "FullAccess" | "ControlledByParent";
  externalSharingModel?: "Private" | "Read" | "ReadWrite" | "ReadWriteTransfer" | "FullAccess" | "ControlledByParent";
  enableActivities?: boolean;
  enableBulkApi?: boolean;
  enableFeeds?: boolean;
  enableHistory?: boolean;
  enableReports?: boolean;
  enableSearch?: boolean;
  enableSharing?: boolean;
  enableStreamingApi?: boolean;
  /**
   * Notes can be attached to records.
   */
  enableNotes?: boolean;
  recordTypeTrackHistory?: boolean;
  searchLayouts?: SearchLayoutsSource;
  /**
   * Earlier API names: the table is renamed, its records stay.
   */
  formerly?: string[];
}
/**
 * The field that names a record; Text 80 called Name when it is left out.
 */
export interface NameFieldSource {
  /**
   * API name where it is not Name, e.g. OrderNumber, CaseNumber, Subject.
   */
  fullName?: string;
  label?: string;
  type: "Text" | "AutoNumber";
  length?: number;
  /**
   * AutoNumber: OP-{0000000000}
   */
  displayFormat?: string;
  startingNumber?: number;
  /**
   * For names put together from other fields.
   */
  formula?: Rule;
  required?: boolean;
  unique?: boolean;
  trackHistory?: boolean;
  description?: string;
  inlineHelpText?: string;
}
export interface SearchLayoutsSource {
  searchResultsAdditionalFields?: string[];
  lookupDialogsAdditionalFields?: string[];
}

/**
 * An app: tabs that belong together. Keys are those of CustomApplication in the Metadata API.
 */
export interface AppSource {
  label: string;
  description?: string;
  /**
   * Items: standard-Account, or the API name of an object
   */
  tabs: string[];
  defaultLandingTab?: string;
  navType?: "Standard" | "Console";
  uiType?: "Lightning" | "Aloha";
  formFactors?: ("Large" | "Small")[];
  brand?: AppBrandSource;
  formerly?: string[];
}
export interface AppBrandSource {
  headerColor?: string;
}

/**
 * A field. Keys are those of CustomField in the Metadata API; each type adds its own.
 */
export interface FieldSource {
  /**
   * Pattern such as OP-{YYYY}-{0000}: the number, and {YYYY}, {YY}, {MM}, {DD} of its day.
   */
  displayFormat?: string;
  startingNumber?: number;
  /**
   * What a new record gets. JsonLogic, or Salesforce formula text.
   */
  defaultValue?: Rule;
  /**
   * Digits in all, those behind the decimal point included.
   */
  precision?: number;
  /**
   * Digits behind the decimal point.
   */
  scale?: number;
  /**
   * Picklist of the same object that says which currency the amount is in, by codes of ISO 4217 (EUR). Pages write the amount with it, and sum up each currency by itself. Left out: all amounts are in one currency.
   */
  currencyField?: string;
  /**
   * Computed whenever the record is read. JsonLogic, or Salesforce formula text.
   */
  formula?: Rule;
  formulaTreatBlanksAs?: "BlankAsBlank" | "BlankAsZero";
  /**
   * Characters that fit.
   */
  length?: number;
  /**
   * Height on forms, in lines.
   */
  visibleLines?: number;
  /**
   * Object looked up, or a list of them.
   *
   * @minItems 1
   */
  referenceTo?: string | string[];
  /**
   * How queries name the list of records that look up.
   */
  relationshipName?: string;
  relationshipLabel?: string;
  lookupFilter?: {
    active?: boolean;
    /**
     * The filter helps, it does not refuse.
     */
    isOptional?: boolean;
    errorMessage?: string;
    infoMessage?: string;
    /**
     * Over the record looked up; $Source is the record that looks. JsonLogic, or Salesforce formula text.
     */
    filter?: Rule;
    filterItems?: {
      field: string;
      operation:
        | "equals"
        | "notEqual"
        | "lessThan"
        | "greaterThan"
        | "lessOrEqual"
        | "greaterOrEqual"
        | "contains"
        | "notContain"
        | "startsWith"
        | "includes"
        | "excludes";
      value?: string;
      valueField?: string;
    }[];
    /**
     * How the filter items combine: 1 AND (2 OR 3).
     */
    booleanFilter?: string;
  };
  /**
   * What happens here when the record looked up is deleted.
   */
  deleteConstraint?: "SetNull" | "Restrict" | "Cascade";
  /**
   * The master may be changed after the record was created.
   */
  reparentableMasterDetail?: boolean;
  relationshipOrder?: number;
  /**
   * Details are added and changed by who sees their master; left out: by who may edit it.
   */
  writeRequiresMasterRead?: boolean;
  valueSet?: {
    /**
     * Only the values listed are taken.
     */
    restricted?: boolean;
    /**
     * A value set that several fields share.
     */
    valueSetName?: string;
    /**
     * Field whose value says which values are offered.
     */
    controllingField?: string;
    valueSetDefinition?: {
      /**
       * Show the values by label.
       */
      sorted?: boolean;
      /**
       * @maxItems 1000
       */
      value: {
        /**
         * As stored.
         */
        fullName: string;
        label?: string;
        default?: boolean;
        isActive?: boolean;
        /**
         * Grouping of a status value: Draft, Activated …
         */
        category?: string;
        description?: string;
        color?: string;
        closed?: boolean;
        won?: boolean;
        converted?: boolean;
        reviewed?: boolean;
        highPriority?: boolean;
        probability?: number;
        forecastCategory?: string;
        formerly?: string[];
      }[];
    };
    /**
     * Values that each value of the controlling field offers.
     */
    valueSettings?: {
      controllingFieldValue: string[];
      valueName: string;
    }[];
  };
  /**
   * What is made of the child records.
   */
  summaryOperation?: "count" | "sum" | "min" | "max";
  /**
   * Field of the child: child__c.amount__c.
   */
  summarizedField?: string;
  /**
   * The child's lookup to this object: child__c.parent__c.
   */
  summaryForeignKey?: string;
  /**
   * Which children count. JsonLogic, or Salesforce formula text.
   */
  summaryFilter?: Rule;
  summaryFilterItems?: {
    field: string;
    operation:
      | "equals"
      | "notEqual"
      | "lessThan"
      | "greaterThan"
      | "lessOrEqual"
      | "greaterOrEqual"
      | "contains"
      | "notContain"
      | "startsWith"
      | "includes"
      | "excludes";
    value?: string;
    valueField?: string;
  }[];
  label: string;
  type: string;
  description?: string;
  inlineHelpText?: string;
  required?: boolean;
  unique?: boolean;
  externalId?: boolean;
  caseSensitive?: boolean;
  /**
   * Field whose change gives the default value anew, unless the change sets this field as well.
   */
  defaultFollows?: string;
  trackHistory?: boolean;
  trackTrending?: boolean;
  trackFeedHistory?: boolean;
  encryptionScheme?: "None";
  /**
   * Earlier API names: the column is renamed, its data stays.
   */
  formerly?: string[];
}

/**
 * A record type: its own picklist values, layout and defaults for some records of an object.
 */
export interface RecordTypeSource {
  label: string;
  description?: string;
  active?: boolean;
  /**
   * New records get it when they name none.
   */
  default?: boolean;
  compactLayoutAssignment?: string;
  businessProcess?: string;
  /**
   * Picklists with fewer values, or another default, than the field has. Those not named allow all.
   */
  picklistValues?: RecordTypePicklistSource[];
  formerly?: string[];
}
export interface RecordTypePicklistSource {
  /**
   * API name of the picklist field.
   */
  picklist: string;
  values: RecordTypeValueSource[];
}
export interface RecordTypeValueSource {
  fullName: string;
  default?: boolean;
}

/**
 * Which fields and related lists a record's page shows. Keys are those of Layout in the Metadata API.
 */
export interface LayoutSource {
  label?: string;
  description?: string;
  /**
   * New records are typed in section by section, a step each.
   */
  multiStep?: boolean;
  /**
   * Forms for new records take files, in a section of their own behind the others.
   */
  fileUpload?: boolean;
  layoutSections: LayoutSectionSource[];
  relatedLists?: RelatedListSource[];
}
export interface LayoutSectionSource {
  label?: string;
  customLabel?: boolean;
  detailHeading?: boolean;
  editHeading?: boolean;
  style?: "TwoColumnsTopToBottom" | "TwoColumnsLeftToRight" | "OneColumn" | "CustomLinks";
  /**
   * @maxItems 4
   */
  layoutColumns: LayoutColumnSource[];
}
export interface LayoutColumnSource {
  layoutItems?: LayoutItemSource[];
}
export interface LayoutItemSource {
  field?: string;
  behavior?: "Edit" | "Required" | "Readonly";
  emptySpace?: boolean;
}
export interface RelatedListSource {
  /**
   * Child relationship: order_proposals__r, Contacts
   */
  relatedList: string;
  fields?: string[];
  sortField?: string;
  sortOrder?: "Asc" | "Desc";
}

/**
 * What users of the profile may see and do. Keys are those of the Metadata API.
 */
export interface ProfileSource {
  label: string;
  description?: string;
  applicationVisibilities?: ProfileApplicationSource[];
  fieldPermissions?: ProfileFieldSource[];
  objectPermissions?: ProfileObjectSource[];
  recordTypeVisibilities?: ProfileRecordTypeSource[];
  userPermissions?: ProfileUserPermissionSource[];
  customPermissions?: ProfileCustomPermissionSource[];
  classAccesses?: ProfileHookSource[];
  tabVisibilities?: ProfileTabSource[];
  layoutAssignments?: ProfileLayoutSource[];
  custom?: boolean;
  userLicense?: string;
  formerly?: string[];
}
export interface ProfileApplicationSource {
  application: string;
  default?: boolean;
  visible?: boolean;
}
export interface ProfileFieldSource {
  /**
   * Object.Field
   */
  field: string;
  readable: boolean;
  editable?: boolean;
}
export interface ProfileObjectSource {
  object: string;
  allowRead?: boolean;
  allowCreate?: boolean;
  allowEdit?: boolean;
  allowDelete?: boolean;
  viewAllRecords?: boolean;
  modifyAllRecords?: boolean;
  viewAllFields?: boolean;
}
export interface ProfileRecordTypeSource {
  /**
   * Object.RecordType
   */
  recordType: string;
  visible: boolean;
  default?: boolean;
}
export interface ProfileUserPermissionSource {
  name:
    | "ApiEnabled"
    | "AuthorApex"
    | "CustomizeApplication"
    | "DataExport"
    | "ForceTwoFactor"
    | "LoginAsUser"
    | "ManageUsers"
    | "ModifyAllData"
    | "ModifyMetadata"
    | "RunReports"
    | "SkipValidationRules"
    | "ViewAllData"
    | "ViewAuditTrail"
    | "ViewSetup";
  enabled: boolean;
}
export interface ProfileCustomPermissionSource {
  name: string;
  enabled: boolean;
}
export interface ProfileHookSource {
  /**
   * A hook.
   */
  apexClass: string;
  enabled: boolean;
}
export interface ProfileTabSource {
  tab: string;
  visibility: "DefaultOn" | "DefaultOff" | "Hidden";
}
export interface ProfileLayoutSource {
  /**
   * Object.Layout
   */
  layout: string;
  /**
   * Object.RecordType
   */
  recordType?: string;
}

/**
 * An OpenID provider that people log in with. Keys are those of AuthProvider in the Metadata API. The secret is in no file: npx atelier auth-provider secret NAME.
 */
export interface AuthProviderSource {
  /**
   * What the button of the login page says.
   */
  friendlyName: string;
  providerType?: "OpenIdConnect";
  /**
   * Address of the provider, as its tokens have it: https://login.example.com
   */
  idTokenIssuer: string;
  /**
   * Client id that the provider knows this org by.
   */
  consumerKey: string;
  /**
   * Separated by spaces, openid among them.
   */
  defaultScopes?: string;
  /**
   * The secret goes in the Authorization header (client_secret_basic), not in the form.
   */
  sendClientCredentialsInHeader?: boolean;
  userAttribute?: AuthProviderUserAttributeSource;
  justInTimeProvisioning?: AuthProviderProvisioningSource;
  active?: boolean;
  formerly?: string[];
}
/**
 * Who somebody is: the user whose field has what the claim says. FederationIdentifier has sub when left out.
 */
export interface AuthProviderUserAttributeSource {
  /**
   * An e-mail address counts only where the provider says that it has verified it.
   */
  claim: "sub" | "email";
  field: "FederationIdentifier" | "Username" | "Email";
}
/**
 * Makes a user of whoever the provider vouches for. Left out: an administrator makes users.
 */
export interface AuthProviderProvisioningSource {
  /**
   * Profile of the users that are made.
   */
  profile: string;
}

/**
 * A place in the role hierarchy. Keys are those of Role in the Metadata API.
 */
export interface RoleSource {
  label: string;
  description?: string;
  /**
   * The role above.
   */
  parentRole?: string;
  opportunityAccessLevel?: "None" | "Read" | "Edit";
  caseAccessLevel?: "None" | "Read" | "Edit";
  contactAccessLevel?: "None" | "Read" | "Edit";
  mayForecastManagerShare?: boolean;
  formerly?: string[];
}

/**
 * A public group of users.
 */
export interface GroupSource {
  label: string;
  description?: string;
  doesIncludeBosses?: boolean;
  /**
   * Roles whose users belong to it.
   */
  roles?: string[];
  /**
   * Groups whose members belong to it.
   */
  groups?: string[];
  formerly?: string[];
}

/**
 * A hook that runs by the clock.
 */
export interface JobSource {
  label: string;
  description?: string;
  /**
   * minute hour day-of-month month day-of-week, as in cron: 0 7 * * *
   */
  cron: string;
  /**
   * IANA name; the org's when left out.
   */
  timeZone?: string;
  /**
   * Name of a schedulable hook.
   */
  hook: string;
  active?: boolean;
  formerly?: string[];
}

/**
 * A list of an object's records. Keys are those of ListView in the Metadata API.
 */
export interface ListViewSource {
  label: string;
  description?: string;
  /**
   * @minItems 1
   * @maxItems 30
   *
   * Items: Field, or a path through lookups: Account.Name
   */
  columns: string[];
  filterScope?: "Everything" | "Mine";
  /**
   * JsonLogic, or Salesforce formula text.
   */
  filter?: Rule;
  filters?: ListViewFilterSource[];
  /**
   * How the filters combine: 1 AND (2 OR 3)
   */
  booleanFilter?: string;
  orderBy?: ListViewOrderSource[];
  kanban?: ListViewKanbanSource;
  calendar?: ListViewCalendarSource;
  sharedTo?: ListViewTargetSource;
}
export interface ListViewFilterSource {
  field: string;
  operation:
    | "equals"
    | "notEqual"
    | "lessThan"
    | "greaterThan"
    | "lessOrEqual"
    | "greaterOrEqual"
    | "contains"
    | "notContain"
    | "startsWith"
    | "includes"
    | "excludes";
  value?: string;
}
export interface ListViewOrderSource {
  field: string;
  direction?: "asc" | "desc";
}
/**
 * The list as a board: a column for each value, with the sum of a number.
 */
export interface ListViewKanbanSource {
  /**
   * Picklist of the object: dragging a card sets it.
   */
  groupBy: string;
  /**
   * Number whose sum stands above a column.
   */
  summarize?: string;
}
/**
 * The list as a calendar.
 */
export interface ListViewCalendarSource {
  /**
   * Date or date and time of the object.
   */
  startField: string;
  /**
   * Left out: records stand on one day.
   */
  endField?: string;
}
/**
 * Who finds the list among those of the object. Left out: everybody who sees the object.
 */
export interface ListViewTargetSource {
  group?: string;
  role?: string;
  roleAndSubordinates?: string;
  allInternalUsers?: true;
  allPartnerUsers?: true;
  allCustomerPortalUsers?: true;
}

/**
 * What is taken out of the permission set groups that name it. Keys are those of a permission set.
 */
export interface MutingPermissionSetSource {
  label: string;
  description?: string;
  applicationVisibilities?: MutingPermissionSetApplicationSource[];
  fieldPermissions?: MutingPermissionSetFieldSource[];
  objectPermissions?: MutingPermissionSetObjectSource[];
  recordTypeVisibilities?: MutingPermissionSetRecordTypeSource[];
  userPermissions?: MutingPermissionSetUserPermissionSource[];
  customPermissions?: MutingPermissionSetCustomPermissionSource[];
  classAccesses?: MutingPermissionSetHookSource[];
  tabSettings?: MutingPermissionSetTabSource[];
  tabVisibilities?: MutingPermissionSetTabVisibilitySource[];
  hasActivationRequired?: boolean;
  license?: string;
  formerly?: string[];
}
export interface MutingPermissionSetApplicationSource {
  application: string;
  default?: boolean;
  visible?: boolean;
}
export interface MutingPermissionSetFieldSource {
  /**
   * Object.Field
   */
  field: string;
  readable: boolean;
  editable?: boolean;
}
export interface MutingPermissionSetObjectSource {
  object: string;
  allowRead?: boolean;
  allowCreate?: boolean;
  allowEdit?: boolean;
  allowDelete?: boolean;
  viewAllRecords?: boolean;
  modifyAllRecords?: boolean;
  viewAllFields?: boolean;
}
export interface MutingPermissionSetRecordTypeSource {
  /**
   * Object.RecordType
   */
  recordType: string;
  visible: boolean;
}
export interface MutingPermissionSetUserPermissionSource {
  name:
    | "ApiEnabled"
    | "AuthorApex"
    | "CustomizeApplication"
    | "DataExport"
    | "ForceTwoFactor"
    | "LoginAsUser"
    | "ManageUsers"
    | "ModifyAllData"
    | "ModifyMetadata"
    | "RunReports"
    | "SkipValidationRules"
    | "ViewAllData"
    | "ViewAuditTrail"
    | "ViewSetup";
  enabled: boolean;
}
export interface MutingPermissionSetCustomPermissionSource {
  name: string;
  enabled: boolean;
}
export interface MutingPermissionSetHookSource {
  /**
   * A hook.
   */
  apexClass: string;
  enabled: boolean;
}
export interface MutingPermissionSetTabSource {
  tab: string;
  visibility: "Available" | "None" | "Visible";
}
export interface MutingPermissionSetTabVisibilitySource {
  tab: string;
  visibility: "DefaultOn" | "DefaultOff" | "Hidden" | "Available" | "None" | "Visible";
}

/**
 * The path of a record through the values of a picklist: what matters at each, and what to do. Keys are those of PathAssistant in the Metadata API.
 */
export interface PathAssistantSource {
  masterLabel: string;
  active?: boolean;
  /**
   * The object.
   */
  entityName: string;
  /**
   * The picklist whose values are the steps.
   */
  fieldName: string;
  /**
   * Records of this type only. Left out, or __MASTER__: those whose type has no path of its own.
   */
  recordTypeName?: string;
  /**
   * Steps of which there is something to say; the others are shown all the same.
   */
  pathAssistantSteps?: PathAssistantStepSource[];
  formerly?: string[];
}
export interface PathAssistantStepSource {
  picklistValueName: string;
  /**
   * Key fields of the step, in their order.
   *
   * @maxItems 5
   */
  fieldNames?: string[];
  /**
   * Guidance: what to do at this step.
   */
  info?: string;
}

/**
 * Rights on top of a profile's. Keys are those of the Metadata API.
 */
export interface PermissionSetSource {
  label: string;
  description?: string;
  applicationVisibilities?: PermissionSetApplicationSource[];
  fieldPermissions?: PermissionSetFieldSource[];
  objectPermissions?: PermissionSetObjectSource[];
  recordTypeVisibilities?: PermissionSetRecordTypeSource[];
  userPermissions?: PermissionSetUserPermissionSource[];
  customPermissions?: PermissionSetCustomPermissionSource[];
  classAccesses?: PermissionSetHookSource[];
  tabSettings?: PermissionSetTabSource[];
  tabVisibilities?: PermissionSetTabVisibilitySource[];
  hasActivationRequired?: boolean;
  license?: string;
  formerly?: string[];
}
export interface PermissionSetApplicationSource {
  application: string;
  default?: boolean;
  visible?: boolean;
}
export interface PermissionSetFieldSource {
  /**
   * Object.Field
   */
  field: string;
  readable: boolean;
  editable?: boolean;
}
export interface PermissionSetObjectSource {
  object: string;
  allowRead?: boolean;
  allowCreate?: boolean;
  allowEdit?: boolean;
  allowDelete?: boolean;
  viewAllRecords?: boolean;
  modifyAllRecords?: boolean;
  viewAllFields?: boolean;
}
export interface PermissionSetRecordTypeSource {
  /**
   * Object.RecordType
   */
  recordType: string;
  visible: boolean;
}
export interface PermissionSetUserPermissionSource {
  name:
    | "ApiEnabled"
    | "AuthorApex"
    | "CustomizeApplication"
    | "DataExport"
    | "ForceTwoFactor"
    | "LoginAsUser"
    | "ManageUsers"
    | "ModifyAllData"
    | "ModifyMetadata"
    | "RunReports"
    | "SkipValidationRules"
    | "ViewAllData"
    | "ViewAuditTrail"
    | "ViewSetup";
  enabled: boolean;
}
export interface PermissionSetCustomPermissionSource {
  name: string;
  enabled: boolean;
}
export interface PermissionSetHookSource {
  /**
   * A hook.
   */
  apexClass: string;
  enabled: boolean;
}
export interface PermissionSetTabSource {
  tab: string;
  visibility: "Available" | "None" | "Visible";
}
export interface PermissionSetTabVisibilitySource {
  tab: string;
  visibility: "DefaultOn" | "DefaultOff" | "Hidden" | "Available" | "None" | "Visible";
}

/**
 * Permission sets that are assigned together. Keys are those of the Metadata API.
 */
export interface PermissionSetGroupSource {
  label: string;
  description?: string;
  /**
   * Permission sets whose rights the group gives.
   */
  permissionSets: string[];
  /**
   * Muting permission sets, whose rights the group does not give.
   */
  mutingPermissionSets?: string[];
  hasActivationRequired?: boolean;
  status?: "Updated" | "Outdated" | "Updating" | "Failed";
  formerly?: string[];
}

/**
 * Opens records of an object to more people. Keys are those of SharingRules in the Metadata API.
 */
export interface SharingRuleSource {
  label: string;
  description?: string;
  accessLevel: "Read" | "Edit";
  sharedTo: ShareTargetSource;
  sharedFrom?: ShareTargetSource;
  /**
   * JsonLogic, or Salesforce formula text.
   */
  criteria?: Rule;
  /**
   * @minItems 1
   */
  criteriaItems?: SharingCriteriaSource[];
  /**
   * How the criteria combine: 1 AND (2 OR 3)
   */
  booleanFilter?: string;
  includeRecordsOwnedByAll?: boolean;
}
/**
 * This interface was referenced by `SharingRuleSource`'s JSON-Schema
 * via the `definition` "target".
 */
export interface ShareTargetSource {
  group?: string;
  role?: string;
  roleAndSubordinates?: string;
  allInternalUsers?: true;
  allPartnerUsers?: true;
  allCustomerPortalUsers?: true;
}
export interface SharingCriteriaSource {
  field: string;
  operation:
    | "equals"
    | "notEqual"
    | "lessThan"
    | "greaterThan"
    | "lessOrEqual"
    | "greaterOrEqual"
    | "contains"
    | "notContain"
    | "startsWith"
    | "includes"
    | "excludes";
  value?: string;
}

/**
 * What users from outside see because it belongs to their account or contact. Keys are those of SharingSet in the Metadata API.
 */
export interface SharingSetSource {
  label: string;
  description?: string;
  /**
   * @minItems 1
   */
  profiles: string[];
  /**
   * @minItems 1
   */
  accessMappings: AccessMappingSource[];
}
export interface AccessMappingSource {
  object: string;
  /**
   * Field of the record, or a path through lookups: order__r.AccountId
   */
  objectField: string;
  /**
   * Field of the user: ContactId, Contact.AccountId
   */
  userField: string;
  accessLevel: "Read" | "Edit";
  /**
   * Only records for which this is true. JsonLogic, or Salesforce formula text.
   */
  filter?: Rule;
}

/**
 * A record is refused while the condition is true. Keys are those of ValidationRule in the Metadata API.
 */
export interface ValidationRuleSource {
  active?: boolean;
  description?: string;
  /**
   * True when the record is wrong: JsonLogic, or Salesforce formula text.
   */
  errorCondition?: Rule;
  /**
   * The Metadata API's name of the same.
   */
  errorConditionFormula?: string;
  /**
   * Field that the message stands at.
   */
  errorDisplayField?: string;
  errorMessage: string;
  formerly?: string[];
}

/**
 * A form for people without a login, at /forms/{name}: what they send becomes a record, as with Salesforce's Web-to-Lead.
 */
export interface WebFormSource {
  /**
   * The heading of the form.
   */
  label: string;
  /**
   * What stands above the fields.
   */
  description?: string;
  /**
   * What is said when the form was sent.
   */
  confirmation?: string;
  active?: boolean;
  /**
   * Object of the record that is made.
   */
  object: string;
  /**
   * Its record type; the object's default one when left out.
   */
  recordType?: string;
  /**
   * User name of who owns the record; the administrator when left out, or when there is no such active user.
   */
  owner?: string;
  /**
   * @minItems 1
   */
  fields: WebFormFieldSource[];
  /**
   * What further fields of the record are set to, by field.
   */
  values?: {
    [k: string]: string | number | boolean;
  };
  formerly?: string[];
}
export interface WebFormFieldSource {
  field: string;
  required?: boolean;
}

/**
 * What the components of this package and of those that it depends on are called in a language; the file's name is its code: translations/pl.json. What is left out keeps its label.
 */
export interface TranslationSource {
  /**
   * The language, in its own words.
   */
  label: string;
  /**
   * By API name.
   */
  objects?: {
    [k: string]: ObjectTranslationSource;
  };
  /**
   * Labels of the fields that every object has: OwnerId, CreatedDate …
   */
  systemFields?: {
    [k: string]: string;
  };
  /**
   * Labels by value set and value.
   */
  valueSets?: {
    [k: string]: {
      [k: string]: string;
    };
  };
  apps?: {
    [k: string]: AppTranslationSource;
  };
  /**
   * Labels by job.
   */
  jobs?: {
    [k: string]: string;
  };
  /**
   * Labels and descriptions by API name; so are those of the next keys.
   */
  profiles?: {
    [k: string]: ComponentTranslationSource;
  };
  permissionSets?: {
    [k: string]: ComponentTranslationSource;
  };
  permissionSetGroups?: {
    [k: string]: ComponentTranslationSource;
  };
  mutingPermissionSets?: {
    [k: string]: ComponentTranslationSource;
  };
  roles?: {
    [k: string]: ComponentTranslationSource;
  };
  groups?: {
    [k: string]: ComponentTranslationSource;
  };
  sharingSets?: {
    [k: string]: ComponentTranslationSource;
  };
  pathAssistants?: {
    [k: string]: PathTranslationSource;
  };
  /**
   * Texts of forms for people without a login, by form.
   */
  webForms?: {
    [k: string]: WebFormTranslationSource;
  };
  /**
   * What hooks say of records (addError), by the words that stand in the hook.
   */
  hookMessages?: {
    [k: string]: string;
  };
  formerly?: string[];
}
export interface ObjectTranslationSource {
  label?: string;
  pluralLabel?: string;
  /**
   * By API name.
   */
  fields?: {
    [k: string]: FieldTranslationSource;
  };
  recordTypes?: {
    [k: string]: string;
  };
  /**
   * By record type: what it says where people choose one for a new record.
   */
  recordTypeDescriptions?: {
    [k: string]: string;
  };
  listViews?: {
    [k: string]: string;
  };
  /**
   * By the section's label, whatever layouts of the object it is in.
   */
  layoutSections?: {
    [k: string]: string;
  };
  /**
   * Error messages by rule.
   */
  validationRules?: {
    [k: string]: string;
  };
  /**
   * Labels by sharing rule.
   */
  sharingRules?: {
    [k: string]: string;
  };
}
export interface FieldTranslationSource {
  label?: string;
  /**
   * The text of inlineHelpText.
   */
  help?: string;
  /**
   * Heads the related list.
   */
  relationshipLabel?: string;
  lookupFilter?: {
    /**
     * What the filter says of other records.
     */
    errorMessage?: string;
  };
  /**
   * Labels by picklist value.
   */
  values?: {
    [k: string]: string;
  };
}
export interface AppTranslationSource {
  label?: string;
  description?: string;
}
/**
 * This interface was referenced by `TranslationSource`'s JSON-Schema
 * via the `definition` "componentTranslation".
 */
export interface ComponentTranslationSource {
  label?: string;
  description?: string;
}
export interface PathTranslationSource {
  label?: string;
  /**
   * The guidance by picklist value.
   */
  steps?: {
    [k: string]: string;
  };
}
export interface WebFormTranslationSource {
  label?: string;
  description?: string;
  confirmation?: string;
}
