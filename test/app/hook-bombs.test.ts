import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import {
  commandOf,
  createDatabase,
  type Installation,
  makeInstallation,
  type ServerProcess,
} from '../support/server-process.ts'
import { shelfFiles } from './shelf-files.ts'

type Bomb = readonly [name: string, body: string, message: RegExp]

/** `$HOOK` stands for the name of the hook, which differs in triggers and jobs. */
const BOMBS: readonly Bomb[] = [
  ['loop', 'while (true) {}', /\$HOOK took [\d,]+ ms of processor time/],
  [
    'list',
    'const a = []; while (true) a.push(1)',
    /\$HOOK took (too much|\d+ MB) of memory|\$HOOK took too much MB/,
  ],
  ['text', "let s = 'x'; for (;;) s += s.slice(0, 1e6) + 'y'", /\$HOOK took \S+ MB of memory/],
  ['never', 'await new Promise(() => {})', /\$HOOK: The hook waits for a promise that nothing settles/],
  ['exit', 'process.exit(0)', /\$HOOK: process is not defined/],
  [
    'stray',
    "Promise.reject(new Error('lost')); for (let i = 0; i < 50; i++) await db.soql('SELECT Id FROM shelf__c')",
    /\$HOOK: lost/,
  ],
  ['recursion', 'const f = () => f(); f()', /\$HOOK: Maximum call stack size exceeded/],
  [
    'chatter',
    "for (let i = 0; i < 5000; i++) log.info('x'.repeat(10000)); throw new Error('said')",
    /\$HOOK: said/,
  ],
  [
    'statements',
    "for (;;) await db.soql('SELECT Id FROM shelf__c LIMIT 1')",
    /\$HOOK made [\d,]+ calls to the database/,
  ],
  [
    'crowd',
    "await Promise.all(Array.from({ length: 50000 }, () => db.soql('SELECT Id FROM shelf__c LIMIT 1')))",
    /\$HOOK made [\d,]+ calls to the database/,
  ],
  [
    'rows',
    "for (;;) await db.insert('box__c', Array.from({ length: 120000 }, (_, i) => ({ Name: 'r' + i, weight__c: 1 })))",
    /\$HOOK saved [\d,]+ records/,
  ],
  [
    'vandal',
    "JSON.stringify = () => 'nonsense'",
    /\$HOOK: The hook has changed what JavaScript itself is made of/,
  ],
  [
    'forger',
    `JSON.stringify = () => '{"type":"part","call":1,"rows":[5]}'; log.info('x')`,
    /\$HOOK: The hook has changed/,
  ],
  [
    'giant',
    "throw new Error('x'.repeat(4e7))",
    /\$HOOK: A value of 80 million characters is too long to leave a hook/,
  ],
]
/** Too slow for jobs, whose limits are wider; tested with triggers. */
const TRIGGERS_ONLY = new Set(['loop', 'list', 'text', 'statements', 'crowd', 'rows'])

const bombs = BOMBS.map(([name, body]) => `${name}: async ({ db, log }) => { ${body} },`).join('\n')
const FILES = {
  'hooks/Job.ts': `// @ts-nocheck
import { schedulable } from 'atelier'
const bombs = {\n${bombs}\n}
export default schedulable(async context => { await bombs[String(context.payload)]?.(context) })`,
  'hooks/Trigger.ts': `// @ts-nocheck
import { trigger } from 'atelier'
const bombs = {\n${bombs}\n}
export default trigger('shelf__c', ['after insert'], async context => { await bombs[String(context.records[0]?.Name)]?.(context) })`,
}

