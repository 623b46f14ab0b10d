import type { ObjectModel } from '../../metadata/org-model.ts'
import {
  endMassAction,
  findMassAction,
  type MassAction,
  type MassRecord,
  readMassRecords,
} from '../../records/mass/mass-actions.ts'
import { massPath, objectPath, recordPath, withParameters } from '../addresses.ts'
import { nameIds } from '../name-ids.ts'
import { missingPage, objectOf } from '../object-of.ts'
import { labelledProblem, problemText } from '../problem-text.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

export interface ProgressRequest {
  readonly id: string
  /** `all`; otherwise only what failed. */
  readonly show?: string | undefined
  readonly after?: string | undefined
}

const ROWS = 100

/** How far an action for many records is, and what became of each of them. */
export async function massProgressPage(visit: Visit, { id, show, after }: ProgressRequest): Promise<Page> {
  const { action, object } = await findOwn(visit, id)
  const isAll = show === 'all'
  const reader = { language: visit.viewer.language, object }
  const records = await readMassRecords(visit.session.org, id, {
    ...(!isAll && { state: 'failed' }),
    after: Math.max(0, Number.parseInt(after ?? '', 10) || 0),
    most: ROWS + 1,
  })
  const last = records.length > ROWS ? records[ROWS - 1] : undefined
  const link = (more: Readonly<Record<string, string | undefined>>): string =>
    withParameters(massPath(id), { show: isAll ? 'all' : undefined, ...more })
  const shown = records.slice(0, ROWS)
  const told = shown.map(({ problems }) => problems.map(one => labelledProblem(reader, one)).join(' '))
  const reasons = await nameIds(visit.session, told)
  const isRunning = action.state === 'running'
  return inShell(visit, 'mass-progress', {
    title: object.pluralLabel,
    ...{ object: object.name, label: object.label, pluralLabel: object.pluralLabel },
    ...{ heading: `mass.${headingOf(action)}`, state: `mass.state.${action.state}` },
    ...{ isRunning, total: action.total, saved: action.saved, failed: action.failed },
    error: action.problems.map(one => problemText(reader, one)).join(' '),
    tried: action.saved + action.failed,
    ...{ list: objectPath(object.name), stop: `${massPath(id)}/stop`, path: link({ after }) },
    others: withParameters(massPath(id), { show: isAll ? undefined : 'all' }),
    isAll,
    records: shown.map((record, at) => resultView(object, action, record, reasons[at] ?? '')),
    next: last ? link({ after: String(last.position) }) : '',
    first: after ? link({}) : '',
  })
}

/** Ends the action behind the batch that is being saved. */
export async function stopMassAction(visit: Visit, id: string): Promise<string> {
  await findOwn(visit, id)
  await endMassAction(visit.session.org, id, 'stopped')
  return massPath(id)
}

async function findOwn({ session }: Visit, id: string) {
  const action = await findMassAction(session.org, id)
  if (action?.userId !== session.principal.userId) throw missingPage()
  return { action, object: objectOf(session, action.object) }
}

function headingOf({ operation, values }: MassAction): string {
  if (operation === 'delete') return 'delete'
  return Object.keys(values).join() === 'OwnerId' ? 'owner' : 'edit'
}

function resultView(
  object: ObjectModel,
  { operation }: MassAction,
  { id, name, state }: MassRecord,
  message: string,
): object {
  const isGone = operation === 'delete' && state === 'saved'
  return { name, address: isGone ? '' : recordPath(object.name, id), state: `mass.record.${state}`, message }
}
