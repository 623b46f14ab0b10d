import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Handlebars from 'handlebars'
import { messageIn } from './messages.ts'

const TEMPLATES = join(import.meta.dirname, '..', '..', 'ui-templates')

type Engine = typeof Handlebars

let engine: Promise<Engine> | undefined
const compiled = new Map<string, Handlebars.TemplateDelegate>()
/** Handlebars puts a function in the place of a partial's source when it is first used in another template. */
const sources = new Map<string, string>()

/** The HTML of a page; everything in it that comes from data is escaped. */
export async function renderPage(template: string, page: object): Promise<string> {
  engine ??= openEngine()
  const { compile } = await engine
  let render = compiled.get(template)
  if (!render) {
    render = compile(sources.get(template) ?? '', { strict: true, preventIndent: true })
    compiled.set(template, render)
  }
  return render(page, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false })
}

/** Handlebars with every template of the folder as a partial, under its path: `looks/date/read`. */
async function openEngine(): Promise<Engine> {
  const made = (await import('handlebars')).default.create()
  const entries = await readdir(TEMPLATES, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.hbs')) continue
    const path = join(entry.parentPath, entry.name)
    sources.set(nameOf(path), (await readFile(path, 'utf8')).trimEnd())
  }
  made.registerPartial(Object.fromEntries(sources))
  made.registerHelper('t', (key: string, { hash, data }: Handlebars.HelperOptions) =>
    messageIn(String(data.root.language ?? 'en'), key, hash),
  )
  made.registerHelper('icon', (name: string, { data, hash }: Handlebars.HelperOptions) => {
    const { icons } = data.root.assets as { icons: string }
    const size = typeof hash.size === 'string' ? ` icon_${hash.size}` : ''
    const text = `<svg class="icon${size}" aria-hidden="true" focusable="false"><use href="${icons}#${name}"></use></svg>`
    return new made.SafeString(text)
  })
  made.registerHelper('tile', (label: string, { hash }: Handlebars.HelperOptions) => {
    const size = typeof hash.size === 'string' ? ` tile_${hash.size}` : ''
    const letters = made.escapeExpression(initials(label))
    return new made.SafeString(
      `<span class="tile tile-${hueOf(label)}${size}" aria-hidden="true">${letters}</span>`,
    )
  })
  made.registerHelper('either', (...given: readonly unknown[]) =>
    given.slice(0, -1).some(one => (Array.isArray(one) ? one.length > 0 : Boolean(one))),
  )
  return made
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
