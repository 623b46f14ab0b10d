import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

const server = join(import.meta.dirname, '..', '..', 'server')

/** The words of every `say('…')` of the server. */
export function saidWords(): ReadonlySet<string> {
  return new Set(filesOf('.').flatMap(wordsOf))
}

/** Errors of a room that are made of text, which nothing translates: `list-export.ts: Files of …`. */
export function plainErrors(room: string): readonly string[] {
  return filesOf(room).flatMap(path => {
    const found: string[] = []
    visit(path, 'AtelierError', {
      NewExpression({ callee, arguments: [, message] }) {
        const isText = message?.type === 'Literal' || message?.type === 'TemplateLiteral'
        if (callee.type === 'Identifier' && callee.name === 'AtelierError' && isText) found.push(path)
      },
    })
    return found
  })
}

function wordsOf(path: string): readonly string[] {
  const found: string[] = []
  visit(path, 'say(', {
    CallExpression({ callee, arguments: [words] }) {
      if (callee.type !== 'Identifier' || callee.name !== 'say') return
      if (words?.type !== 'Literal' || typeof words.value !== 'string')
        throw new Error(`${path}: say() takes its words as a plain text.`)
      found.push(words.value)
    },
  })
  return found
}

function filesOf(room: string): readonly string[] {
  const files = readdirSync(join(server, room), { recursive: true, encoding: 'utf8' })
  return files.filter(file => file.endsWith('.ts')).map(file => join(server, room, file))
}

function visit(path: string, wanted: string, visitor: ConstructorParameters<typeof Visitor>[0]): void {
  const text = readFileSync(path, 'utf8')
  if (text.includes(wanted)) new Visitor(visitor).visit(parseSync(path, text).program)
}
