import { randomBytes } from 'node:crypto'
import { bytesOf, escapeHtml } from './html.ts'
import { writeTemplate } from './template-code.ts'

/** What helpers see of the page that they are part of. */
export interface Surroundings {
  readonly language?: unknown
  readonly assets?: unknown
}

type Hash = Readonly<Record<string, unknown>>

/**
 * Something that templates call, as `{{t "form.save" what=label}}`. What it gives is escaped, unless it is Html. It gives
 * the same for the same: a call with nothing but constants is made once.
 */
export type Helper = (
  given: readonly unknown[],
  hash: Hash,
  page: Surroundings,
  find: FindTemplate,
) => unknown

/** Throws for a name that there is no template of. */
export type FindTemplate = (name: string) => (about: object, page: object) => string

export interface Templates {
  /** Draws the template of a name, as bytes (`html.ts`). Throws for a name that it does not have. */
  draw(name: string, page: object): string
}

type Draw = (context: unknown, page: object) => string

/**
 * Templates in the language of Handlebars, read by its parser and drawn by functions that are written for them: several
 * times as fast as its own, which looks up each name in a page while it draws. What a page lacks is an error.
 */
export function compileTemplates(
  sources: ReadonlyMap<string, string>,
  {
    parse,
    helpers,
  }: {
    readonly parse: (source: string) => hbs.AST.Program
    readonly helpers: Readonly<Record<string, Helper>>
  },
): Templates {
  const compiled = new Map<unknown, Draw>()
  const names = new Set(Object.keys(helpers))
  const partial = (name: unknown): Draw => compiled.get(name) ?? compile(String(name))
  const tools = {
    helpers,
    partial,
    remember,
    keep,
    keepWithGaps,
    escape: escapeHtml,
    bytesOf,
    own,
    isSome,
    each,
  }
  const compile = (name: string): Draw => {
    const source = sources.get(name)
    if (source === undefined) throw new Error(`There is no template "${name}".`)
    // Made of our own templates alone; what they are given comes as values.
    const draw = new Function('tools', writeTemplate(parse(source), names))(tools) as Draw
    compiled.set(name, draw)
    return draw
  }
  return { draw: (name, page) => partial(name)(page, page) }
}

/** What says the same on every page: another text in another language alone, or with other assets. */
function remember(draw: (page: Surroundings) => string): (page: Surroundings) => string {
  const known = new Map<unknown, { readonly assets: unknown; readonly text: string }>()
  return ({ language, assets }) => {
    const before = known.get(language)
    if (before !== undefined && before.assets === assets) return before.text
    const text = draw({ language, assets })
    known.set(language, { assets, text })
    return text
  }
}

interface Kept<Drawn> extends Surroundings {
  readonly drawn: Drawn
}

type Keep<Drawn> = (value: object, page: Surroundings, draw: (value: object, page: object) => string) => Drawn

/**
 * What is drawn of a value, once: `{{#once columns}}…{{/once}}`. The value is frozen, and nothing around it can be named
 * inside; a text in another language, or with other assets, is another one.
 */
function keep<Drawn = string>(made = (text: string): Drawn => text as Drawn): Keep<Drawn> {
  const known = new WeakMap<object, Kept<Drawn>>()
  return (value, page, draw) => {
    const { language, assets } = page
    const before = known.get(value)
    if (before !== undefined && before.language === language && before.assets === assets) return before.drawn
    if (!Object.isFrozen(value)) throw new Error('What is drawn once can change: it is not frozen.')
    const drawn = made(draw(value, { language, assets }))
    known.set(value, { language, assets, drawn })
    return drawn
  }
}

/** Stands for a record's id in what is drawn once for all of them; nobody outside knows it, and no address changes it. */
export const GAP = `gap${randomBytes(12).toString('hex')}`
const ID = /^\w*$/

/** As `keep`, and an id fills the gaps: `{{#once card id}}…{{/once}}`. */
function keepWithGaps(): (...given: [...Parameters<Keep<string>>, id: unknown]) => string {
  const keepPieces = keep(text => text.split(GAP))
  return (value, page, draw, id) => {
    const filler = String(id)
    if (!ID.test(filler)) throw new Error(`What fills gaps is no id: "${filler}".`)
    return keepPieces(value, page, draw).join(filler)
  }
}

/** A value that was found; where there seems to be none, every name on the way has to be one of the page's own. */
function own(found: unknown, holder: unknown, names: readonly string[], path: string): unknown {
  return found !== undefined && typeof found !== 'function' ? found : findOwn(holder, names, path)
}

function findOwn(holder: unknown, names: readonly string[], path: string): unknown {
  let found = holder
  for (const name of names) {
    if (found === null || typeof found !== 'object' || !Object.hasOwn(found, name))
      throw new Error(`The page has no "${path}" for its template.`)
    found = (found as Hash)[name]
  }
  return found
}

/** Empty lists are nothing. */
function isSome(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function each(
  items: readonly unknown[] | null | undefined,
  draw: (item: unknown) => string,
  otherwise: () => string,
): string {
  if (!items?.length) return otherwise()
  let text = ''
  for (const item of items) text += draw(item)
  return text
}
