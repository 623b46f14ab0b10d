import { type Problem, problemOf } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import type { ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import { randomText } from '../org/secrets.ts'
import type { Session } from '../org/session.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { allowedValues } from './dependent-choices.ts'
import { type FieldEdit, type FieldView, fieldView } from './field-view.ts'
import { type FormKind, formCells, isEditable } from './form-fields.ts'
import { type Texts, writeOpened } from './form-input.ts'
import { type FormRules, formRules } from './form-rules.ts'
import type { CompiledLayout } from './layouts.ts'
import { lookupView } from './lookup-view.ts'
import type { OfferedSteps } from './path.ts'
import { problemText, type Reader } from './problem-text.ts'
import { storedText } from './stored-text.ts'
import type { Visit } from './visit.ts'

export interface FormState {
  readonly kind: FormKind
  readonly object: ObjectModel
  readonly layout: CompiledLayout
  readonly recordType: RecordTypeModel | undefined
  /** What fields that are only read show. */
  readonly record: ReadRecord
  readonly texts: Texts
  readonly opened: Texts
  readonly problems: readonly Problem[]
  /** What other people have stored meanwhile, as text by field. */
  readonly stored: ReadonlyMap<string, string>
  /** Of a form for the step of a path alone. */
  readonly steps?: OfferedSteps | undefined
  /** Address of the form, for those who come back to it; left out: nobody does. */
  readonly page?: string
}

export interface FormSection {
  readonly label: string
  /** Of another step: what was typed there is sent along. */
  readonly isHidden: boolean
  /** It takes files and has no fields. */
  readonly isFiles: boolean
  /** Those that were sent with an earlier step. */
  readonly files: readonly object[]
  readonly columns: readonly (readonly FieldView[])[]
}

/** Where a form of steps is. */
export interface StepsView {
  readonly number: number
  readonly count: number
  /** What the buttons send; empty: there is none before, or after it. */
  readonly back: string
  readonly next: string
}

export interface FormView {
  readonly sections: readonly FormSection[]
  /** Null: all sections are shown at once. */
  readonly steps: StepsView | null
  readonly opened: string
  /** Tells this form from all others, so that it is saved once. */
  readonly key: string
  readonly summary: readonly SummaryEntry[]
  readonly hasConflict: boolean
  /** Fields that two people have changed. */
  readonly conflicts: readonly Pick<SummaryEntry, 'label' | 'control'>[]
  /** JSON for the browser; empty: it has nothing to say of the record. */
  readonly rules: FormRules | null
}

/** Something wrong, with the control that it is about; empty: it is about the record. */
interface SummaryEntry {
  readonly label: string
  readonly message: string
  readonly control: string
}

const KEY_LENGTH = 22

/** A form of the layout: what may be edited is, everything else is read. */
export function formView({ session, viewer }: Pick<Visit, 'session' | 'viewer'>, state: FormState): FormView {
  const { kind, object, layout, recordType, record, texts, stored } = state
  const reader = { language: viewer.language, object }
  const problems = state.problems.flatMap(eachField)
  const cells = formCells(session, object, layout, kind)
  const isOnForm = (name: string): boolean => cells.has(name)
  const asked = { session, object, recordType, record, isOnForm, id: String(record.Id), page: state.page }
  const editOf = (name: string): FieldEdit | undefined => {
    const formCell = cells.get(name)
    if (!formCell) return undefined
    const { cell, head } = formCell
    const isStored = stored.has(name)
    const opened = state.opened.get(name) ?? []
    const { steps } = state
    return {
      head,
      texts: texts.get(name) ?? [],
      problems: problems.filter(({ fields }) => fields?.[0] === name).map(one => problemText(reader, one)),
      stored: isStored ? storedText(cell, opened, viewer.language) : '',
      theirs: isStored ? JSON.stringify(opened) : '',
      allowed: steps?.field === name ? steps.values : allowedValues(asked, cell.field),
      lookup: lookupView(asked, cell.field),
    }
  }
  const sections = layout.sections.map(({ label, columns }) => ({
    label,
    isHidden: false,
    isFiles: false,
    files: [],
    columns: columns.map(items =>
      items
        .filter(item => kind === 'update' || isEditable(session, object, item, kind))
        .map(({ cell }) => fieldView(cell, viewer, { record, edit: editOf(cell.path) })),
    ),
  }))
  const rules = formRules(session, { kind, object, layout, record, isOnForm })
  const summary = problems.map(problem => summaryEntry(reader, problem, isOnForm))
  return {
    sections: sections.filter(({ columns }) => columns.some(column => column.length > 0)),
    steps: null,
    opened: writeOpened(state.opened),
    key: randomText(KEY_LENGTH),
    summary,
    hasConflict: stored.size > 0,
    conflicts: [...stored.keys()].map(name => placeOf(object, name, isOnForm)),
    rules,
  }
}

const COMPLETE = say('Complete this field.')

/** What several fields lack is told at each of them. */
function eachField(problem: Problem): readonly Problem[] {
  const { code, fields = [], hint } = problem
  if (code !== 'REQUIRED_FIELD_MISSING' || hint !== undefined) return [problem]
  return fields.map(name => problemOf(code, COMPLETE, { fields: [name] }))
}

function summaryEntry(
  reader: Required<Reader>,
  problem: Problem,
  isOnForm: (name: string) => boolean,
): SummaryEntry {
  const [name = ''] = problem.fields ?? []
  return { ...placeOf(reader.object, name, isOnForm), message: problemText(reader, problem) }
}

function placeOf(object: ObjectModel, name: string, isOnForm: (name: string) => boolean) {
  const field = object.fields.get(name.toLowerCase())
  return {
    label: field?.label ?? '',
    control: field && isOnForm(field.name) ? `field-${field.name}` : '',
  }
}

/** Does the form have anything to type into? */
export function hasControls(
  session: Session,
  object: ObjectModel,
  layout: CompiledLayout,
  kind: FormKind,
): boolean {
  return formCells(session, object, layout, kind).size > 0
}
