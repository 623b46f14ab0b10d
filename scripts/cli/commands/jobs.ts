import type { Command } from 'commander'
import type { JobListing } from '../../../server/automation/jobs.ts'
import { connect } from '../connect.ts'
import { formatTable } from '../report.ts'

export function registerJobs(program: Command): void {
  program.command('jobs').description('Show when jobs run next, and how they ran.').action(runJobs)
}

async function runJobs(): Promise<void> {
  const { client, close } = await connect()
  try {
    const jobs = await client.get<JobListing[]>('/services/atelier/jobs')
    if (jobs.length === 0)
      return console.log('There are no jobs. Add one as metadata/<package>/jobs/Name.json.')
    const rows = jobs.map(job => [job.name, job.cron, job.timeZone, describeTime(job.next, job.timeZone)])
    console.log(formatTable(['job', 'cron', 'time zone', 'next run'], rows))
    for (const job of jobs) printRuns(job)
  } finally {
    await close()
  }
}

function printRuns({ name, runs, timeZone }: JobListing): void {
  if (runs.length === 0) {
    console.log(`\n${name} has not run yet.`)
    return
  }
  console.log(`\nPast runs of ${name}:`)
  const rows = runs.map(run => [
    describeTime(run.slot, timeZone),
    run.state,
    describeTime(run.ended, timeZone),
    run.error ?? '',
  ])
  console.log(formatTable(['slot', 'state', 'ended', 'error'], rows))
}

function describeTime(iso: string | null, timeZone: string): string {
  if (iso === null) return '-'
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(new Date(iso))
}
