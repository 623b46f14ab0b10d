import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

const server = join(import.meta.dirname, '..', '..', 'server')

/** The words of every `say('…')` of the server. */
export function saidWords(): ReadonlySet<string> {
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' })
  return new Set(files.filter(file => file.endsWith('.ts')).flatMap(file => wordsOf(join(server, file))))
}

function wordsOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8')
  if (!text.includes('say(')) return []
  const found: string[] = []
  const visitor = new Visitor({
    CallExpression({ callee, arguments: [words] }) {
      if (callee.type !== 'Identifier' || callee.name !== 'say') return
      if (words?.type !== 'Literal' || typeof words.value !== 'string')
        throw new Error(`${path}: say() takes its words as a plain text.`)
      found.push(words.value)
    },
  })
  visitor.visit(parseSync(path, text).program)
  return found
}
