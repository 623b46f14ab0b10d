import type { SourceFile } from '../../../server/metadata/component.ts'
import { besideStandard } from '../../support/test-org.ts'

const text = { type: 'Text', length: 80 }
const key = { ...text, unique: true, externalId: true }
const named = { type: 'Text', label: 'Name' }

/** A small org for the command line: suppliers with their parts, hooks and a job. */
export function shopMetadata(): Promise<readonly SourceFile[]> {
  return besideStandard(FILES)
}

const FILES: Readonly<Record<string, object | string>> = {
  'objects/supplier__c/object.json': { label: 'Supplier', pluralLabel: 'Suppliers', nameField: named },
  'objects/supplier__c/fields/code__c.json': { label: 'Supplier Code', ...key },
  'objects/part__c/object.json': { label: 'Part', pluralLabel: 'Parts', nameField: named },
  'objects/part__c/fields/code__c.json': { label: 'Part Code', ...key },
  'objects/part__c/fields/price__c.json': { label: 'Price', type: 'Currency', precision: 18, scale: 2 },
  'objects/part__c/fields/stock__c.json': { label: 'In Stock', type: 'Number', precision: 9, scale: 0 },
  'objects/part__c/fields/arrives__c.json': { label: 'Arrives', type: 'DateTime' },
  'objects/part__c/fields/note__c.json': { label: 'Remark', ...text },
  'objects/part__c/fields/story__c.json': { label: 'Story', type: 'LongTextArea', length: 1000 },
  'objects/part__c/fields/supplier__c.json': {
    label: 'Supplier',
    type: 'Lookup',
    referenceTo: 'supplier__c',
  },
  'objects/part__c/fields/worth__c.json': {
    label: 'Worth',
    type: 'Currency',
    precision: 18,
    scale: 2,
    formula: 'price__c * stock__c',
  },
  'objects/part__c/validation-rules/Price_positive.json': {
    active: true,
    errorCondition: 'price__c < 0',
    errorDisplayField: 'price__c',
    errorMessage: 'A price is not below 0.',
  },
  'jobs/Morning.json': { label: 'Morning', cron: '0 7 * * *', hook: 'Greet', timeZone: 'America/New_York' },
  'hooks/Greet.ts': `import { schedulable } from 'atelier'

export default schedulable(async ({ payload, log }) => {
  log.info('Good morning, ' + ((payload as { name?: string } | null)?.name ?? 'all') + '.')
  log.warn('It rains.')
  log.error('The coffee is out.')
})
`,
  'hooks/Break.ts': `import { schedulable } from 'atelier'

export default schedulable(async ({ log }) => {
  log.info('A part is made.')
  throw new Error('The press is broken.')
})
`,
  'hooks/Later.ts': `import { schedulable } from 'atelier'

export default schedulable(({ enqueue }) => enqueue('Polish', { part: 7 }))
`,
  'hooks/Polish.ts': `import { queueable } from 'atelier'

export default queueable(() => undefined)
`,
  'hooks/Check.ts': `import { trigger } from 'atelier'

export default trigger('supplier__c', ['before insert'], () => undefined)
`,
}
