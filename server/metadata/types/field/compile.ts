import { objectOf } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { FieldSource } from '../../component-types.d.ts'
import { KEPT_OF_FILES } from '../../file-objects.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { compileFormulas } from './compile-formulas.ts'
import { compileDefault, compileLookupFilter } from './compile-rules.ts'
import { compileSummary, withSummarizedType } from './compile-summary.ts'
import type { CompiledField } from './compiled-field.ts'
import { fieldSpecOf } from './field-spec-of.ts'
import { addField, makeField } from './make-field.ts'
import { withOpenTargets } from './open-lookups.ts'
import { linkRelationships } from './relationships.ts'

/** Fields that the engine keeps although files declare them: what a profile makes of a user, logins, what is said of files. */
const KEPT: ReadonlySet<string> = new Set([
  'user.usertype',
  'user.lastlogindate',
  'user.lastpasswordchangedate',
  ...KEPT_OF_FILES,
])

/**
 * Fields in the order in which they build on each other: plain ones, then summaries (which take the type of what
 * they sum), relationships between objects, and last everything that is a rule.
 */
export function compileFields(components: readonly Component<FieldSource>[], draft: ModelDraft): void {
  const isSummary = (component: Component<FieldSource>) => component.source.summaryForeignKey !== undefined
  const plain = components.filter(component => !isSummary(component)).flatMap(one => addFieldOf(one, draft))
  const summaries = components.filter(isSummary).flatMap(one => addFieldOf(one, draft))
  linkRelationships([...plain, ...summaries], draft)
  compileFormulas(plain, draft)
  for (const compiled of plain) {
    compileDefault(compiled, draft)
    compileLookupFilter(compiled, draft)
  }
  for (const compiled of summaries) compileSummary(compiled, draft)
}

function addFieldOf(component: Component<FieldSource>, draft: ModelDraft): readonly CompiledField[] {
  const object = objectOf(draft, component)
  if (!object) return []
  const other = object.fields.get(component.name.toLowerCase())
  if (other) {
    // A system field is told by the check of reserved names.
    const message = `${object.name} has the field ${other.name} already: it is the object's nameField.`
    if (!other.system) draft.report({ check: 'field.duplicate', component, message })
    return []
  }
  const spec = withOpenTargets(withSummarizedType(fieldSpecOf(component, draft), draft), object, draft)
  const field = makeField(spec, object.name, {
    system: false,
    id: draft.context.idOf('field', component.fullName),
    ...(KEPT.has(`${object.name}.${component.name}`.toLowerCase()) && {
      createable: false,
      updateable: false,
    }),
    position: { file: component.path, line: 1, column: 1 },
    ...(component.formerly && { formerly: component.formerly }),
  })
  addField(object, field)
  return [{ component, object, field }]
}
