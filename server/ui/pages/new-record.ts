import type { Value } from '../../fields/field-type.ts'
import { AtelierError, type Problem } from '../../kernel/errors.ts'
import { say } from '../../kernel/message.ts'
import type { ObjectModel, RecordTypeModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { HookPort } from '../../records/hooks.ts'
import { objectPath, recordPath, withParameter } from '../addresses.ts'
import { type FormView, formView } from '../form.ts'
import { formCells } from '../form-fields.ts'
import { type FormFile, filesSection, saveWithFiles, takeFormFiles } from '../form-files.ts'
import { type FormBody, isBlank, openedTexts, readForm, type Texts, textsOf } from '../form-input.ts'
import { atStep, problemsBefore, stepAsked } from '../form-steps.ts'
import { SHOW } from '../kept-form.ts'
import { layoutOf } from '../layouts.ts'
import { liveView } from '../live-view.ts'
import { mayCreate } from '../may.ts'
import { objectOf } from '../object-of.ts'
import { openRecordTypes } from '../open-record-types.ts'
import { type Outcome, ownAddress } from '../outcome.ts'
import { savedNotice } from '../record-notice.ts'
import type { SentFile } from '../save-files.ts'
import { saveForm } from '../save-form.ts'
import { inShell } from '../shell.ts'
import { emptyRecord, newTexts, recordTexts } from '../start-texts.ts'
import type { Page, Visit } from '../visit.ts'
import { findRecord, type RecordAddress } from './record.ts'

interface NewForm {
  readonly object: ObjectModel
  readonly recordType: RecordTypeModel | undefined
  readonly retURL: string
  /** Parameter of it that gets the new record's id; empty: none does. */
  readonly retField: string
  /** Addresses that the form posts to and that a change of the record type leads to. */
  readonly action: string
}

/** A form for a new record; first the choice of its record type, where there is one. */
export async function newRecordPage(visit: Visit, objectName: string, given: FormBody): Promise<Page> {
  const form = openForm(visit, objectName, given)
  if (!form) return recordTypePage(visit, objectOf(visit.session, objectName), given)
  const cells = cellsOf(visit, form)
  const texts = await newTexts(visit, cells, given, form.recordType)
  return formPage(visit, form, { texts, files: [], problems: [], step: 1 })
}

/** The same form with the values of a record in it. */
export async function clonePage(visit: Visit, address: RecordAddress): Promise<Page> {
  const { object, record, recordType, id } = await findRecord(visit.session, address)
  checkMay(visit, object)
  const retURL = recordPath(object.name, id)
  const form = { object, recordType, retURL, retField: '', action: objectPath(object.name, 'new') }
  const cells = cellsOf(visit, form)
  const texts = new Map(recordTexts(visit, cells, record))
  for (const { field } of cells) if (field.unique) texts.set(field.name, [])
  return formPage(visit, form, { texts, files: [], problems: [], step: 1 })
}

/** Saves what the form has sent; with `_show` it is shown and nothing is saved. */
export async function createRecord(
  visit: Visit,
  objectName: string,
  body: FormBody,
  hooks: HookPort,
  sent: readonly SentFile[] = [],
): Promise<Outcome> {
  const form = openForm(visit, objectName, body)
  if (!form) return { page: await recordTypePage(visit, objectOf(visit.session, objectName), body) }
  const { object, recordType } = form
  const cells = cellsOf(visit, form)
  const texts = textsOf(body, cells)
  const opened = openedTexts(body)
  // What is left blank gets its default value, unless somebody has emptied it.
  const isSent = (name: string): boolean => !isBlank(name, texts) || !isBlank(name, opened)
  const { values, problems: misread } = await readForm(visit, cells, texts, isSent)
  const layout = layoutOf(visit.session, object, recordType)
  const { files, problems: unsent } = layout.fileUpload
    ? await takeFormFiles(visit, body, sent, hooks)
    : { files: [], problems: [] }
  const problems = [...misread, ...unsent]
  const step = layout.multiStep ? stepAsked(body) : undefined
  if (step !== undefined) return { page: await formPage(visit, form, { texts, files, problems, step }) }
  if (problems.length > 0 || body[SHOW] !== undefined)
    return { page: await formPage(visit, form, { texts, files, problems }) }
  const save = (session: Session) => saveForm(session, insertOf(object, recordType, values), body, hooks)
  const result = await saveWithFiles(visit.session, files, save, hooks)
  if (!result?.success) {
    return { page: await formPage(visit, form, { texts, files, problems: result?.errors ?? [] }) }
  }
  const address = addressAfter(form, result.id ?? '')
  const created = { object, id: result.id ?? '', address }
  return { address, notice: await savedNotice(visit.session, 'notice.created', created) }
}

function insertOf(
  object: ObjectModel,
  recordType: RecordTypeModel | undefined,
  values: Readonly<Record<string, Value>>,
) {
  const record = { ...values, ...(recordType && { RecordTypeId: recordType.id }) }
  return { object: object.name, operation: 'insert', records: [record], allOrNone: true } as const
}

/** Where somebody came from, with the new record where it is wanted there; else to the record itself. */
function addressAfter({ object, retURL, retField }: NewForm, id: string): string {
  if (retURL === objectPath(object.name)) return recordPath(object.name, id)
  return retField === '' ? retURL : withParameter(retURL, retField, id)
}

/** Undefined: a record type has to be chosen first. */
function openForm(visit: Visit, objectName: string, given: FormBody): NewForm | undefined {
  const { session } = visit
  const object = objectOf(session, objectName)
  checkMay(visit, object)
  const { types, first } = openRecordTypes(session, object)
  const asked = types.find(({ id, name }) => id === given.recordTypeId || name === given.recordTypeId)
  if (!asked && types.length > 1) return undefined
  const list = objectPath(object.name)
  return {
    object,
    recordType: asked ?? first,
    retURL: ownAddress(given.retURL, list),
    retField: typeof given.retField === 'string' && /^\w+$/.test(given.retField) ? given.retField : '',
    action: objectPath(object.name, 'new'),
  }
}

function checkMay({ session }: Visit, object: ObjectModel): void {
  if (mayCreate(session, object)) return
  const message = say('You may not create records of {object}.', { object: object.label })
  throw new AtelierError('INSUFFICIENT_ACCESS_OR_READONLY', message)
}

function cellsOf({ session }: Visit, { object, recordType }: NewForm) {
  const layout = layoutOf(session, object, recordType)
  return [...formCells(session, object, layout, 'insert').values()].map(({ cell }) => cell)
}

interface HeldForm {
  readonly texts: Texts
  readonly files: readonly FormFile[]
  readonly problems: readonly Problem[]
  /** Undefined: the form was to be saved. */
  readonly step?: number
}

/** The form as it is, or at a step of it. */
function viewOf(visit: Visit, form: NewForm, { texts, files, problems, step }: HeldForm): FormView {
  const { object, recordType } = form
  const layout = layoutOf(visit.session, object, recordType)
  const record = emptyRecord(object)
  const state = { kind: 'insert', object, layout, recordType, record, texts, page: visit.url } as const
  const more = layout.fileUpload ? [filesSection(visit, files)] : []
  const show = (wrong: readonly Problem[]): FormView => {
    const view = formView(visit, { ...state, problems: wrong, opened: texts, stored: new Map() })
    return { ...view, sections: [...view.sections, ...more] }
  }
  const whole = show(problems)
  if (!layout.multiStep) return whole
  if (step === undefined) return atStep(whole, whole.sections.length)
  return atStep(show(problemsBefore(whole, step, { texts, problems })), step)
}

async function formPage(visit: Visit, form: NewForm, held: HeldForm): Promise<Page> {
  const { object, recordType, retURL, retField, action } = form
  const view = viewOf(visit, form, held)
  const content = {
    title: object.label,
    heading: 'form.new',
    object: object.name,
    label: object.label,
    name: '',
    live: liveView(visit.session, object, {}),
    form: view,
    takesFiles: view.sections.some(({ isFiles }) => isFiles),
    action,
    version: '',
    recordTypeId: recordType?.id ?? '',
    recordType: recordType?.label ?? '',
    retURL,
    retField,
    fields: '',
    cancel: retURL,
  }
  return inShell(visit, 'form', content, view.summary.length > 0 ? 422 : 200)
}

async function recordTypePage(visit: Visit, object: ObjectModel, given: FormBody): Promise<Page> {
  const { session } = visit
  const { types, first } = openRecordTypes(session, object)
  return inShell(visit, 'record-types', {
    title: object.label,
    object: object.name,
    label: object.label,
    action: objectPath(object.name, 'new'),
    cancel: ownAddress(given.retURL, objectPath(object.name)),
    given: Object.entries(given).flatMap(([name, value]) =>
      typeof value === 'string' && name !== 'recordTypeId' ? [{ name, value }] : [],
    ),
    types: types.map(type => ({
      id: type.id,
      label: type.label,
      description: type.description ?? '',
      isFirst: type === first,
    })),
  })
}
