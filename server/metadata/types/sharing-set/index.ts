import type { SharingSetSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compileSharingSets } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const sharingSetType: MetadataType<SharingSetSource> = {
  name: 'sharing-set',
  metadataName: 'SharingSet',
  path: 'sharing-sets/{name}.json',
  naming: 'developer',
  schema,
  after: ['field', 'profile'],
  compile: compileSharingSets,
  checks: [
    { id: 'sharing-set.unknown-profile', description: 'Profiles that a sharing set names are there.' },
    { id: 'sharing-set.unknown-object', description: 'Objects that a sharing set names are there.' },
    {
      id: 'sharing-set.internal-profile',
      description: 'A sharing set is for profiles whose users come from outside.',
    },
  ],
}

export default sharingSetType
