import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Handlebars from 'handlebars'

const TEMPLATES = join(import.meta.dirname, '..', '..', 'ui-templates')

const compiled = new Map<string, Promise<Handlebars.TemplateDelegate>>()

/** The HTML of a page; everything in it that comes from data is escaped. */
export async function renderPage(template: string, page: object): Promise<string> {
  const known = compiled.get(template) ?? compile(template)
  compiled.set(template, known)
  return (await known)(page, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false })
}

async function compile(template: string): Promise<Handlebars.TemplateDelegate> {
  const { default: engine } = await import('handlebars')
  const text = await readFile(join(TEMPLATES, `${template}.hbs`), 'utf8')
  return engine.compile(text, { strict: true })
}
