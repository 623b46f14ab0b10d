import { whyShownOnly } from '../access/shown-objects.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { hasConstantDefault } from '../records/constant-defaults.ts'
import { isFixedMaster } from '../records/write/settable.ts'
import type { Cell } from './cell.ts'
import { followsOf } from './dependent-choices.ts'
import { type ControlHead, controlHead } from './field-view.ts'
import type { CompiledItem, CompiledLayout } from './layouts.ts'

export type FormKind = 'insert' | 'update'

/** May the field be changed with this form by whoever asks? */
export function isEditable(
  { access }: Session,
  object: ObjectModel,
  { cell: { field, path }, behavior }: Pick<CompiledItem, 'cell' | 'behavior'>,
  kind: FormKind,
): boolean {
  const isSettable = kind === 'insert' ? field.createable : field.updateable && !isFixedMaster(field)
  return (
    isSettable &&
    !path.includes('.') &&
    behavior !== 'Readonly' &&
    field.fieldType.writable &&
    field.fieldType.toBody === undefined &&
    whyShownOnly(object) === undefined &&
    access.field(field, 'edit')
  )
}

/**
 * Must something be typed? What has a default value gets it when it is left blank; one that can be told beforehand is in the
 * form already, as far as there is one.
 */
export function isRequired(
  { field, behavior }: { field: FieldModel; behavior: string },
  kind: FormKind,
): boolean {
  const isAsked = field.required || behavior === 'Required'
  const isFilled = kind === 'insert' && field.compiledDefault !== undefined && !hasConstantDefault(field)
  return isAsked && !isFilled && field.fieldType.ruleType(field) !== 'boolean'
}

/** The fields that a form of the layout has, by name. */
export function formCells(
  session: Session,
  object: ObjectModel,
  layout: CompiledLayout,
  kind: FormKind,
): FormCells {
  const ofLayout = compiled.get(layout) ?? new Map<FormKind, FormCells>()
  compiled.set(layout, ofLayout)
  const cells = ofLayout.get(kind) ?? compileCells(session, object, layout, kind)
  ofLayout.set(kind, cells)
  return cells
}

/** A field that a form has a control for. */
export interface FormCell {
  readonly cell: Cell
  readonly isRequired: boolean
  readonly head: ControlHead
}

type FormCells = ReadonlyMap<string, FormCell>

/** A layout is compiled for an access, and so are its forms. */
const compiled = new WeakMap<CompiledLayout, Map<FormKind, FormCells>>()

function compileCells(
  session: Session,
  object: ObjectModel,
  layout: CompiledLayout,
  kind: FormKind,
): FormCells {
  const items = layout.sections.flatMap(({ columns }) => columns.flat())
  const edited = items.filter(item => isEditable(session, object, item, kind))
  const names = new Set(edited.map(({ cell }) => cell.field.name))
  const isOnForm = (name: string): boolean => names.has(name)
  return new Map(
    edited.map(({ cell, behavior }) => {
      const { field } = cell
      const required = isRequired({ field, behavior }, kind)
      const follows = followsOf({ session, object, isOnForm }, field)
      const head = controlHead(cell, { isRequired: required, follows })
      return [field.name, { cell, isRequired: required, head }]
    }),
  )
}
