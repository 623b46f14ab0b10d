import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillIn } from '../kernel/message.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'ui-templates', 'messages')
const SOURCE = 'en'

type Catalogue = Readonly<Record<string, string>>

let catalogues: ReadonlyMap<string, Catalogue> | undefined

/** Message catalogues by language: `ui-templates/messages/pl.json`. */
export function messageCatalogues(): ReadonlyMap<string, Catalogue> {
  catalogues ??= new Map(
    readdirSync(FOLDER).map(file => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Catalogue,
    ]),
  )
  return catalogues
}

/** How the catalogue of the language has it, by its key or its English words; those of English where it has not. */
export function wordsIn(language: string, key: string): string {
  const all = messageCatalogues()
  return all.get(language)?.[key] ?? all.get(SOURCE)?.[key] ?? key
}

/** A text in the language, or in English; `{name}` is replaced by the value of that name. */
export function messageIn(
  language: string,
  key: string,
  values: Readonly<Record<string, unknown>> = {},
): string {
  return fillIn(wordsIn(language, key), name => {
    const value = values[name] ?? ''
    return typeof value === 'number' ? countIn(language, value) : String(value)
  })
}

const formats = new Map<string, Intl.NumberFormat>()

/** `50,000`, `50.000`: counts as is usual in the language. */
function countIn(language: string, count: number): string {
  const format = formats.get(language) ?? new Intl.NumberFormat(language)
  formats.set(language, format)
  return format.format(count)
}
