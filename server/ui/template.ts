import { escapeHtml } from './html.ts'

/** Where a template stands: what it is about, what is around that, and the block that it was given. */
export interface Scope {
  readonly context: unknown
  readonly outer: Scope | undefined
  /** The whole page: `@root`. */
  readonly root: unknown
  /** `@partial-block`, with what it was written in. */
  readonly block: { readonly draw: Draw; readonly scope: Scope } | undefined
}

export type Draw = (scope: Scope) => string
type Read = (scope: Scope) => unknown
type Hash = Readonly<Record<string, unknown>>

/** Something that templates call, as `{{t "form.save" what=label}}`. `root`: the page. What it gives is escaped, unless it is Html. */
export type Helper = (given: readonly unknown[], hash: Hash, root: Hash) => unknown

export interface Templates {
  /** Draws the template of a name. Throws for a name that it does not have. */
  draw(name: string, page: object): string
}

interface Compiler {
  readonly parse: (source: string) => hbs.AST.Program
  readonly helpers: Readonly<Record<string, Helper>>
  readonly partial: (name: string) => Draw
}

/**
 * Templates in the language of Handlebars, read by its parser and drawn by functions that stand for their parts: several
 * times as fast as its own, which looks up each name in a page while it draws. What a page lacks is an error.
 */
export function compileTemplates(
  sources: ReadonlyMap<string, string>,
  { parse, helpers }: Pick<Compiler, 'parse' | 'helpers'>,
): Templates {
  const compiled = new Map<string, Draw>()
  const partial = (name: string): Draw => {
    const known = compiled.get(name)
    if (known) return known
    const source = sources.get(name)
    if (source === undefined) throw new Error(`There is no template "${name}".`)
    // A template may be part of itself.
    let drawn: Draw | undefined
    compiled.set(name, scope => (drawn as Draw)(scope))
    drawn = compileProgram({ parse, helpers, partial }, parse(source))
    compiled.set(name, drawn)
    return drawn
  }
  return {
    draw: (name, page) => partial(name)({ context: page, outer: undefined, root: page, block: undefined }),
  }
}

function compileProgram(compiler: Compiler, program: hbs.AST.Program | undefined): Draw {
  const parts = (program?.body ?? []).map(statement => compileStatement(compiler, statement))
  if (parts.length === 1) return parts[0] as Draw
  return scope => {
    let text = ''
    for (const part of parts) text += part(scope)
    return text
  }
}

/** One entry a kind of statement. */
const STATEMENTS: Readonly<Record<string, (compiler: Compiler, statement: never) => Draw>> = {
  ContentStatement: (_compiler, { value }: hbs.AST.ContentStatement) => {
    return () => value
  },
  CommentStatement: () => () => '',
  MustacheStatement: (compiler, statement: hbs.AST.MustacheStatement) => {
    const read = compileCall(compiler, statement)
    if (statement.escaped) return scope => escapeHtml(read(scope))
    return scope => String(read(scope) ?? '')
  },
  BlockStatement: compileBlock,
  PartialStatement: (compiler, statement: hbs.AST.PartialStatement) => {
    if (nameOf(statement.name) === '@partial-block') return drawBlock
    return compilePartial(compiler, statement)
  },
  PartialBlockStatement: (compiler, statement: hbs.AST.PartialBlockStatement) => {
    const block = compileProgram(compiler, statement.program)
    const draw = compilePartial(compiler, statement)
    return scope => draw({ ...scope, block: { draw: block, scope } })
  },
}

function compileStatement(compiler: Compiler, statement: hbs.AST.Statement): Draw {
  const compile = STATEMENTS[statement.type]
  if (!compile) throw new Error(`Templates have no ${statement.type}.`)
  return compile(compiler, statement as never)
}

/** What was given to the partial, about what the partial is about now. */
function drawBlock({ block, context }: Scope): string {
  return block ? block.draw(within(block.scope, context)) : ''
}

function compilePartial(
  compiler: Compiler,
  { name, params, hash }: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement,
): Draw {
  const known = nameOf(name)
  // Compiled when it is first drawn: templates may be parts of each other.
  const find: (scope: Scope) => Draw =
    known === undefined
      ? (
          read => (scope: Scope) =>
            compiler.partial(String(read(scope)))
        )(compileRead(compiler, name))
      : () => compiler.partial(known)
  const about = params[0] && compileRead(compiler, params[0])
  const more = compileHash(compiler, hash)
  return scope => {
    const context = about ? about(scope) : scope.context
    const whole = more ? { ...(context as object), ...more(scope) } : context
    return find(scope)(within(scope, whole))
  }
}

