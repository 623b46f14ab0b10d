import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { readmeFiles, startWalk, until, type Walk } from './walk.ts'

const HOOKS = 'manufaktura/hooks'
const JOB = `${HOOKS}/ManufacturerSelectJob.ts`
const PROBE = `${HOOKS}/Probe.ts`
const REFUSED = 'The changed metadata was not deployed; the org goes on as it was.\n'
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

const schedulable = (body: string): string =>
  `import { Decimal, schedulable } from 'atelier'\n\nexport default schedulable(async ({ db, log }) => {\n${body}\n})\n`

describe("The hook developer's walk", () => {
  let walk: Walk
  let job: string
  before(async () => {
    walk = await startWalk()
    job = await readFile(walk.path(JOB), 'utf8')
  })

  /** What an editor says of all hooks: the compiler, with the tsconfig.json that it finds above them. */
  const editorSays = (): Promise<string> =>
    new Promise(resolve => {
      const args = [TSC, '--noEmit', '--pretty', 'false', '-p', walk.server.metadataDir]
      execFile(process.execPath, args, { cwd: walk.server.metadataDir }, (_error, out) => resolve(out))
    })
  /** `atelier hook run`, as the command line asks for it: the log, then how it ended. */
  const run = async (name: string): Promise<readonly string[]> => {
    const { text } = await walk.server.post(`/services/atelier/hooks/${name}/run`, {})
    const events = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { kind: string; text?: string; error?: string | null })
    return events.map(event => (event.kind === 'log' ? (event.text as string) : (event.error ?? 'done')))
  }

  it("has types of the org's own fields in the editor: text, exact numbers, parents, values of picklists", async () => {
    await until(() =>
      walk.types().then(
        () => true,
        () => false,
      ),
    )
    await walk.save({
      [PROBE]: schedulable(`  const [row] = await db
    .from('order_proposal__c')
    .select('price__c', 'order__r.EffectiveDate', 'order__r.Status', 'order__r.Account.Name')
    .rows()
  if (!row) return
  const price: Decimal = row.price__c
  const day: string = row.order__r.EffectiveDate
  const isOpen: boolean = row.order__r.Status === 'AWAITING PROPOSALS'
  log.info(price.plus(1), day.slice(0, 4), isOpen, row.order__r.Account.Name)`),
    })
    expect(await editorSays()).to.equal('')
  })

  it('reads of an unknown field in the editor and in the terminal, and the last good hook runs on', async () => {
    const said = await walk.save({
      [JOB]: job.replace("'order__c', 'manufacturer__c'", "'order__c', 'manufactuer__c'"),
    })
    expect(said.split('\n').slice(0, 2).join('\n')).to.equal(
      `${REFUSED}metadata/${JOB}:13:31: order_proposal__c has no field "manufactuer__c". Did you mean "manufacturer__c"? [hook.type]`,
    )
    expect((await editorSays()).split('\n')[0]).to.equal(
      `manufaktura/hooks/ManufacturerSelectJob.ts(13,31): error TS2345: Argument of type '"manufactuer__c"' is not assignable to parameter of type 'FieldPath<"order_proposal__c">'.`,
    )
    expect(await run('ManufacturerSelectJob')).to.deep.equal([
      '0 with a winner, 0 without proposals, 0 saved.',
      'done',
    ])
    expect(await walk.save({ [JOB]: job })).to.match(/are again those that the org has/)
  })

  const mistakes: readonly (readonly [what: string, text: string, place: string, told: string])[] = [
    ['broken TypeScript', 'export default {\n  a b\n}', '2:5', 'Expected "}" but found "b" [hook.syntax]'],
    [
      'a value that the picklist does not have',
      schedulable("  await db.update('Order', [{ Id: 'x', Status: 'CLOSD' }])"),
      '4:40',
      '"CLOSD" is not a valid value here. Did you mean "CLOSED"? [hook.type]',
    ],
    [
      'SOQL with an unknown field',
      schedulable("  await db.soql('SELECT Id FROM Order WHERE Titel__c = NULL')"),
      '4:45',
      "No such column 'Titel__c' on entity 'Order'",
    ],
    [
      'what hooks have not',
      schedulable("  await fetch('https://example.com')"),
      '4:9',
      `There is no "fetch" in hooks. They have JavaScript itself and what 'atelier' exports`,
    ],
  ]
  for (const [what, text, place, told] of mistakes) {
    it(`reads file, line and column of ${what}`, async () => {
      expect(await walk.save({ [PROBE]: text })).to.include(`${REFUSED}metadata/${PROBE}:${place}: ${told}`)
    })
  }

  it('edits the job, has it reloaded, runs it and reads its log', async () => {
    const edited = job.replace('log.info(', "console.log('edited')\n  log.info(")
    expect(await walk.save({ [PROBE]: null, [JOB]: edited })).to.match(
      /^Deployed as version \d+: changed hook ManufacturerSelectJob, removed hook Probe\.$/,
    )
    expect(await run('ManufacturerSelectJob')).to.deep.equal([
      'edited',
      '0 with a winner, 0 without proposals, 0 saved.',
      'done',
    ])
  })

  it('writes a trigger, a queueable, a schedulable and its job from README alone', async () => {
    const files = await readmeFiles()
    expect(await walk.save(files)).to.match(/^Deployed as version/)
    expect(await editorSays()).to.equal('')
    const account = await walk.server.create('Account', { Name: 'Acme' })
    const order = await walk.server.create('Order', {
      ...{ AccountId: account, EffectiveDate: '2030-01-01', Status: 'PENDING VALIDATION' },
    })
    const early = await walk.server.post('sobjects/inspection__c', { order__c: order, result__c: 'Passed' })
    expect(early.errors[0]).to.include({ message: 'Nothing passes before it is inspected.' })
    const inspection = await walk.server.create('inspection__c', { order__c: order })
    await walk.server.patch(`sobjects/inspection__c/${inspection}`, { result__c: 'Passed' })
    expect(walk.log).to.include('info InspectionTrigger: 1 with a result.')
    expect(await run('OpenInspections')).to.deep.equal(['0 inspections are open for a week: ', 'done'])
    const jobs = (await walk.server.get('/services/atelier/jobs')).body as { name: string; next: string }[]
    expect(jobs.find(({ name }) => name === 'OpenInspections')?.next).to.match(/T03:30:00\.000Z$/)
  })

  it('is told where a hook threw, and why a hook that would not end was ended; others are answered', async () => {
    await walk.save({
      [`${HOOKS}/explode.ts`]: "export function explode(): never {\n  throw new Error('Exploded')\n}\n",
      [`${HOOKS}/OnAccount.ts`]: `import { trigger } from 'atelier'
import { explode } from './explode.ts'

export default trigger('Account', ['before insert', 'after insert'], async ({ isBefore, records, db }) => {
  for (const { Name } of records) {
    if (Name === 'throw') explode()
    if (Name === 'ask') for (;;) await db.from('Account').select('Id').first()
    if (Name === 'again' && !isBefore) await db.insert('Account', [{ Name }])
  }
})
`,
    })
    const create = async (Name: string) => (await walk.server.post('sobjects/Account', { Name })).errors[0]
    expect(await create('throw')).to.deep.equal({
      message: `OnAccount: Exploded (${HOOKS}/explode.ts:2:9)`,
      errorCode: 'HOOK_FAILED',
      position: { file: `${HOOKS}/explode.ts`, line: 2, column: 9 },
    })
    const [asked] = await Promise.all([
      create('ask'),
      walk.server.create('Contact', { LastName: 'Meanwhile' }),
    ])
    expect(asked?.message).to.equal(
      'Hook OnAccount made 501 calls to the database; the limit is 500. Its transaction was rolled back.',
    )
    expect((await create('again'))?.message).to.match(/^Maximum trigger depth exceeded: .* the limit is 16\./)
    expect(await walk.server.query("SELECT Name FROM Account WHERE Name != 'Acme'")).to.deep.equal([])
  })
})
