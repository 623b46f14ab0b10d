import type { SourceFile } from '../../server/metadata/component.ts'
import { sourceFiles } from '../support/test-org.ts'

const text = (more: object = {}) => ({ type: 'Text', length: 80, ...more })
const money = (more: object = {}) => ({ type: 'Currency', precision: 18, scale: 2, ...more })
const lookup = (referenceTo: string, more: object = {}) => ({ type: 'Lookup', referenceTo, ...more })
const picklist = (values: readonly string[], more: object = {}) => ({
  type: 'Picklist',
  valueSet: {
    restricted: true,
    valueSetDefinition: { value: values.map((fullName, index) => ({ fullName, default: index === 0 })) },
  },
  ...more,
})
const summary = (operation: string, lookupField: string, field?: string, filter?: string) => ({
  type: 'Summary',
  summaryOperation: operation,
  summaryForeignKey: lookupField,
  ...(field && { summarizedField: field }),
  ...(filter && { summaryFilter: filter }),
})

interface Sample {
  readonly object: object
  readonly fields: Readonly<Record<string, object>>
  readonly rules?: Readonly<Record<string, object>>
  readonly recordTypes?: Readonly<Record<string, object>>
}

const makersOnly = {
  active: true,
  isOptional: false,
  errorMessage: 'Choose a maker.',
  filter: { '==': [{ var: 'RecordType.DeveloperName' }, 'Maker'] },
}
const linesOfThisDeal = {
  active: true,
  isOptional: false,
  errorMessage: 'Choose a line of this deal.',
  filter: { '==': [{ var: 'deal__c' }, { var: '$Source.Id' }] },
}

const SAMPLES: Readonly<Record<string, Sample>> = {
  User: {
    object: { keyPrefix: '005' },
    fields: { LastName: text(), City: text(), LanguageLocaleKey: text(), IsActive: { type: 'Checkbox' } },
  },
  RecordType: {
    object: { keyPrefix: '012' },
    fields: { DeveloperName: text(), SobjectType: text(), IsActive: { type: 'Checkbox' } },
  },
  client__c: {
    object: { enableHistory: true },
    fields: {
      parent__c: lookup('client__c'),
      kind__c: picklist(['Buyer', 'Maker', 'Both']),
      code__c: text({ unique: true, externalId: true }),
      deals__c: summary('count', 'deal__c.client__c'),
      won__c: {
        ...summary('sum', 'deal__c.client__c', 'deal__c.amount__c', 'stage__c == "Won"'),
        trackHistory: true,
      },
      biggest__c: summary('max', 'deal__c.client__c', 'deal__c.amount__c'),
      first_close__c: summary('min', 'deal__c.client__c', 'deal__c.closes__c'),
      partnered__c: summary('count', 'deal__c.client__c', undefined, 'NOT(ISBLANK(partner__c))'),
      lines__c: summary('sum', 'deal__c.client__c', 'deal__c.lines_total__c'),
    },
    recordTypes: {
      Buyer: {
        default: true,
        picklistValues: [{ picklist: 'kind__c', values: [{ fullName: 'Buyer' }, { fullName: 'Both' }] }],
      },
      Maker: {
        picklistValues: [
          { picklist: 'kind__c', values: [{ fullName: 'Maker', default: true }, { fullName: 'Both' }] },
        ],
      },
    },
  },
  deal__c: {
    object: { enableHistory: true, nameField: { type: 'AutoNumber', displayFormat: 'D-{0000}' } },
    fields: {
      client__c: lookup('client__c'),
      partner__c: lookup('client__c', { lookupFilter: makersOnly, trackHistory: true }),
      main_line__c: lookup('line__c', { lookupFilter: linesOfThisDeal }),
      amount__c: money({ required: true, trackHistory: true }),
      stage__c: picklist(['Open', 'Won', 'Lost'], { trackHistory: true }),
      closes__c: { type: 'Date', defaultValue: 'TODAY()' },
      city__c: text({ defaultValue: { var: '$User.City' }, trackHistory: true }),
      note__c: text({ length: 20 }),
      urgent__c: { type: 'Checkbox' },
      code__c: text({ unique: true, externalId: true }),
      key__c: text({ externalId: true }),
      title__c: { type: 'Text', formula: 'client__r.Name & " " & stage__c' },
      lines_total__c: summary('sum', 'line__c.deal__c', 'line__c.price__c'),
    },
    rules: {
      Won_needs_client: {
        errorCondition: 'AND(stage__c = "Won", ISBLANK(client__c))',
        errorDisplayField: 'client__c',
        errorMessage: 'A won deal has a client.',
      },
      Amount_positive: {
        errorCondition: 'amount__c < 0',
        errorDisplayField: 'amount__c',
        errorMessage: 'Not below 0.',
      },
      No_way_back: {
        errorCondition: 'AND(ISCHANGED(stage__c), ISPICKVAL(PRIORVALUE(stage__c), "Won"))',
        errorDisplayField: 'stage__c',
        errorMessage: 'A won deal stays won.',
      },
      Blocked_group: {
        errorCondition: { '==': [{ var: 'client__r.parent__r.Name' }, 'Blocked'] },
        errorMessage: 'The group of this client is blocked.',
      },
      Off: { active: false, errorCondition: 'true', errorMessage: 'Never.' },
    },
  },
  line__c: {
    object: { nameField: { type: 'AutoNumber', displayFormat: '{0}' } },
    fields: {
      deal__c: { type: 'MasterDetail', referenceTo: 'deal__c', relationshipName: 'lines' },
      price__c: money(),
    },
  },
  remark__c: {
    object: { nameField: { type: 'AutoNumber', displayFormat: '{0}' } },
    fields: { deal__c: lookup('deal__c', { required: true, deleteConstraint: 'Cascade' }) },
  },
  contract__c: { object: {}, fields: { deal__c: lookup('deal__c', { deleteConstraint: 'Restrict' }) } },
}

/** A small org with everything that writes meet: clients, deals, lines. */
export function dealMetadata(): readonly SourceFile[] {
  const files: Record<string, object> = {}
  for (const [name, { object, fields, rules = {}, recordTypes = {} }] of Object.entries(SAMPLES)) {
    const folder = `objects/${name}`
    files[`${folder}/object.json`] = { label: labelOf(name), pluralLabel: `${labelOf(name)}s`, ...object }
    for (const [field, source] of Object.entries(fields)) {
      files[`${folder}/fields/${field}.json`] = { label: labelOf(field), ...source }
    }
    for (const [rule, source] of Object.entries(rules)) {
      files[`${folder}/validation-rules/${rule}.json`] = { active: true, ...source }
    }
    for (const [type, source] of Object.entries(recordTypes)) {
      files[`${folder}/record-types/${type}.json`] = { label: type, ...source }
    }
  }
  // Only the package `standard` may have objects and fields without __c: this org has its own small one.
  return sourceFiles(files, 'standard')
}

function labelOf(name: string): string {
  const words = name.replace(/__c$/, '').replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
