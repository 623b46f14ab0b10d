import type { LayoutSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compileLayouts } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const layoutType: MetadataType<LayoutSource> = {
  name: 'layout',
  metadataName: 'Layout',
  path: 'objects/{object}/layouts/{name}.json',
  naming: 'developer',
  schema,
  after: ['field'],
  compile: compileLayouts,
  checks: [
    { id: 'layout.unknown-field', description: 'Fields of a layout are fields of its object.' },
    { id: 'layout.duplicate-field', description: 'A field stands on a layout once.' },
    { id: 'layout.duplicate-related-list', description: 'A related list stands on a layout once.' },
    { id: 'layout.not-sortable', description: 'Related lists are sorted by fields that can be sorted.' },
    {
      id: 'layout.unknown-related-list',
      description: 'Related lists of a layout are child relationships of its object.',
    },
  ],
}

export default layoutType
