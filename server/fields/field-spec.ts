import type { PickValKeys, Rule } from '../rules/rule.ts'

export interface PicklistValue extends PickValKeys {
  /** The value as stored and shown by the API. */
  readonly fullName: string
  readonly label: string
  readonly default: boolean
  readonly isActive: boolean
  /** Values of the controlling field that offer it; left out where all do. */
  readonly validFor?: readonly string[]
  /** Earlier values: records that hold one of them get this one. */
  readonly formerly?: readonly string[]
}

export type DeleteConstraint = 'SetNull' | 'Restrict' | 'Cascade'

export interface LookupFilter {
  readonly active: boolean
  readonly isOptional: boolean
  readonly errorMessage?: string
  /** Over the candidate record; `$Source.X` is field X of the record that holds the lookup. */
  readonly filter: Rule
}

/** Metadata keys of a field after defaults and value sets are resolved. Keys are those of the Metadata API. */
export interface FieldSpec {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly description?: string
  readonly inlineHelpText?: string
  readonly required: boolean
  readonly unique: boolean
  readonly externalId: boolean
  readonly caseSensitive: boolean
  readonly trackHistory: boolean
  readonly length?: number
  readonly precision?: number
  readonly scale?: number
  /** Currency: picklist of the same object whose values are ISO 4217 codes; left out: all amounts are in one currency. */
  readonly currencyField?: string
  readonly visibleLines?: number
  /** AutoNumber: pattern such as `OP-{0000000000}`. */
  readonly displayFormat?: string
  readonly startingNumber?: number
  readonly referenceTo?: readonly string[]
  readonly relationshipName?: string
  readonly relationshipLabel?: string
  readonly deleteConstraint?: DeleteConstraint
  readonly lookupFilter?: LookupFilter
  /** MasterDetail: may the parent be changed after creation? */
  readonly reparentableMasterDetail?: boolean
  /** MasterDetail: whoever sees the parent may change the details, as far as the profile goes. */
  readonly writeRequiresMasterRead?: boolean
  readonly values?: readonly PicklistValue[]
  readonly restricted?: boolean
  readonly controllingField?: string
  /** Rule of a formula field; `type` is what it returns. */
  readonly formula?: Rule
  /** Formula: do blank numbers that it reads count as 0? Left out: no. */
  readonly formulaTreatBlanksAs?: 'BlankAsBlank' | 'BlankAsZero'
  readonly defaultValue?: Rule
  /** Field whose change gives the default value anew, unless the change sets this field as well. */
  readonly defaultFollows?: string
  readonly summaryOperation?: 'count' | 'sum' | 'min' | 'max'
  /** Summary: `child_object__c.field__c`. */
  readonly summarizedField?: string
  /** Summary: `child_object__c.lookup__c`, the field of the child that points here. */
  readonly summaryForeignKey?: string
  readonly summaryFilter?: Rule
  /** Summary: type of the summarized field, put in by the compiler together with its precision and scale. */
  readonly summarizedType?: string
}
