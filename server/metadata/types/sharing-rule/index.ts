import type { SharingRuleSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compileSharingRules } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const sharingRuleType: MetadataType<SharingRuleSource> = {
  name: 'sharing-rule',
  metadataName: 'SharingRules',
  path: 'sharing-rules/{object}/{name}.json',
  naming: 'developer',
  schema,
  after: ['field', 'role', 'group'],
  compile: compileSharingRules,
  checks: [
    { id: 'sharing-rule.unknown-role', description: 'Roles that a sharing rule names are there.' },
    { id: 'sharing-rule.unknown-group', description: 'Groups that a sharing rule names are there.' },
    {
      id: 'sharing-rule.records',
      description: 'A sharing rule says which records it shares in one way: by owner or by criteria.',
    },
    {
      id: 'sharing-rule.not-needed',
      description: 'A sharing rule opens an object that is not open to everybody anyway.',
    },
  ],
}

export default sharingRuleType
