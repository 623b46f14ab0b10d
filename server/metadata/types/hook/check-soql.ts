import type { Component } from '../../component.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { findRemovedField } from './find-removed-field.ts'

/** `db.soql('…')`, with a type argument or without, in any of the three quotes. */
const CALL =
  /\.soql\s*(?:<[^()]*>)?\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\$]|\\.|\$(?!\{))*)`)/g

/** Checks the SOQL texts that stand in hooks as they are; texts that are put together are checked when they run. */
export function checkSoqlTexts(hooks: readonly Component<string>[], draft: ModelDraft): void {
  const { checkSoql } = draft.context
  if (!checkSoql) return
  for (const component of hooks) {
    for (const match of component.text.matchAll(CALL)) {
      const literal = match[1] ?? match[2] ?? match[3] ?? ''
      const message = checkSoql(draft, literal.replace(/\\(.)/gs, '$1'))
      if (message === undefined) continue
      const start = match.index + match[0].length - literal.length - 2
      const missing = findRemovedField(literal, draft)
      draft.report({
        check: 'hook.soql',
        component,
        ...placeAt(component.text, start),
        message: message.replace(/\s+/g, ' ').trim(),
        ...(missing && { missing }),
      })
    }
  }
}

function placeAt(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1) as string).length + 1 }
}
