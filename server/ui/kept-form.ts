/**
 * What a form held that was sent without its session: a page has it in hidden controls, until whoever has typed it is
 * logged in again and sends it to its own page, which shows it and saves nothing.
 */
export interface KeptForm {
  /** Address of the form. */
  readonly action: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** Files came with it, which cannot be kept. */
  readonly hadFiles: boolean
}

/** Name of the control that says: show the form as it was sent, and save nothing. */
export const SHOW = '_show'

/** Proofs are another session's. */
const FORGOTTEN = new Set(['_csrf', SHOW])

/** Forms that show what they are sent: for new records, for records, and for cells of lists. */
const FORM = /^\/lightning\/(?:o\/\w+\/(?:new|edit-list)|r\/\w+\/\w+\/edit)(?:\?[^\s\\#]*)?$/

export function isKeepable(address: string): boolean {
  return FORM.test(address)
}

export function keepForm(
  action: string,
  fields: Iterable<readonly [name: string, value: string]>,
  hadFiles: boolean,
): KeptForm {
  return { action, fields: [...fields].filter(([name]) => !FORGOTTEN.has(name)), hadFiles }
}

/** Controls of a form that brings it to its own page, to be shown there. */
export function keptControls(
  { fields }: KeptForm,
  csrf: string,
): readonly { readonly name: string; readonly value: string }[] {
  return [...fields, [SHOW, '1'], ['_csrf', csrf]].map(([name = '', value = '']) => ({ name, value }))
}

/** As one text, for a control of a page on which somebody logs in. */
export function writeKept(kept: KeptForm): string {
  return JSON.stringify(kept)
}

/** It has been in a browser: whatever is no form of these pages is none. */
export function readKept(text: string | undefined): KeptForm | undefined {
  try {
    const { action, fields, hadFiles } = Object(JSON.parse(text ?? '')) as Record<keyof KeptForm, unknown>
    if (typeof action !== 'string' || !isKeepable(action)) return undefined
    if (!Array.isArray(fields) || !fields.every(isField)) return undefined
    return keepForm(action, fields, hadFiles === true)
  } catch {
    return undefined
  }
}

function isField(field: unknown): field is readonly [string, string] {
  return Array.isArray(field) && field.length === 2 && field.every(text => typeof text === 'string')
}
