import type { Command } from 'commander'
import type { JobListing } from '../../../server/automation/jobs.ts'
import { withServer } from '../connect.ts'
import { CommandError } from '../report.ts'
import { formatTable } from '../table.ts'
import { printable } from '../terminal.ts'

const LINE_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z/gm

type Run = JobListing['runs'][number]

export function registerJobs(program: Command): void {
  program
    .command('jobs [name]')
    .description('Show when jobs run next, and how they ran; of one job, the logs of its runs, too.')
    .action(runJobs)
}

async function runJobs(name: string | undefined): Promise<void> {
  const jobs = await withServer(({ client }) => client.get<JobListing[]>('/services/atelier/jobs'))
  if (jobs.length === 0)
    return console.log('There are no jobs. Add one as metadata/<package>/jobs/Name.json.')
  const shown = name === undefined ? jobs : [findJob(jobs, name)]
  const rows = shown.map(job => [job.name, job.cron, job.timeZone, describeNext(job)])
  console.log(formatTable(['job', 'cron', 'time zone', 'next run'], rows))
  for (const job of shown) printRuns(job)
  if (name !== undefined) printLogs(shown[0] as JobListing)
}

function findJob(jobs: readonly JobListing[], name: string): JobListing {
  const job = jobs.find(one => one.name.toLowerCase() === name.toLowerCase())
  if (job) return job
  throw new CommandError([`There is no job "${name}". There are: ${jobs.map(one => one.name).join(', ')}.`])
}

function describeNext({ active, next, timeZone }: JobListing): string {
  return active && next !== null ? describeTime(next, timeZone) : 'switched off'
}

function printRuns({ name, runs, timeZone }: JobListing): void {
  if (runs.length === 0) {
    console.log(`\n${name} has not run yet.`)
    return
  }
  console.log(`\nPast runs of ${name}, newest first:`)
  const rows = runs.map(run => [
    describeTime(run.slot, timeZone),
    run.startedBy,
    run.state,
    describeDuration(run),
    run.error ?? '',
  ])
  console.log(formatTable(['due', 'started by', 'state', 'took', 'error'], rows))
}

function printLogs({ runs, timeZone }: JobListing): void {
  for (const run of [...runs].reverse())
    if (run.log)
      console.log(
        `\nLog of ${describeTime(run.slot, timeZone)}:\n${printable(localizeLog(run.log, timeZone))}`,
      )
}

/** The log with the times of its lines as the clock of the job shows them. */
function localizeLog(log: string, timeZone: string): string {
  return log.trimEnd().replace(LINE_TIME, iso => describeTime(iso, timeZone))
}

function describeDuration({ started, ended }: Run): string {
  if (started === null || ended === null) return ''
  const milliseconds = Date.parse(ended) - Date.parse(started)
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

function describeTime(iso: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(new Date(iso))
}
