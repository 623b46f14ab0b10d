import { bytesOf } from './html.ts'

/** A template while it is written as JavaScript. */
interface Draft {
  readonly helpers: ReadonlySet<string>
  /** What is declared around the function that draws. */
  readonly declared: string[]
  /** What is drawn here is kept for other pages, which have no block to put into it. */
  readonly isKept: boolean
}

/** Variables with what the text is about, and with what is around that: `../name`. */
type Around = readonly [string, ...string[]]

/**
 * The body of a function that is given `tools` and gives the one that draws: `(context, page, block) => text`. Statements of
 * the template are expressions in it, and so each name is looked up in a place of its own, which engines make fast.
 * Throws for what templates do not have.
 */
export function writeTemplate(program: hbs.AST.Program, helpers: ReadonlySet<string>): string {
  const draft: Draft = { helpers, declared: [], isKept: false }
  const text = writeProgram(draft, program, ['context'])
  return [
    `'use strict'`,
    'const { helpers, partial, remember, keep, keepWithGaps, escape, bytesOf, own, isSome, each } = tools',
    ...draft.declared,
    `return (context, page, block) => ${text}`,
  ].join('\n')
}

function writeProgram(draft: Draft, program: hbs.AST.Program | undefined, around: Around): string {
  const texts: string[] = []
  // What says the same on every page, and follows each other.
  let constant: hbs.AST.Statement[] = []
  const endRun = (): void => {
    if (constant.length > 0) texts.push(writeRun(draft, constant, around))
    constant = []
  }
  for (const statement of program?.body ?? []) {
    if (isConstant(statement)) constant.push(statement)
    else {
      endRun()
      texts.push(writeStatement(draft, statement, around))
    }
  }
  endRun()
  return `(${["''", ...texts].join(' + ')})`
}

function writeRun(draft: Draft, run: readonly hbs.AST.Statement[], around: Around): string {
  const text = run.map(statement => writeStatement(draft, statement, around)).join(' + ')
  const isPlain = run.every(({ type }) => type === 'ContentStatement')
  return isPlain ? text : `${declare(draft, `remember(page => ${text})`)}(page)`
}

function writeStatement(draft: Draft, statement: hbs.AST.Statement, around: Around): string {
  const write = STATEMENTS[statement.type]
  if (!write) throw new Error(`Templates have no ${statement.type}.`)
  return write(draft, statement as never, around)
}

/** Text, and helpers that are given nothing but constants. */
function isConstant(statement: hbs.AST.Statement): boolean {
  if (statement.type === 'ContentStatement') return true
  return statement.type === 'MustacheStatement' && isConstantCall(statement as hbs.AST.MustacheStatement)
}

function isConstantCall({ params, hash }: hbs.AST.MustacheStatement): boolean {
  const given = [...params, ...(hash?.pairs ?? []).map(({ value }) => value)]
  return given.length > 0 && given.every(({ type }) => type.endsWith('Literal'))
}

type Write = (draft: Draft, statement: never, around: Around) => string

/** One entry a kind of statement. */
const STATEMENTS: Readonly<Record<string, Write>> = {
  ContentStatement: (_draft, { value }: hbs.AST.ContentStatement) => JSON.stringify(bytesOf(value)),
  CommentStatement: () => "''",
  MustacheStatement: writeMustache,
  BlockStatement: writeBlock,
  PartialStatement: (draft, statement: hbs.AST.PartialStatement, around) => {
    const [context] = around
    const isBlock = nameOf(statement.name) === '@partial-block'
    if (isBlock && draft.isKept) throw new Error('What is drawn once has no {{> @partial-block}}.')
    if (isBlock) return `(block ? block(${context}) : '')`
    return writePartial(draft, statement, around, draft.isKept ? 'undefined' : 'block')
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
  return statement.escaped ? `escape(${value})` : `bytesOf(String(${value} ?? ''))`
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
  const [asked, filler] = params
  if (!asked) throw new Error(`{{#${kind}}} says nothing of what.`)
  const value = writeValue(draft, asked, around)
  if (kind === 'once')
    return writeKept(draft, program, value, filler ? writeValue(draft, filler, around) : undefined)
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

/** Of one value, and of nothing else that a page has: other pages with it have the same text, but for what fills its gaps. */
function writeKept(
  draft: Draft,
  program: hbs.AST.Program,
  value: string,
  filler: string | undefined,
): string {
  const text = writeProgram({ ...draft, isKept: true }, program, ['only'])
  const draw = `(only, page) => ${text}`
  if (filler === undefined) return `${declare(draft, 'keep()')}(${value}, page, ${draw})`
  return `${declare(draft, 'keepWithGaps()')}(${value}, page, ${draw}, ${filler})`
}

type Call = Pick<hbs.AST.MustacheStatement, 'path' | 'params' | 'hash'>

/** A name of the page, or a helper with what it is given. */
function writeCall(draft: Draft, { path, params, hash }: Call, around: Around): string {
  const more = writeHash(draft, hash, around)
  if (params.length === 0 && more === '') return writeValue(draft, path, around)
  const name = (path as hbs.AST.PathExpression).original
  if (name === 'lookup') return writeLookup(draft, params, around)
  if (!draft.helpers.has(name)) throw new Error(`Templates have no helper "${name}".`)
  const given = params.map(param => writeValue(draft, param, around))
  return `helpers.${name}([${given.join(', ')}], { ${more} }, page, partial)`
}

/** `(lookup . "partial")`: of something that is found, the value of that name. */
function writeLookup(draft: Draft, [of, name]: readonly hbs.AST.Expression[], around: Around): string {
  if (!of || name?.type !== 'StringLiteral')
    throw new Error('{{lookup}} is given a value and a name in quotation marks.')
  const holder = writeValue(draft, of, around)
  const key = JSON.stringify((name as hbs.AST.StringLiteral).value)
  return `own(${holder}?.[${key}], ${holder}, [${key}], ${key})`
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
