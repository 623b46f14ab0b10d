import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect } from 'chai'
import { parseSync, Visitor } from 'oxc-parser'

const root = join(import.meta.dirname, '..', '..')
const server = join(root, 'server')

/** Rooms by floor: imports point strictly downward or stay inside the room. */
const FLOORS = [
  ['kernel'],
  ['rules', 'fields'],
  ['metadata'],
  ['access', 'storage'],
  ['org'],
  ['records'],
  ['automation', 'ui'],
  ['http'],
  ['app.ts'],
  ['main.ts'],
]

/** The values of fields and of rules are one vocabulary; `fields` may name the types of `rules/rule.ts`. */
const ALLOWED_NEIGHBOURS = new Set(['fields -> rules/rule.ts'])

const FORBIDDEN_NAMES = /(^|\/)(utils?|helpers?|common|misc|shared|index)\.ts$/

const ESCAPES = /@ts-ignore|@ts-expect-error|@ts-nocheck|biome-ignore|\bas any\b|:\s*any\b/

interface SourceFile {
  readonly path: string
  readonly lines: number
  readonly imports: readonly string[]
  readonly functionLengths: readonly {
    readonly line: number
    readonly length: number
    readonly isArrow: boolean
  }[]
}

const files = listFiles(server).map(readSource)

describe('the house', () => {
  it('has imports that point strictly downward', () => {
    const wrong = files.flatMap(file =>
      file.imports.filter(target => !mayImport(file.path, target)).map(target => `${file.path} -> ${target}`),
    )
    expect(wrong).to.deep.equal([])
  })

  it('has no import cycle', () => {
    expect(findCycle(new Map(files.map(file => [file.path, file.imports])))).to.deep.equal([])
  })

  it('has no file whose name says nothing', () => {
    const allowed = /^metadata\/types\/[^/]+\/index\.ts$/
    const wrong = files
      .map(file => file.path)
      .filter(path => FORBIDDEN_NAMES.test(path) && !allowed.test(path))
    expect(wrong).to.deep.equal([])
  })

  it('keeps files small: median 80 lines, nine in ten 200, none over 300', () => {
    const lengths = files.map(file => file.lines)
    expect(files.filter(file => file.lines > 300).map(file => `${file.path}: ${file.lines}`)).to.deep.equal(
      [],
    )
    expect(percentile(lengths, 0.5), 'median').to.be.at.most(80)
    expect(percentile(lengths, 0.9), 'nine in ten').to.be.at.most(200)
  })

  it('keeps functions small: nine in ten 30 lines, none over 50', () => {
    const functions = files.flatMap(file =>
      file.functionLengths.map(found => ({ ...found, path: file.path })),
    )
    const long = functions
      .filter(found => found.length > 50)
      .map(found => `${found.path}:${found.line}: ${found.length}`)
    expect(long).to.deep.equal([])
    expect(
      percentile(
        functions.map(found => found.length),
        0.9,
      ),
    ).to.be.at.most(30)
  })

  it('has route handlers of ten lines or fewer', () => {
    const handlers = files
      .filter(file => file.path.startsWith('http/routes/'))
      .flatMap(file =>
        file.functionLengths.filter(found => found.isArrow).map(found => ({ ...found, path: file.path })),
      )
    expect(handlers.length).to.be.greaterThan(10)
    const long = handlers
      .filter(found => found.length > 12)
      .map(found => `${found.path}:${found.line}: ${found.length}`)
    expect(long).to.deep.equal([])
  })

  it('has no way around the type checker or the linter', () => {
    const wrong = files.filter(({ path }) => ESCAPES.test(readFileSync(join(server, path), 'utf8')))
    expect(wrong.map(file => file.path)).to.deep.equal([])
  })
})

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map(name => join(folder, name))
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8')
  const { module, program } = parseSync(file, text)
  const imports = [...module.staticImports, ...module.staticExports.flatMap(e => e.entries)]
    .map(entry => ('moduleRequest' in entry ? entry.moduleRequest?.value : undefined))
    .filter((target): target is string => target?.startsWith('.') ?? false)
    .map(target => relative(server, resolve(dirname(file), target)))
  const functionLengths: { line: number; length: number; isArrow: boolean }[] = []
  const measure = (node: { type: string; start: number; end: number }): void => {
    const line = text.slice(0, node.start).split('\n').length
    const length = text.slice(node.start, node.end).split('\n').length
    functionLengths.push({ line, length, isArrow: node.type === 'ArrowFunctionExpression' })
  }
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program)
  return { path: relative(server, file), lines: text.split('\n').length - 1, imports, functionLengths }
}

function roomOf(path: string): string {
  return path.split('/')[0] as string
}

function floorOf(room: string): number {
  return FLOORS.findIndex(rooms => rooms.includes(room))
}

function mayImport(from: string, target: string): boolean {
  const [fromRoom, targetRoom] = [roomOf(from), roomOf(target)]
  if (fromRoom === targetRoom) return true
  if (target.startsWith('..')) return false
  if (ALLOWED_NEIGHBOURS.has(`${fromRoom} -> ${target}`)) return true
  return floorOf(targetRoom) >= 0 && floorOf(targetRoom) < floorOf(fromRoom)
}

function findCycle(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return []
    for (const target of imports.get(path) ?? []) {
      const cycle = visit(target, [...trail, path])
      if (cycle.length) return cycle
    }
    done.add(path)
    return []
  }
  for (const path of imports.keys()) {
    const cycle = visit(path, [])
    if (cycle.length) return cycle
  }
  return []
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}
