import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Interrupted } from './report.ts'

/** Asks at the terminal without showing what is typed. */
export async function askSecret(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  // From here on the terminal shows no key: not before is anything asked.
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  process.stderr.write(question)
  try {
    return await terminal.question('')
  } catch (error) {
    throw (error as Error).name === 'AbortError' ? new Interrupted(['Interrupted.']) : error
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
