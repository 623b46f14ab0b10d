import type { Component } from '../../component.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { findRemovedField } from './find-removed-field.ts'

/** `db.soql('…')`, with a type argument or without, in any of the three quotes, and nothing added to the text. */
const CALL =
  /\.soql\s*(?:<[^()]*>)?\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\$]|\\.|\$(?!\{))*)`)(?=\s*[,)])/g

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
      const { told, offset } = readMessage(message, literal)
      draft.report({
        check: 'hook.soql',
        component,
        ...placeAt(component.text, start + offset),
        message: told,
        ...(missing && { missing }),
      })
    }
  }
}

/** The query's errors begin with the query and the place in it; the place becomes one of the file. */
function readMessage(message: string, text: string): { told: string; offset: number } {
  const [, row, column, told] = /ERROR at Row:(\d+):Column:(\d+)\n(.*)$/s.exec(message) ?? []
  if (told === undefined) return { told: message.replace(/\s+/g, ' ').trim(), offset: 0 }
  const rowsBefore = text.split('\n').slice(0, Number(row) - 1)
  const offset = rowsBefore.join('\n').length + (rowsBefore.length ? 1 : 0) + Number(column)
  return { told: told.replace(/\s+/g, ' ').trim(), offset }
}

function placeAt(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1) as string).length + 1 }
}
