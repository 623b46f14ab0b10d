import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { copyFile, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { observe } from '../../server/kernel/observe.ts'
import { metadataFiles } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** File contents by path under metadata/; null: there is no such file. */
export type Edits = Readonly<Record<string, string | object | null>>

/** A person at the editor, beside the terminal of a server that watches the repository's own packages. */
export interface Walk {
  readonly server: TestServer
  /** Writes and removes the files, and gives what the terminal says to it. */
  save(edits: Edits): Promise<string>
  /** What the terminal says to the work. */
  hear(work: () => Promise<unknown>): Promise<string>
  /** The generated types of hooks. */
  types(): Promise<string>
  /** Lines that hooks have written since the walk began. */
  readonly log: readonly string[]
  path(file: string): string
}

const ROOT = join(import.meta.dirname, '..', '..')

export async function startWalk(): Promise<Walk> {
  const server = await startTestServer({ files: await metadataFiles(), watch: true })
  await copyFile(join(ROOT, 'metadata', 'tsconfig.json'), join(server.metadataDir, 'tsconfig.json'))
  const said: string[] = []
  const log: string[] = []
  const unobserve = [
    observe('info', ({ message }) => void said.push(message)),
    observe('warning', ({ message }) => void said.push(message)),
    observe('hookLog', ({ hook, level, text }) => void log.push(`${level} ${hook}: ${text}`)),
  ]
  after(async () => {
    for (const stop of unobserve) stop()
    await server.close()
  })
  const path = (file: string): string => join(server.metadataDir, file)
  const hear = async (work: () => Promise<unknown>): Promise<string> => {
    const before = said.length
    await work()
    await until(() => said.length > before)
    // Paths as they are in the repository.
    return said.slice(before).join('\n').replaceAll(`${server.metadataDir}/`, 'metadata/')
  }
  return {
    server,
    log,
    path,
    hear,
    save: edits => hear(async () => apply(edits, path)),
    types: () => readFile(join(dirname(server.metadataDir), '.atelier/types/atelier/index.d.ts'), 'utf8'),
  }
}

/** All at once: the server, which is in this process, takes no part of them for the whole. */
function apply(edits: Edits, path: (file: string) => string): void {
  for (const [file, content] of Object.entries(edits)) {
    if (content === null) {
      rmSync(path(file))
      continue
    }
    mkdirSync(dirname(path(file)), { recursive: true })
    writeFileSync(path(file), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
}

/** Waits for what comes by itself. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10)
}

/** The files that README has people write, by path under metadata/. */
export async function readmeFiles(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(ROOT, 'README.md'), 'utf8')
  const files = text.matchAll(/`metadata\/([^`\s]+)`:\n\n```(?:json|ts)\n([\s\S]*?)```/g)
  return Object.fromEntries([...files].map(([, path, content]) => [path as string, content as string]))
}
