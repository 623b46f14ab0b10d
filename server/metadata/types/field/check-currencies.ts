import { compilePath } from '../../compile-path.ts'
import type { Component, Finding } from '../../component.ts'
import type { FieldSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft } from '../../model-draft.ts'

const CHECK = 'field.currency-field'
const AT = ['currencyField']
/** Of ISO 4217; which of them are in use is not ours to say: new ones come, old ones stay in old records. */
const CODE = /^[A-Z]{3}$/

export const checkCurrencies: readonly Check[] = [
  {
    id: CHECK,
    description:
      'The currency of an amount is said by a picklist of the same object that holds currency codes.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<FieldSource>[]) {
        yield* findNoCurrency(component, draft)
      }
    },
  },
]

function* findNoCurrency(component: Component<FieldSource>, draft: ModelDraft): Iterable<Finding> {
  const { currencyField: path } = component.source
  const object = draft.objects.get((component.object as string).toLowerCase())
  if (path === undefined || !object) return
  const place = { check: CHECK, component, at: AT }
  const field = compilePath(draft, component, object, { path, at: AT, check: CHECK })?.field
  if (!field) return
  if (path.includes('.') || field.type !== 'Picklist' || field.column === null) {
    yield { ...place, message: `${path} is no picklist of ${object.name}, so that it says no currency.` }
    return
  }
  const wrong = field.values?.find(({ fullName }) => !CODE.test(fullName))
  if (!wrong) return
  const message = `${field.name} has the value "${wrong.fullName}", which is no currency code.`
  yield { ...place, message, hint: 'Its values are codes of ISO 4217, e.g. EUR.' }
}
