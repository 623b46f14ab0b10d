import { strToU8, zipSync } from 'fflate'

/** The XML of a sheet's rows, or a value for each cell: text inline, numbers with a style `[number, style]`. */
export type SheetSource = string | readonly (readonly CellSource[])[]
export type CellSource =
  | string
  | number
  | boolean
  | null
  | readonly [value: number, style: number]
  /** Attributes and content as they stand in the file. */
  | { readonly keys: string; readonly xml: string }

/** Number formats by style: 1 is a date with its time, 2 a percentage, 3 a percentage of its own. */
const STYLES = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="165" formatCode="0.000%;[Red]\\-0.0%"/><numFmt numFmtId="166" formatCode="0&quot; %&quot;"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>`

const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A workbook of the sheets by name, as Excel packs it. */
export function makeWorkbook(
  sheets: Readonly<Record<string, SheetSource>>,
  { hidden = [] as readonly string[], level = 6 as 0 | 6 } = {},
): Buffer {
  const names = Object.keys(sheets)
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/styles.xml': STYLES,
    'xl/workbook.xml': `<workbook xmlns="${SPREADSHEET}" xmlns:r="${RELATIONS}"><sheets>${names
      .map(
        (name, n) =>
          `<sheet name="${name}" sheetId="${n + 1}"${hidden.includes(name) ? ' state="hidden"' : ''} r:id="rId${n + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names
      .map(
        (_, n) =>
          `<Relationship Id="rId${n + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n + 1}.xml"/>`,
      )
      .join('')}<Relationship Id="rId99" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  }
  for (const [n, name] of names.entries()) {
    const source = sheets[name] as SheetSource
    const rows = typeof source === 'string' ? source : source.map(rowXml).join('')
    files[`xl/worksheets/sheet${n + 1}.xml`] =
      `<worksheet xmlns="${SPREADSHEET}"><sheetData>${rows}</sheetData></worksheet>`
  }
  const entries = Object.entries(files).map(([path, text]) => [path, strToU8(text)] as const)
  return Buffer.from(zipSync(Object.fromEntries(entries), { level }))
}

function rowXml(cells: readonly CellSource[], row: number): string {
  return `<row r="${row + 1}">${cells.map((cell, column) => cellXml(cell, `${letter(column)}${row + 1}`)).join('')}</row>`
}

function cellXml(cell: CellSource, at: string): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return `<c r="${at}" t="inlineStr"><is><t>${cell}</t></is></c>`
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`
  if (typeof cell === 'object' && 'xml' in cell) return `<c r="${at}" ${cell.keys}>${cell.xml}</c>`
  const [value, style] = typeof cell === 'number' ? [cell, 0] : cell
  return `<c r="${at}" s="${style}"><v>${value}</v></c>`
}

function letter(column: number): string {
  return String.fromCharCode(65 + column)
}
