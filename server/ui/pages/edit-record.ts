import type { Problem } from '../../kernel/errors.ts'
import type { HookPort } from '../../records/hooks.ts'
import { recordPath } from '../addresses.ts'
import { formView } from '../form.ts'
import { formCells } from '../form-fields.ts'
import {
  type FormBody,
  isChanged,
  mergeTexts,
  openedTexts,
  readForm,
  type Texts,
  textsOf,
} from '../form-input.ts'
import { SHOW } from '../kept-form.ts'
import type { CompiledLayout } from '../layouts.ts'
import { liveView } from '../live-view.ts'
import { mayEdit } from '../may.ts'
import { mayNotChange } from '../object-of.ts'
import { type Outcome, ownAddress } from '../outcome.ts'
import { type OfferedSteps, offeredSteps } from '../path.ts'
import { nameOf } from '../record-name.ts'
import { savedNotice } from '../record-notice.ts'
import { saveForm } from '../save-form.ts'
import { inShell } from '../shell.ts'
import { givenOver, recordTexts } from '../start-texts.ts'
import type { Page, Visit } from '../visit.ts'
import { type FoundRecord, findRecord, type RecordAddress } from './record.ts'

interface EditState {
  readonly texts: Texts
  readonly opened: Texts
  readonly problems: readonly Problem[]
  readonly stored: ReadonlyMap<string, string>
  readonly retURL: string
  readonly fields: string
  readonly steps?: OfferedSteps | undefined
}

/** The form of a record, or of the few fields of it that `fields` names, with values that the address gives for them. */
export async function editRecordPage(visit: Visit, address: RecordAddress, given: FormBody): Promise<Page> {
  const found = await findEditable(visit, address, given.fields)
  const cells = cellsOf(visit, found)
  const opened = recordTexts(visit, cells, found.record)
  const texts = given.fields ? await givenOver(visit, cells, opened, given) : opened
  const retURL = ownAddress(given.retURL, recordPath(found.object.name, found.id))
  const fields = fieldsOf(given)
  const steps = await offeredSteps(visit, found, fields)
  return formPage(visit, found, { texts, opened, problems: [], stored: new Map(), retURL, fields, steps })
}

/**
 * Saves what was changed in the form. What others have stored meanwhile is shown beside it, not overwritten; with
 * `_show` it is shown and nothing is saved.
 */
export async function updateRecord(
  visit: Visit,
  address: RecordAddress,
  body: FormBody,
  hooks: HookPort,
): Promise<Outcome> {
  const found = await findEditable(visit, address, body.fields)
  const { object, id } = found
  const cells = cellsOf(visit, found)
  const sent = { texts: textsOf(body, cells), opened: openedTexts(body), version: body._version }
  const retURL = ownAddress(body.retURL, recordPath(object.name, id))
  const done = async (): Promise<Outcome> => ({
    address: retURL,
    notice: await savedNotice(visit.session, 'notice.saved', { object, id, address: retURL }),
  })
  const more = { retURL, fields: fieldsOf(body) }
  const failed = async (problems: readonly Problem[]): Promise<Outcome> => ({
    page: await formPage(
      visit,
      found,
      { texts: sent.texts, opened: sent.opened, problems, stored: new Map(), ...more },
      String(body._version),
    ),
  })
  if (body[SHOW] !== undefined) return { page: await mergedPage(visit, address, sent, more) }
  const { values, problems } = await readForm(visit, cells, sent.texts, name =>
    isChanged(name, sent.texts, sent.opened),
  )
  if (problems.length > 0) return failed(problems)
  if (Object.keys(values).length === 0) return done()
  const request = {
    object: object.name,
    operation: 'update',
    records: [{ ...values, Id: id }],
    allOrNone: true,
    ...(typeof body._version === 'string' && { ifMatch: body._version }),
  } as const
  const result = await saveForm(visit.session, request, body, hooks)
  if (result?.success) return done()
  const isStale = result?.errors.some(({ code }) => code === 'PRECONDITION_FAILED')
  if (!isStale) return failed(result?.errors ?? [])
  return { page: await mergedPage(visit, address, sent, more) }
}

const fieldsOf = ({ fields }: FormBody): string => (typeof fields === 'string' ? fields : '')

async function findEditable(
  visit: Visit,
  address: RecordAddress,
  fields: FormBody[string],
): Promise<FoundRecord> {
  const found = await findRecord(visit.session, address)
  if (mayEdit(visit.session, found.object))
    return fields ? { ...found, layout: only(found.layout, fields) } : found
  throw mayNotChange(found.object)
}

/** The layout without all other fields, but with those whose choices follow these. */
function only(layout: CompiledLayout, fields: FormBody[string]): CompiledLayout {
  const names = new Set(String(fields).toLowerCase().split(','))
  const all = layout.sections.flatMap(({ columns }) => columns.flat())
  const follows = ({ cell: { path, field } }: (typeof all)[number]): boolean =>
    !names.has(path.toLowerCase()) && names.has(field.controllingField?.toLowerCase() ?? '')
  for (let more = all.filter(follows); more.length > 0; more = all.filter(follows))
    for (const { cell } of more) names.add(cell.path.toLowerCase())
  const items = all.filter(({ cell }) => names.has(cell.path.toLowerCase()))
  return { ...layout, sections: [{ label: '', columns: [items] }], cells: items.map(({ cell }) => cell) }
}

function cellsOf({ session }: Visit, { object, layout }: FoundRecord) {
  return [...formCells(session, object, layout, 'update').values()].map(({ cell }) => cell)
}

/** The form over the record as it is stored by now, with what was typed; it says so when somebody else has saved it. */
async function mergedPage(
  visit: Visit,
  address: RecordAddress,
  sent: { readonly texts: Texts; readonly opened: Texts; readonly version: FormBody[string] },
  more: Pick<EditState, 'retURL' | 'fields'>,
): Promise<Page> {
  const found = await findEditable(visit, address, more.fields)
  const now = recordTexts(visit, cellsOf(visit, found), found.record)
  const version = String(found.record.LastModifiedDate ?? '')
  const state = { ...mergeTexts(sent, now), opened: now, problems: [], ...more }
  return formPage(visit, found, state, version, version === sent.version ? 200 : 409)
}

async function formPage(
  visit: Visit,
  found: FoundRecord,
  state: EditState,
  version = String(found.record.LastModifiedDate ?? ''),
  status = state.problems.length > 0 ? 422 : 200,
): Promise<Page> {
  const { object, id, recordType } = found
  const view = formView(visit, { kind: 'update', page: visit.url, ...found, ...state })
  const content = {
    title: nameOf(object, found.record),
    heading: 'form.edit',
    object: object.name,
    label: object.label,
    name: nameOf(object, found.record),
    live: liveView(visit.session, object, { record: found.record }),
    form: { ...view, hasConflict: status === 409 },
    action: recordPath(object.name, id, 'edit'),
    version,
    recordTypeId: '',
    recordType: recordType?.label ?? '',
    retURL: state.retURL,
    takesFiles: false,
    retField: '',
    fields: state.fields,
    cancel: state.retURL,
  }
  return inShell(visit, 'form', content, status)
}
