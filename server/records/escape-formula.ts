/** What spreadsheets take for a formula when a text begins with it, and the same with the mark of a text before. */
const FORMULA = /^'*[=+\-@\t\r]/
const MARKED = /^'+[=+\-@\t\r]/

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe in front: in CSV nothing else tells text from
 * formulas. An import takes it away again.
 */
export function escapeFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** The text that `escapeFormula` was given. */
export function unescapeFormula(text: string): string {
  return text.startsWith("'") && MARKED.test(text) ? text.slice(1) : text
}
