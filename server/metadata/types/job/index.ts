import type { JobSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { jobChecks } from './checks.ts'
import schema from './schema.json' with { type: 'json' }

const jobType: MetadataType<JobSource> = {
  name: 'job',
  metadataName: 'CronTrigger',
  path: 'jobs/{name}.json',
  naming: 'developer',
  schema,
  after: [],
  compile(components, draft) {
    for (const component of components) {
      const { label, cron, timeZone, hook, active = true } = component.source
      draft.refer(component, ['hook'], { type: 'hook', fullName: hook })
      draft.jobs.set(component.name.toLowerCase(), {
        name: component.name,
        label,
        cron,
        ...(timeZone !== undefined && { timeZone }),
        hook,
        active,
      })
    }
  },
  checks: jobChecks,
}

export default jobType
