import type { RecordValues } from '../../../fields/field-type.ts'
import type { FieldModel, ObjectModel, OrgModel } from '../../../metadata/org-model.ts'
import { evaluateRule } from '../../../rules/evaluate-rule.ts'
import type { CompiledRule } from '../../../rules/rule.ts'
import type { WriteContext } from '../context.ts'
import { makeEnvironment } from '../environment.ts'
import { addReference, makeTree, type PathTree } from '../paths.ts'
import { loadRelated, type RelatedRecords } from '../related.ts'

interface FormulaField {
  readonly field: FieldModel
  readonly rule: CompiledRule
}

/** Records as triggers see them: with the values that their formula fields have at this moment. */
export async function showFormulas(
  context: WriteContext,
  records: readonly RecordValues[],
): Promise<readonly RecordValues[]> {
  const { session, connection, object, now } = context
  const { model, timeZone } = session.org
  const formulas = formulasOf(object)
  if (formulas.length === 0) return records
  const tree = pathsOfFormulas(model, object, formulas)
  const related: RelatedRecords = new Map()
  if (tree.steps.size > 0 || tree.user) {
    await loadRelated({ session, connection, tree, records, lock: false, existence: false }, related)
  }
  const { userId } = session.principal
  const environment = makeEnvironment({ model, object, related, userId, now, timeZone })
  return records.map(record => {
    environment.current = record
    const shown = { ...record }
    for (const { field, rule } of formulas) {
      shown[field.name] = field.fieldType.fromRule(evaluateRule(rule, environment), field)
    }
    return shown
  })
}

function formulasOf(object: ObjectModel): readonly FormulaField[] {
  return object.fieldList.flatMap(field =>
    field.compiledFormula ? [{ field, rule: field.compiledFormula }] : [],
  )
}

function pathsOfFormulas(model: OrgModel, object: ObjectModel, formulas: readonly FormulaField[]): PathTree {
  const tree = makeTree(object)
  for (const { rule } of formulas) for (const path of rule.references) addReference(model, tree, path)
  return tree
}
