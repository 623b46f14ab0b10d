/** A template while it is written as JavaScript. */
interface Draft {
  readonly helpers: ReadonlySet<string>
  /** What is declared around the function that draws. */
  readonly declared: string[]
}

/** Variables with what the text is about, and with what is around that: `../name`. */
type Around = readonly [string, ...string[]]

/**
 * The body of a function that is given `tools` and gives the one that draws: `(context, page, block) => text`. Statements of
 * the template are expressions in it, and so each name is looked up in a place of its own, which engines make fast.
 * Throws for what templates do not have.
 */
export function writeTemplate(program: hbs.AST.Program, helpers: ReadonlySet<string>): string {
  const draft: Draft = { helpers, declared: [] }
  const text = writeProgram(draft, program, ['context'])
  return [
    `'use strict'`,
    'const { helpers, partial, remember, escape, own, isSome, each } = tools',
    ...draft.declared,
    `return (context, page, block) => ${text}`,
  ].join('\n')
}

function writeProgram(draft: Draft, program: hbs.AST.Program | undefined, around: Around): string {
  const texts = (program?.body ?? []).map(statement => {
    const write = STATEMENTS[statement.type]
    if (!write) throw new Error(`Templates have no ${statement.type}.`)
    return write(draft, statement as never, around)
  })
  return `(${["''", ...texts].join(' + ')})`
}

type Write = (draft: Draft, statement: never, around: Around) => string

/** One entry a kind of statement. */
const STATEMENTS: Readonly<Record<string, Write>> = {
  ContentStatement: (_draft, { value }: hbs.AST.ContentStatement) => JSON.stringify(value),
  CommentStatement: () => "''",
  MustacheStatement: writeMustache,
  BlockStatement: writeBlock,
  PartialStatement: (draft, statement: hbs.AST.PartialStatement, around) => {
    const [context] = around
    if (nameOf(statement.name) === '@partial-block') return `(block ? block(${context}) : '')`
    return writePartial(draft, statement, around, 'block')
  },
  // About what the partial is about where it has the block, and still within what is around the partial.
  PartialBlockStatement: (draft, statement: hbs.AST.PartialBlockStatement, around) => {
    const inner = newName(around)
    const [, ...outer] = around
    const text = writeProgram(draft, statement.program, [inner, ...outer])
    return writePartial(draft, statement, around, `${inner} => ${text}`)
  },
}

/** Of one more variable within those. */
function newName([context]: Around): string {
  return `${context}_`
}

/** Undefined for a name that is looked up. */
function nameOf(expression: hbs.AST.Expression): string | undefined {
  return expression.type === 'PathExpression' ? (expression as hbs.AST.PathExpression).original : undefined
}

function writeMustache(draft: Draft, statement: hbs.AST.MustacheStatement, around: Around): string {
  const value = writeCall(draft, statement, around)
  const text = statement.escaped ? `escape(${value})` : `String(${value} ?? '')`
  const isConstant = value.startsWith('helpers') && isConstantCall(statement)
  return isConstant ? `${declare(draft, `remember(page => ${text})`)}(page)` : text
}

function isConstantCall({ params, hash }: Pick<hbs.AST.MustacheStatement, 'params' | 'hash'>): boolean {
  const given = [...params, ...(hash?.pairs ?? []).map(({ value }) => value)]
  return given.every(({ type }) => type.endsWith('Literal'))
}

/** The name of a variable that is made once. */
function declare({ declared }: Draft, value: string): string {
  const name = `once${declared.length}`
  declared.push(`let ${name} = ${value}`)
  return name
}

function writePartial(
  draft: Draft,
  { name, params, hash }: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement,
  around: Around,
  block: string,
): string {
  const known = nameOf(name)
  // Found when it is first drawn: templates may be parts of each other.
  const draw =
    known === undefined
      ? `partial(${writeValue(draft, name, around)})`
      : `(${declare(draft, 'undefined')} ??= partial(${JSON.stringify(known)}))`
  const about = params[0] ? writeValue(draft, params[0], around) : around[0]
  const more = writeHash(draft, hash, around)
  return `${draw}(${more === '' ? about : `{ ...${about}, ${more} }`}, page, ${block})`
}

function writeBlock(
  draft: Draft,
  { path, params, program, inverse }: hbs.AST.BlockStatement,
  around: Around,
) {
  const kind = (path as hbs.AST.PathExpression).original
  const [asked] = params
  if (!asked) throw new Error(`{{#${kind}}} says nothing of what.`)
  const value = writeValue(draft, asked, around)
  const otherwise = writeProgram(draft, inverse, around)
  if (kind === 'each') {
    const item = newName(around)
    return `each(${value}, ${item} => ${writeProgram(draft, program, [item, ...around])}, () => ${otherwise})`
  }
  const then = writeProgram(draft, program, around)
  if (kind === 'if') return `(isSome(${value}) ? ${then} : ${otherwise})`
  if (kind === 'unless') return `(isSome(${value}) ? ${otherwise} : ${then})`
  throw new Error(`Templates have no {{#${kind}}}.`)
}

type Call = Pick<hbs.AST.MustacheStatement, 'path' | 'params' | 'hash'>

/** A name of the page, or a helper with what it is given. */
function writeCall(draft: Draft, { path, params, hash }: Call, around: Around): string {
  const more = writeHash(draft, hash, around)
  if (params.length === 0 && more === '') return writeValue(draft, path, around)
  const name = (path as hbs.AST.PathExpression).original
  if (!draft.helpers.has(name)) throw new Error(`Templates have no helper "${name}".`)
  const given = params.map(param => writeValue(draft, param, around))
  return `helpers.${name}([${given.join(', ')}], { ${more} }, page)`
}

function writeHash(draft: Draft, hash: hbs.AST.Hash | undefined, around: Around): string {
  const pairs = hash?.pairs ?? []
  return pairs
    .map(({ key, value }) => `${JSON.stringify(key)}: ${writeValue(draft, value, around)}`)
    .join(', ')
}

function writeValue(draft: Draft, expression: hbs.AST.Expression, around: Around): string {
  if (expression.type === 'PathExpression') return writePath(expression as hbs.AST.PathExpression, around)
  if (expression.type === 'SubExpression')
    return writeCall(draft, expression as hbs.AST.SubExpression, around)
  return JSON.stringify((expression as hbs.AST.StringLiteral).value)
}

/** `label`, `../id`, `this`, `@root.shell.csrf`. */
function writePath({ parts, depth, data, original }: hbs.AST.PathExpression, around: Around): string {
  if (data && parts[0] !== 'root') throw new Error(`Templates have no "${original}".`)
  const names = data ? parts.slice(1) : parts
  const holder = data ? 'page' : around[depth]
  if (holder === undefined) throw new Error(`There is nothing around a template: "${original}".`)
  if (names.length === 0) return holder
  const found = names.map(name => `?.[${JSON.stringify(name)}]`).join('')
  return `own(${holder}${found}, ${holder}, ${JSON.stringify(names)}, ${JSON.stringify(original)})`
}
