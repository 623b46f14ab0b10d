import type { Finding } from '../../component.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import { childRelationshipName, resolvePath } from '../../resolve-path.ts'
import { refusedImport } from './bundle-hook.ts'
import { findRemovedField } from './find-removed-field.ts'
import type { TypeProblem } from './run-tsc.ts'

/** What Node or browsers have: the checker knows where some of it would come from. */
const ELSEWHERE =
  /^Cannot find name '((?:\w+)(?='\. Do you need to)|fetch|set(?:Immediate|Interval|Timeout)|URL(?:SearchParams)?|Text(?:De|En)coder|crypto|performance|structuredClone)'/

type Explanation = Pick<Finding, 'message' | 'hint' | 'missing'>
type Explain = (match: readonly string[], draft: ModelDraft) => Explanation | undefined

/** What the type checker says, where it is about the org's names and values → the same in their words. */
const EXPLANATIONS: readonly (readonly [RegExp, Explain])[] = [
  [
    /^(?:Argument of type|Type) '"([^"]+)"' is not assignable to (?:parameter of )?type 'FieldPath<"(\w+)">'/,
    ([path, objectName], draft) => {
      const object = draft.objects.get((objectName as string).toLowerCase())
      const found = object && resolvePath(draft, object, path as string)
      return found && !('field' in found) ? found : undefined
    },
  ],
  [
    /^Argument of type '"([^"]+)"' is not assignable to parameter of type 'FieldName<"(\w+)">'/,
    ([name, object], draft) => unknownField(object as string, name as string, draft),
  ],
  [
    /^Argument of type '"(\w+)"' is not assignable to parameter of type 'ChildPath<"(\w+)">'/,
    ([name, object], draft) => unknownChildren(object as string, name as string, draft),
  ],
  [
    /^Argument of type '"(\w+)"' is not assignable to parameter of type 'ObjectName'/,
    ([name], draft) => unknownObject(name as string, draft),
  ],
  [
    /^Type .* is not assignable to type '"(\w+) has no field (\w+) that can be saved"'/,
    ([object, name], draft) => unsavedField(object as string, name as string, draft),
  ],
  [
    /'(\w+)' does not exist in type '(?:NewRecord|RecordChange|Writing)<"(\w+)">/,
    ([name, object], draft) => unsavedField(object as string, name as string, draft),
  ],
  [/ype '"([^"]*)"' is not assignable to (?:parameter of )?type '("[^']+)'/, unknownValue],
  [
    /^Cannot find name '(node:[^']+)'|^Cannot find module '([^']+)'/,
    ([a, b]) => refusedImport((a ?? b) as string),
  ],
  [
    ELSEWHERE,
    ([name]) => ({
      message: `There is no "${name}" in hooks.`,
      hint: "They have JavaScript itself and what 'atelier' exports, nothing of Node or of browsers.",
    }),
  ],
]

/** In the words of the metadata where it is about names and values; else in the compiler's. */
export function explainTypeProblem(
  { reasons, line, column }: TypeProblem,
  text: string,
  draft: ModelDraft,
): Explanation {
  const exact = reasons.at(-1) as string
  // A list of records is told as a whole: the message has the names of their fields.
  const missing =
    findRemovedField(nameAt(text, line, column), draft) ?? findRemovedField(reasons.join(' '), draft)
  for (const [pattern, explain] of EXPLANATIONS) {
    const match = pattern.exec(exact)
    const explanation = match && explain(match.slice(1), draft)
    if (explanation) return { ...explanation, ...(missing && !explanation.missing && { missing }) }
  }
  const property = reasons.map(reason => /^Types of property '(\w+)'/.exec(reason)?.[1]).findLast(Boolean)
  const message = property && !exact.includes(`'${property}'`) ? `"${property}": ${exact}` : exact
  return { message, ...(missing && { missing }) }
}

function unknownObject(name: string, draft: ModelDraft): Explanation {
  const hint = suggest(
    name,
    [...draft.objects.values()].map(object => object.name),
  )
  const missing = { type: 'object', fullName: name }
  return { message: `There is no object "${name}".`, ...(hint && { hint }), missing }
}

function unsavedField(objectName: string, name: string, draft: ModelDraft): Explanation {
  const field = draft.objects.get(objectName.toLowerCase())?.fields.get(name.toLowerCase())
  if (field?.name === name) return { message: `${objectName}.${name} is not a field that can be saved.` }
  return unknownField(objectName, name, draft)
}

function unknownField(objectName: string, name: string, draft: ModelDraft): Explanation {
  const names = draft.objects.get(objectName.toLowerCase())?.fieldList.map(field => field.name) ?? []
  const hint = suggest(name, names)
  const missing = { type: 'field', fullName: `${objectName}.${name}` }
  return { message: `${objectName} has no field "${name}".`, ...(hint && { hint }), missing }
}

function unknownChildren(objectName: string, name: string, draft: ModelDraft): Explanation {
  const children = draft.objects.get(objectName.toLowerCase())?.childList ?? []
  const hint = suggest(
    name,
    children.flatMap(child => (child.name ? childRelationshipName(child.field, child.name) : [])),
  )
  return { message: `${objectName} has no child relationship "${name}".`, ...(hint && { hint }) }
}

/** A text where only some are valid: the values of a picklist, mostly. */
function unknownValue([value, union]: readonly string[]): Explanation | undefined {
  const members = (union as string).split(' | ').filter(member => !/^(?:null|undefined)$/.test(member))
  if (!members.every(member => /^"[^"]*"$/.test(member))) return undefined
  const words = members.map(member => member.slice(1, -1))
  const hint = suggest(value as string, words) ?? `Valid values: ${words.join(', ')}.`
  return { message: `"${value}" is not a valid value here.`, hint }
}

/** The identifier, or the last part of the path, that starts at the place. */
function nameAt(text: string, line: number, column: number): string {
  const rest = (text.split('\n')[line - 1] ?? '').slice(column - 1)
  const literal = /^['"`]([\w.]+)['"`]/.exec(rest)?.[1]
  return literal?.split('.').pop() ?? /^\w+/.exec(rest)?.[0] ?? ''
}
