import type { WebFormSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compileWebForms } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const webFormType: MetadataType<WebFormSource> = {
  name: 'web-form',
  metadataName: 'WebForm',
  path: 'web-forms/{name}.json',
  naming: 'developer',
  schema,
  after: ['field', 'record-type'],
  compile: compileWebForms,
  checks: [
    { id: 'web-form.unknown-object', description: 'The object of a web form is there.' },
    { id: 'web-form.unknown-record-type', description: 'The record type of a web form is there.' },
    { id: 'web-form.unknown-field', description: 'The fields of a web form are those of its object.' },
    {
      id: 'web-form.closed-field',
      description: 'Strangers set no formulas, no lookups, and nothing whose refusal tells what is stored.',
    },
    { id: 'web-form.duplicate', description: 'A web form has a field once.' },
    { id: 'web-form.missing-field', description: 'A web form sets what its records need.' },
  ],
}

export default webFormType
