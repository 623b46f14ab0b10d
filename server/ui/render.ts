import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fillIn } from '../kernel/message.ts'
import { directionOf, wordsOf } from './direction.ts'
import { drawCells } from './draw-cells.ts'
import { bytesOf, escapeHtml, Html, textOf } from './html.ts'
import { messageIn, wordsIn } from './messages.ts'
import type { RowView } from './rows.ts'
import { compileTemplates, type Helper, type Templates } from './template.ts'
import type { Notice } from './visit.ts'

const TEMPLATES = join(import.meta.dirname, '..', '..', 'ui-templates')

let templates: Promise<Templates> | undefined

/** The HTML of a page, a character for each byte of it; everything in it that comes from data is escaped. */
export async function drawPage(template: string, page: object): Promise<string> {
  templates ??= openTemplates()
  return (await templates).draw(template, page)
}

/** The same as text. */
export async function renderPage(template: string, page: object): Promise<string> {
  return textOf(await drawPage(template, page))
}

/** Every template of the folder under its path: `looks/date/read`. */
async function openTemplates(): Promise<Templates> {
  const { parse } = (await import('handlebars')).default
  const entries = await readdir(TEMPLATES, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter(entry => entry.isFile() && entry.name.endsWith('.hbs'))
    .map(entry => join(entry.parentPath, entry.name))
  const sources = await Promise.all(
    paths.map(async path => [nameOf(path), withoutIndent(await readFile(path, 'utf8'))] as const),
  )
  return compileTemplates(new Map(sources), { parse, helpers: HELPERS })
}

/** Lines are indented for those who write them, but where they are shown as they stand: pages are smaller without. */
function withoutIndent(source: string): string {
  return source.includes('<pre') ? source.trimEnd() : source.trimEnd().replace(/\n[ \t]+/g, '\n')
}

/** Icons that point along the line are mirrored where text runs from right to left. */
const POINTING = /(?:left|right|log-out|log-in|external-link|undo|redo|reply|list)(?:-|$)/

const HELPERS: Readonly<Record<string, Helper>> = {
  t: ([key], values, { language = 'en' }) => messageIn(String(language), String(key), values),
  notice: ([given], _, { language = 'en' }) => {
    const { message, what, address } = given as Notice
    const named = escapeHtml(what)
    const shown = address ? `<a href="${escapeHtml(address)}">${named}</a>` : named
    return new Html(fillIn(escapeHtml(wordsIn(String(language), message)), () => shown))
  },
  lang: ([language]) => wordsOf(String(language)),
  dir: ([language]) => directionOf(String(language)),
  icon: ([name], { size }, { assets }) => {
    const { icons } = assets as { icons: string }
    const pointing = POINTING.test(String(name)) ? ' icon_pointing' : ''
    const classes = `icon${typeof size === 'string' ? ` icon_${size}` : ''}${pointing}`
    return new Html(`<svg class="${classes}" aria-hidden="true"><use href="${icons}#${name}"></use></svg>`)
  },
  tile: ([given], { size }) => {
    const label = String(given)
    const classes = `tile tile-${hueOf(label)}${typeof size === 'string' ? ` tile_${size}` : ''}`
    return new Html(`<span class="${classes}" aria-hidden="true">${escapeHtml(initials(label))}</span>`)
  },
  cells: ([row], _, page, find) => new Html(drawCells(row as RowView, page, find)),
  // In a script of data no text ends it, and none is read as markup.
  json: ([text]) => new Html(bytesOf(String(text).replaceAll('<', '\\u003c'))),
  either: given => given.some(one => (Array.isArray(one) ? one.length > 0 : Boolean(one))),
}

function nameOf(path: string): string {
  return path
    .slice(TEMPLATES.length + 1)
    .replaceAll('\\', '/')
    .replace(/\.hbs$/, '')
}

const HUES = 8

/** The same colour for the same word, everywhere. */
function hueOf(label: string): number {
  let sum = 0
  for (const character of label) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return sum % HUES
}

/** `Order Proposal` → `OP`. */
function initials(label: string): string {
  const words = label.split(/\s+/).filter(word => word !== '')
  const letters = words.map(word => [...word][0] ?? '')
  return (words.length > 1 ? letters.slice(0, 2).join('') : [...label].slice(0, 2).join('')).toUpperCase()
}
