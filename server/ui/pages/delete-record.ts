import type { Problem } from '../../kernel/errors.ts'
import type { HookPort } from '../../records/hooks.ts'
import { write } from '../../records/write.ts'
import { objectPath, recordPath } from '../addresses.ts'
import { nameIds } from '../name-ids.ts'
import type { Outcome } from '../outcome.ts'
import { labelledProblem } from '../problem-text.ts'
import { nameOf } from '../record-name.ts'
import { calledIn } from '../record-notice.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { type FoundRecord, findRecord, type RecordAddress } from './record.ts'

/** Asks once more. */
export async function deletePage(visit: Visit, address: RecordAddress): Promise<Page> {
  return confirmPage(visit, await findRecord(visit.session, address), [])
}

export async function deleteRecord(visit: Visit, address: RecordAddress, hooks: HookPort): Promise<Outcome> {
  const found = await findRecord(visit.session, address)
  const { object, id, record } = found
  const errors = await save(visit, found, 'delete', hooks)
  if (errors.length > 0) return { page: await confirmPage(visit, found, errors) }
  const undo = recordPath(object.name, id, 'undelete')
  return {
    address: objectPath(object.name),
    notice: { message: 'notice.deleted', what: calledIn(object, nameOf(object, record)), undo },
  }
}

/** Takes a record out of the recycle bin. */
export async function undeleteRecord(
  visit: Visit,
  { object: name, id }: RecordAddress,
  hooks: HookPort,
): Promise<Outcome> {
  const request = { object: name, operation: 'undelete', records: [{ Id: id }], allOrNone: true } as const
  const [result] = await write(visit.session, request, hooks)
  const address = result?.success ? recordPath(name, id) : objectPath(name)
  const message = result?.success ? 'notice.restored' : 'notice.notRestored'
  return { address, notice: { message, what: '', undo: '' } }
}

async function save(
  { session }: Visit,
  { object, id }: FoundRecord,
  operation: 'delete',
  hooks: HookPort,
): Promise<readonly Problem[]> {
  const request = { object: object.name, operation, records: [{ Id: id }], allOrNone: true } as const
  const [result] = await write(session, request, hooks)
  return result?.errors ?? []
}

async function confirmPage(
  visit: Visit,
  { object, id, record }: FoundRecord,
  problems: readonly Problem[],
): Promise<Page> {
  const reader = { language: visit.viewer.language, object }
  const texts = problems.map(one => labelledProblem(reader, one))
  const content = {
    title: nameOf(object, record),
    object: object.name,
    label: object.label,
    name: nameOf(object, record),
    explain: 'delete.explain',
    id: '',
    problems: await nameIds(visit.session, texts),
    action: recordPath(object.name, id, 'delete'),
    cancel: recordPath(object.name, id),
  }
  return inShell(visit, 'delete', content, problems.length > 0 ? 422 : 200)
}
