import type { Component, Finding } from '../../component.ts'
import type { JobSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import { suggest } from '../../nearest-word.ts'
import { explainCron } from './cron.ts'

type JobComponent = Component<JobSource>

export const jobChecks: readonly Check[] = [
  {
    id: 'job.cron',
    description: 'The time of a job is a cron expression: minute hour day-of-month month day-of-week.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly JobComponent[]) {
        const message = explainCron(component.source.cron)
        const hint = 'For every day at 07:00 write "0 7 * * *".'
        if (message) yield { check: 'job.cron', component, at: ['cron'], message, hint }
      }
    },
  },
  {
    id: 'job.time-zone',
    description: 'The time zone of a job is an IANA name, such as Asia/Tbilisi.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly JobComponent[]) {
        const { timeZone } = component.source
        if (timeZone === undefined || isTimeZone(timeZone)) continue
        const message = `"${timeZone}" is not a time zone.`
        const hint =
          suggest(timeZone, Intl.supportedValuesOf('timeZone')) ?? 'Write an IANA name: Asia/Tbilisi.'
        yield { check: 'job.time-zone', component, at: ['timeZone'], message, hint }
      }
    },
  },
  {
    id: 'job.unknown-hook',
    description: 'The hook of a job is there and is schedulable.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly JobComponent[]) {
        const { hook: name } = component.source
        const hook = draft.hooks.get(name.toLowerCase())
        if (hook?.kind === 'schedulable') continue
        const place = { check: 'job.unknown-hook', component, at: ['hook'] }
        if (hook) {
          yield { ...place, message: `The hook ${hook.name} is ${hook.kind}, not schedulable.` }
          continue
        }
        const schedulable = [...draft.hooks.values()].filter(({ kind }) => kind === 'schedulable')
        const hint =
          suggest(
            name,
            schedulable.map(one => one.name),
          ) ?? `It belongs into hooks/${name}.ts.`
        const missing = { type: 'hook', fullName: name }
        yield { ...place, message: `There is no hook "${name}".`, hint, missing }
      }
    },
  },
]

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
