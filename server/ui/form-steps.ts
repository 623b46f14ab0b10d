import { missingFields } from '../fields/problems.ts'
import type { Problem } from '../kernel/errors.ts'
import type { FormSection, FormView } from './form.ts'
import { type FormBody, isBlank, type Texts } from './form-input.ts'

/** Name of the buttons that lead to another step; without one of them the form is to be saved. */
const STEP = '_step'

/** The step that is asked for, from 1; undefined: the form is to be saved. */
export function stepAsked(body: FormBody): number | undefined {
  const asked = Number(body[STEP])
  return Number.isInteger(asked) && asked > 0 ? asked : undefined
}

/** The form at a step: the first one before it that has something wrong, else that which was asked for. */
export function atStep(view: FormView, asked: number): FormView {
  const count = view.sections.length
  const wrong = view.sections.findIndex(section => fieldsOf(section).some(isWrong))
  const number = wrong >= 0 ? wrong + 1 : Math.min(asked, count)
  return {
    ...view,
    sections: view.sections.map((section, index) => ({ ...section, isHidden: index + 1 !== number })),
    steps: {
      ...{ number, count },
      back: number > 1 ? String(number - 1) : '',
      next: number < count ? String(number + 1) : '',
    },
  }
}

/** Of what is wrong, that which stands in the steps before; what is left blank there counts as well. */
export function problemsBefore(
  view: FormView,
  step: number,
  { texts, problems }: { readonly texts: Texts; readonly problems: readonly Problem[] },
): readonly Problem[] {
  const passed = view.sections.slice(0, step - 1).flatMap(fieldsOf)
  const names = new Set(passed.map(({ head }) => head.name))
  const blank = passed.filter(({ head, control }) => control?.head.isRequired && isBlank(head.name, texts))
  return [
    ...problems.filter(({ fields }) => names.has(fields?.[0] ?? '')),
    ...blank.map(({ head }) => missingFields([head.name])),
  ]
}

const fieldsOf = ({ columns }: FormSection) => columns.flat()
const isWrong = ({ control }: FormSection['columns'][number][number]): boolean =>
  (control?.problems.length ?? 0) > 0
