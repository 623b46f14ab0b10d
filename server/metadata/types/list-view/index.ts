import type { ListViewSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compileListViews } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const listViewType: MetadataType<ListViewSource> = {
  name: 'list-view',
  metadataName: 'ListView',
  path: 'objects/{object}/list-views/{name}.json',
  naming: 'developer',
  schema,
  after: ['field', 'role', 'group'],
  compile: compileListViews,
  checks: [
    {
      id: 'list-view.unknown-field',
      description: 'Columns and sort fields of a list view are fields of its object.',
    },
    { id: 'list-view.duplicate-column', description: 'A list view shows a column once.' },
    { id: 'list-view.not-sortable', description: 'A list view sorts by fields that can be sorted.' },
    {
      id: 'list-view.filters',
      description: 'A list view has one filter: a rule, or filters in the Metadata API form.',
    },
    {
      id: 'list-view.kanban',
      description: 'A board has columns by a picklist of its object, and sums numbers.',
    },
    { id: 'list-view.calendar', description: 'A calendar shows days or times of its object.' },
    { id: 'list-view.unknown-role', description: 'Roles that a list view is for are there.' },
    { id: 'list-view.unknown-group', description: 'Groups that a list view is for are there.' },
  ],
}

export default listViewType