describe('a hook that goes wild in a running server', function () {
  this.timeout(120_000)
  let installation: Installation
  let server: ServerProcess
  let longest = 0
  before(async () => {
    installation = await makeInstallation({
      files: await shelfFiles(FILES),
      databaseUrl: await createDatabase(),
    })
    server = await installation.start()
    await server.create('shelf__c', { Name: 'tame' })
  })
  after(async () => {
    console.log(`      other requests waited at most ${Math.round(longest)} ms`)
    await installation.remove()
  })

  for (const [name, , message] of BOMBS) {
    if (name === 'loop') continue
    it(`as a trigger: ${name}: is ended and rolled back with a clear error, others are answered`, async () => {
      const answer = await amidOthers(() => server.post('sobjects/shelf__c', { Name: name }))
      expect(answer.status, answer.text.slice(0, 500)).to.equal(400)
      expect(answer.errors[0]?.message).to.match(named(message, 'Trigger'))
      expect(await server.query(`SELECT Name FROM shelf__c WHERE Name != 'tame'`)).to.deep.equal([])
    })
  }

  for (const [name, , message] of BOMBS) {
    if (TRIGGERS_ONLY.has(name)) continue
    it(`as a job: ${name}: ends with a clear error, others are answered`, async () => {
      const answer = await amidOthers(() => server.post('/services/atelier/hooks/Job/run', { payload: name }))
      const end = JSON.parse(answer.text.trimEnd().split('\n').at(-1) as string) as Record<string, string>
      expect(end).to.include({ kind: 'end', state: 'failed' })
      expect(end.error).to.match(named(message, 'Job'))
    })
  }

  it('leaves the server as it was: small, and with a few hook processes that wait', async () => {
    await server.create('shelf__c', { Name: 'tame' })
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8')
    expect(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024).to.be.lessThan(400)
    expect((await hookProcesses()).length).to.be.at.most(7)
    expect(server.output().length).to.be.lessThan(5_000_000)
  })

  it('in endless loops takes nothing from others, and does not outlive a server that is killed', async () => {
    const shelf__c = await server.create('shelf__c', { Name: 'tame' })
    const loops = Array.from({ length: 12 }, () => server.post('sobjects/shelf__c', { Name: 'loop' }))
    const looping = Promise.all(loops.map(loop => loop.catch(() => undefined)))
    await delay(300)
    await amidOthers(() => delay(1_500))
    // Objects without triggers are saved as ever, in transactions, too.
    for (let n = 0; n < 5; n++) await server.create('box__c', { Name: 'y', shelf__c, weight__c: n })
    const processes = await hookProcesses()
    expect(processes.length).to.be.greaterThan(0)
    await server.kill('SIGKILL')
    await looping
    for (let i = 0; i < 100 && (await alive(processes)).length > 0; i++) await delay(50)
    expect(await alive(processes)).to.deep.equal([])
    server = await installation.start()
    expect(await server.query(`SELECT Name FROM shelf__c WHERE Name != 'tame'`)).to.deep.equal([])
  })

  /** Reads and saves all the time while `work` goes on: each must succeed. */
  async function amidOthers<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false
    const others = async (): Promise<void> => {
      while (!isOver) {
        const began = performance.now()
        await server.query("SELECT Id FROM shelf__c WHERE Name = 'tame'")
        const saved = await server.post('sobjects/box__c', { Name: 'x' })
        expect(saved.errors[0]?.errorCode).to.equal('REQUIRED_FIELD_MISSING')
        longest = Math.max(longest, performance.now() - began)
        await delay(5)
      }
    }
    const going = others()
    const result = await work()
    isOver = true
    await going
    return result
  }

  async function hookProcesses(): Promise<readonly number[]> {
    const pids = (await readdir('/proc')).map(Number).filter(Boolean)
    const parents = await Promise.all(pids.map(parentOf))
    const children = pids.filter((_, index) => parents[index] === server.pid)
    const commands = await Promise.all(children.map(commandOf))
    return children.filter((_, index) => /permission/.test(commands[index] as string))
  }
})

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

async function alive(pids: readonly number[]): Promise<readonly number[]> {
  const commands = await Promise.all(pids.map(commandOf))
  return pids.filter((_, index) => commands[index] !== '')
}

function named(message: RegExp, hook: string): RegExp {
  return new RegExp(message.source.replaceAll('\\$HOOK', hook))
}