/** Undefined for a name that is looked up. */
function nameOf(expression: hbs.AST.Expression): string | undefined {
  if (expression.type !== 'PathExpression') return undefined
  const { original } = expression as hbs.AST.PathExpression
  return original
}

function within(scope: Scope, context: unknown): Scope {
  if (context === scope.context) return scope
  return { context, outer: scope, root: scope.root, block: scope.block }
}

function compileBlock(compiler: Compiler, { path, params, program, inverse }: hbs.AST.BlockStatement): Draw {
  const kind = (path as hbs.AST.PathExpression).original
  const [asked] = params
  if (!asked) throw new Error(`{{#${kind}}} says nothing of what.`)
  const read = compileRead(compiler, asked)
  const [then, otherwise] = [compileProgram(compiler, program), compileProgram(compiler, inverse)]
  if (kind === 'if') return scope => (isSome(read(scope)) ? then(scope) : otherwise(scope))
  if (kind === 'unless') return scope => (isSome(read(scope)) ? otherwise(scope) : then(scope))
  if (kind !== 'each') throw new Error(`Templates have no {{#${kind}}}.`)
  return scope => {
    const items = read(scope) as readonly unknown[] | null
    if (!items?.length) return otherwise(scope)
    let text = ''
    for (const item of items) text += then(within(scope, item))
    return text
  }
}

/** Empty lists are nothing. */
function isSome(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

type Call = Pick<hbs.AST.MustacheStatement, 'path' | 'params' | 'hash'>

/** A name of the page, or a helper with what it is given. */
function compileCall(compiler: Compiler, { path, params, hash }: Call): Read {
  const more = compileHash(compiler, hash)
  if (params.length === 0 && !more) return compileRead(compiler, path)
  const name = (path as hbs.AST.PathExpression).original
  const helper = compiler.helpers[name]
  if (!helper) throw new Error(`Templates have no helper "${name}".`)
  const given = params.map(param => compileRead(compiler, param))
  const none: Hash = {}
  return scope =>
    helper(
      given.map(read => read(scope)),
      more ? more(scope) : none,
      scope.root as Hash,
    )
}

function compileHash(
  compiler: Compiler,
  hash: hbs.AST.Hash | undefined,
): ((scope: Scope) => Hash) | undefined {
  const pairs = (hash?.pairs ?? []).map(({ key, value }) => [key, compileRead(compiler, value)] as const)
  if (pairs.length === 0) return undefined
  return scope => {
    const values: Record<string, unknown> = {}
    for (const [key, read] of pairs) values[key] = read(scope)
    return values
  }
}

function compileRead(compiler: Compiler, expression: hbs.AST.Expression): Read {
  if (expression.type === 'PathExpression') return compilePath(expression as hbs.AST.PathExpression)
  if (expression.type === 'SubExpression') {
    const call = expression as hbs.AST.SubExpression
    return compileCall(compiler, call)
  }
  const { value } = expression as hbs.AST.StringLiteral
  return () => value
}

/** `label`, `../id`, `this`, `@root.shell.csrf`. */
function compilePath({ parts, depth, data, original }: hbs.AST.PathExpression): Read {
  if (data && parts[0] !== 'root') throw new Error(`Templates have no "${original}".`)
  const names = data ? parts.slice(1) : parts
  const find = (value: unknown): unknown => {
    let found = value
    for (const name of names) {
      const holder = found
      found = holder === null || typeof holder !== 'object' ? undefined : (holder as Hash)[name]
      // Asked in this order because almost everything is there.
      if ((found === undefined || typeof found === 'function') && !Object.hasOwn(Object(holder), name))
        throw new Error(`The page has no "${original}" for its template.`)
    }
    return found
  }
  if (data) return ({ root }) => find(root)
  if (depth === 0) return ({ context }) => find(context)
  return scope => {
    let reached: Scope | undefined = scope
    for (let up = 0; up < depth; up++) reached = reached?.outer
    return find(reached?.context)
  }
}
