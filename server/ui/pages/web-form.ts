import type { Value } from '../../fields/field-type.ts'
import { missingFields } from '../../fields/problems.ts'
import type { Problem } from '../../kernel/errors.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import { type WebFormModel, webFormOf } from '../../metadata/types/web-form/compile.ts'
import type { Session } from '../../org/session.ts'
import { modelInWords } from '../../org/words.ts'
import type { HookPort } from '../../records/hooks.ts'
import { readRecords } from '../../records/read-records.ts'
import { write } from '../../records/write.ts'
import { compileCell } from '../cell.ts'
import { type FormState, formView } from '../form.ts'
import { formCells } from '../form-fields.ts'
import { type FormBody, isBlank, readForm, type Texts, textsOf } from '../form-input.ts'
import type { CompiledLayout } from '../layouts.ts'
import { missingPage } from '../object-of.ts'
import { emptyRecord, newTexts } from '../start-texts.ts'
import type { Viewer } from '../viewer.ts'
import type { Page } from '../visit.ts'
import { outside } from './login.ts'

/** Somebody without a login: the session is the org's own, and nothing of it is shown. */
export interface Stranger {
  readonly session: Session
  readonly viewer: Viewer
}

/** What guards the form; the handler makes and checks it. */
export interface WebFormGuard {
  readonly csrf: string
  /** When the form was opened, signed. */
  readonly opened: string
}

interface Held {
  readonly texts: Texts
  readonly problems: readonly Problem[]
  /** Of the message catalogue; empty: nothing is wrong with the form as a whole. */
  readonly problem: string
}

interface OpenForm {
  readonly form: WebFormModel
  readonly object: ObjectModel
  readonly layout: CompiledLayout
}

/** The form as it is opened. Throws NOT_FOUND. */
export async function webFormPage(stranger: Stranger, name: string, guard: WebFormGuard): Promise<Page> {
  const open = openForm(stranger, name)
  const texts = await newTexts(stranger, cellsOf(stranger, open), {}, undefined)
  return formPage(stranger, open, { texts, problems: [], problem: '' }, guard)
}

/** The form with what was typed, and why it was not taken. */
export function refuseWebForm(
  stranger: Stranger,
  name: string,
  body: FormBody,
  guard: WebFormGuard,
  problem: string,
): Promise<Page> {
  const open = openForm(stranger, name)
  const texts = textsOf(body, cellsOf(stranger, open))
  return formPage(stranger, open, { texts, problems: [], problem }, guard)
}

/** What is said to whoever has sent the form. */
export function webFormSentPage({ session }: Stranger, name: string): Promise<Page> {
  const form = webFormOf(modelInWords(session), name)
  if (!form) throw missingPage()
  return outside('web-form-sent', { title: form.label, confirmation: form.confirmation })
}

/** Makes the record; undefined when it was made, else the form with what is wrong. */
export async function createFromWebForm(
  stranger: Stranger,
  name: string,
  body: FormBody,
  { guard, hooks }: { readonly guard: WebFormGuard; readonly hooks: HookPort },
): Promise<Page | undefined> {
  const open = openForm(stranger, name)
  const cells = cellsOf(stranger, open)
  const texts = textsOf(body, cells)
  const { values, problems } = await readForm(stranger, cells, texts, field => !isBlank(field, texts))
  const all = [...problems, ...missing(stranger, open, texts)]
  if (all.length > 0) return formPage(stranger, open, { texts, problems: all, problem: '' }, guard)
  const request = await insertOf(stranger, open, values)
  const [result] = await write(stranger.session, request, hooks)
  if (result?.success) return undefined
  return formPage(stranger, open, { texts, ...ownProblems(open, result?.errors ?? []) }, guard)
}

function openForm({ session }: Stranger, name: string): OpenForm {
  const model = modelInWords(session)
  const form = webFormOf(model, name)
  const object = form && model.objects.get(form.object.toLowerCase())
  if (!form || !object) throw missingPage()
  const items = form.fields.flatMap(({ field, isRequired }) => {
    const cell = compileCell(session, object, field)
    return cell ? [{ cell, behavior: isRequired ? 'Required' : 'Edit' }] : []
  })
  const sections = [{ label: '', columns: [items] }]
  return {
    form,
    object,
    layout: { sections, cells: items.map(({ cell }) => cell), highlights: [], related: [] },
  }
}

function cellsOf({ session }: Stranger, { object, layout }: OpenForm) {
  return [...formCells(session, object, layout, 'insert').values()].map(({ cell }) => cell)
}

/** What is left blank and must not be: told at once, not one after the other. */
function missing({ session }: Stranger, { object, layout }: OpenForm, texts: Texts): readonly Problem[] {
  return [...formCells(session, object, layout, 'insert').values()]
    .filter(({ cell, isRequired }) => isRequired && isBlank(cell.field.name, texts))
    .map(({ cell: { field } }) => missingFields([field.name]))
}

/** Strangers are told of what they have typed, and of nothing else that the org knows. */
function ownProblems({ form }: OpenForm, errors: readonly Problem[]): Omit<Held, 'texts'> {
  const names = new Set(form.fields.map(({ field }) => field))
  const problems = errors.filter(
    ({ code, fields = [] }) =>
      code !== 'DUPLICATE_VALUE' && fields.length > 0 && fields.every(one => names.has(one)),
  )
  return { problems, problem: problems.length === errors.length ? '' : 'webForm.problem.refused' }
}

async function insertOf(
  { session }: Stranger,
  { form, object }: OpenForm,
  values: Readonly<Record<string, Value>>,
) {
  const type = form.recordType && object.recordTypes.get(form.recordType.toLowerCase())
  const owner = form.owner === undefined ? undefined : await activeUser(session, form.owner)
  const record = {
    ...form.values,
    ...values,
    ...(type && { RecordTypeId: type.id }),
    ...(owner !== undefined && { OwnerId: owner }),
  }
  return { object: object.name, operation: 'insert', records: [record], allOrNone: true } as const
}

async function activeUser(session: Session, username: string): Promise<string | undefined> {
  const is = (path: string, type: 'string' | 'boolean', text: string) =>
    ({ kind: 'compare', left: { kind: 'field', path }, operator: '=', right: { type, text } }) as const
  const [found] = await readRecords(session, {
    from: 'User',
    select: [{ kind: 'field', path: 'Id' }],
    where: {
      kind: 'and',
      of: [is('Username', 'string', username), is('IsActive', 'boolean', 'true')],
    },
    limit: 1,
    scope: 'live',
  })
  return found && String(found.Id)
}

function formPage(
  stranger: Stranger,
  { form, object, layout }: OpenForm,
  { texts, problems, problem }: Held,
  guard: WebFormGuard,
): Promise<Page> {
  const state: FormState = {
    ...{ kind: 'insert', object, layout, texts, problems },
    recordType: form.recordType ? object.recordTypes.get(form.recordType.toLowerCase()) : undefined,
    record: emptyRecord(object),
    opened: new Map(),
    stored: new Map(),
  }
  const { sections, summary } = formView(stranger, state)
  const content = {
    title: form.label,
    description: form.description,
    action: `/forms/${encodeURIComponent(form.name)}`,
    form: { sections, summary },
    problem,
    ...guard,
  }
  return outside('web-form', content, problem === '' && problems.length === 0 ? 200 : 422)
}
