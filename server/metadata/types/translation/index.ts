import type { TranslationSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compileTranslations } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const translationType: MetadataType<TranslationSource> = {
  name: 'translation',
  metadataName: 'Translations',
  path: 'translations/{name}.json',
  naming: 'free',
  schema,
  perPackage: true,
  after: [
    'field',
    'record-type',
    'list-view',
    'layout',
    'validation-rule',
    'app',
    'job',
    'path-assistant',
    'web-form',
    'hook',
    'value-set',
    'profile',
    'permission-set',
    'permission-set-group',
    'muting-permission-set',
    'role',
    'group',
    'sharing-rule',
    'sharing-set',
  ],
  compile: compileTranslations,
  checks: [
    { id: 'translation.language', description: 'The name of a translation is the code of a language.' },
    { id: 'translation.unknown', description: 'What a translation names is there.' },
  ],
}

export default translationType
