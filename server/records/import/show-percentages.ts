import { numberText } from '../../fields/text-values.ts'

const CELL = /<((?:\w+:)?)c(\s[^>/]*)>([\s\S]*?)<\/\1c>/g
const VALUE = /<(?:\w+:)?v>([^<]*)<\/(?:\w+:)?v>/
/** Formats 9 and 10 are `0%` and `0.00%` in every workbook. */
const BUILT_IN = ['9', '10']

/**
 * A sheet's XML whose percentages are text as they are shown: a cell that shows `12.5%` holds 0.125, which is all that
 * the reading library tells. Errors of formulas (`#DIV/0!`) become text too, where it would read nothing.
 */
export function showPercentages(sheet: string, styles: string): string {
  const percents = percentStyles(styles)
  return sheet.replace(CELL, (whole, prefix: string, attributes: string, content: string) => {
    const value = VALUE.exec(content)?.[1]
    const shown = value === undefined ? undefined : shownText(attributes, value, percents)
    if (shown === undefined) return whole
    const rest = attributes.replace(/\st="\w*"/, '')
    return `<${prefix}c${rest} t="str"><${prefix}v>${shown}</${prefix}v></${prefix}c>`
  })
}

function shownText(attributes: string, value: string, percents: ReadonlySet<string>): string | undefined {
  const type = /\st="(\w*)"/.exec(attributes)?.[1] ?? 'n'
  if (type === 'e') return value === '#N/A' ? undefined : value
  const style = /\ss="(\d+)"/.exec(attributes)?.[1] ?? ''
  return type === 'n' && percents.has(style) ? `${numberText(Number(value) * 100)}%` : undefined
}

/** Numbers of the cell styles that show a percentage. */
function percentStyles(styles: string): ReadonlySet<string> {
  const formats = new Set(BUILT_IN)
  for (const [tag] of styles.matchAll(/<(?:\w+:)?numFmt\s[^>]*>/g)) {
    const code = /\sformatCode="([^"]*)"/.exec(tag)?.[1] ?? ''
    // In quotes, and behind a backslash, it is a letter like others.
    if (code.replace(/&quot;.*?&quot;|\\./g, '').includes('%')) formats.add(formatOf(tag))
  }
  const cellStyles = /<(?:\w+:)?cellXfs[\s>][\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(styles)?.[0] ?? ''
  const used = [...cellStyles.matchAll(/<(?:\w+:)?xf\s[^>]*>/g)].map(([tag]) => formatOf(tag))
  return new Set(used.flatMap((format, style) => (formats.has(format) ? [String(style)] : [])))
}

function formatOf(tag: string): string {
  return /\snumFmtId="(\d+)"/.exec(tag)?.[1] ?? ''
}
