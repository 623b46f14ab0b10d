import type { AppSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compileApps } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const appType: MetadataType<AppSource> = {
  name: 'app',
  metadataName: 'CustomApplication',
  path: 'apps/{name}.json',
  naming: 'developer',
  schema,
  after: ['object'],
  compile: compileApps,
  checks: [
    { id: 'app.unknown-tab', description: 'Tabs of an app show objects, or pages that every org has.' },
    { id: 'app.duplicate-tab', description: 'An app shows a tab once.' },
    { id: 'app.landing-tab', description: 'An app opens with one of its tabs.' },
  ],
}

export default appType
