import { expect } from 'chai'
import {
  readAuditTrail,
  recordSetupChanges,
  type SetupChange,
  verifyAuditTrail,
} from '../../server/org/audit-trail.ts'
import { deploy, undoDeploy } from '../../server/org/deploy.ts'
import { sealHistory, verifyHistory } from '../../server/org/history-seals.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { transaction } from '../../server/storage/transaction.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const FILES = {
  'objects/thing__c/object.json': { label: 'Thing', pluralLabel: 'Things', enableHistory: true },
  'objects/thing__c/fields/size__c.json': { label: 'Size', type: 'Text', length: 20, trackHistory: true },
}

describe('the setup trail', () => {
  let test: TestOrg
  before(async () => {
    test = await createTestOrg(sourceFiles(FILES))
  })
  after(() => test.dispose())

  const run = (text: string) =>
    test.org.database.run({ text: text.replaceAll('{s}', `"${test.org.schema}"`), values: [] })
  const changed = (name: string): SetupChange => ({
    section: 'login',
    action: 'changed',
    name,
    before: null,
    after: null,
  })
  const add = (...names: readonly string[]) =>
    transaction(test.org.database, {}, connection =>
      recordSetupChanges(connection, test.org, 'somebody', names.map(changed)),
    )

  it('has every changed file of a deploy and of its undo, with the text before and after', async () => {
    const before = await verifyAuditTrail(test.org)
    const more = {
      ...FILES,
      'objects/thing__c/object.json': { label: 'Thing', pluralLabel: 'Many', enableHistory: true },
    }
    await deploy(test.org, sourceFiles(more), { who: 'ann' })
    await undoDeploy(test.org, { who: 'bob' })
    const [undone, done] = await readAuditTrail(test.org, { limit: 2 })
    expect(done).to.include({ who: 'ann', section: 'metadata', action: 'changed' })
    expect(done).to.include({ name: 'acme/objects/thing__c/object.json', number: before.entries + 1 })
    expect(done?.before).to.include('"Things"')
    expect(done?.after).to.include('"Many"')
    expect(undone).to.include({ who: 'bob', before: done?.after, after: done?.before })
    expect((await verifyAuditTrail(test.org)).broken).to.equal(undefined)
  })

  it('is one chain, however many write at once', async () => {
    const { entries } = await verifyAuditTrail(test.org)
    await Promise.all(Array.from({ length: 12 }, (_, index) => add(`a${index}`, `b${index}`)))
    const check = await verifyAuditTrail(test.org)
    expect(check).to.include({ entries: entries + 24 })
    expect(check.broken).to.equal(undefined)
  })

  it('is written with the change or not at all', async () => {
    const { entries } = await verifyAuditTrail(test.org)
    const failing = transaction(test.org.database, {}, async connection => {
      await recordSetupChanges(connection, test.org, 'x', [changed('x')])
      throw new Error('changed my mind')
    })
    await failing.catch(() => undefined)
    expect(await verifyAuditTrail(test.org)).to.include({ entries })
  })

  it('is read page by page, newest first', async () => {
    const first = await readAuditTrail(test.org, { limit: 3 })
    const next = await readAuditTrail(test.org, { limit: 3, before: first[2]?.number as number })
    expect([...first, ...next].map(entry => (first[0]?.number ?? 0) - entry.number)).to.deep.equal([
      0, 1, 2, 3, 4, 5,
    ])
  })

  it('knows whether it still holds what was noted down', async () => {
    const { head } = await verifyAuditTrail(test.org)
    await add('later')
    expect((await verifyAuditTrail(test.org, head)).seen).to.equal(true)
    expect((await verifyAuditTrail(test.org, 'f'.repeat(64))).seen).to.equal(false)
  })

  for (const { given, then } of [
    { given: `UPDATE {s}._setup_audit SET who = 'nobody' WHERE number = 3`, then: 'Entry 3 was changed.' },
    { given: 'DELETE FROM {s}._setup_audit WHERE number = 2', then: 'Entry 2 is missing.' },
  ]) {
    it(`shows tampering: ${given}`, async () => {
      await run(given)
      expect((await verifyAuditTrail(test.org)).broken).to.equal(then)
    })
  }
})

describe('seals of the field history', () => {
  let test: TestOrg
  let id: string
  before(async () => {
    test = await createTestOrg(sourceFiles(FILES))
    const [made] = await save('insert', { Name: 'a', size__c: '1' })
    id = made?.id as string
  })
  after(() => test.dispose())

  const save = (operation: 'insert' | 'update', record: Record<string, unknown>) =>
    write(test.session, { object: 'thing__c', operation, records: [record], allOrNone: true }, noHooks)
  const run = (text: string) =>
    test.org.database.run({ text: text.replaceAll('{s}', `"${test.org.schema}"`), values: [] })

  it('take each entry once', async () => {
    const first = await sealHistory(test.org)
    await save('update', { Id: id, size__c: '2' })
    await save('update', { Id: id, size__c: '3' })
    expect(await sealHistory(test.org)).to.equal(2)
    expect(await sealHistory(test.org)).to.equal(0)
    const check = await verifyHistory(test.org)
    expect(check.entries).to.equal(first + 2)
    expect(check.broken).to.equal(undefined)
  })

  it('leave out what a transaction under way has written, and take it when it has ended', async () => {
    await transaction(test.org.database, {}, async connection => {
      await connection.run({
        text: `INSERT INTO "${test.org.schema}"._field_history (object, record, field, changed_by) VALUES ('thing__c', 'x', 'size__c', 'y')`,
        values: [],
      })
      await save('update', { Id: id, size__c: '4' })
      expect(await sealHistory(test.org)).to.equal(0)
    })
    // Other transactions of this database may be under way: they hold the seal back for a moment.
    let sealed = 0
    while (sealed < 2) sealed += await sealHistory(test.org)
    expect(sealed).to.equal(2)
    expect((await verifyHistory(test.org)).broken).to.equal(undefined)
  })

  it('show a changed, a removed and an added entry', async () => {
    const tamper = async (text: string, back: string): Promise<string | undefined> => {
      await run(text)
      const { broken } = await verifyHistory(test.org)
      await run(back)
      return broken
    }
    const entries = '{s}._field_history'
    expect(
      await tamper(
        `UPDATE ${entries} SET new_value = '9' WHERE new_value = '2'`,
        `UPDATE ${entries} SET new_value = '2' WHERE new_value = '9'`,
      ),
    ).to.match(/^Seal \d+ does not hold: \d+ entries, one of them changed\.$/)
    await run(`DELETE FROM ${entries} WHERE new_value = '3'`)
    expect((await verifyHistory(test.org)).broken).to.match(/^Seal \d+ does not hold: \d+ entries of \d+\.$/)
  })
})
