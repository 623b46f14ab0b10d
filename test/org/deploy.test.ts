import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import { deploy, undoDeploy } from '../../server/org/deploy.ts'
import type { DeployPhase } from '../../server/org/deployment.ts'
import { retrieve } from '../../server/org/retrieve.ts'
import type { Org } from '../../server/org/session.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

type Files = Readonly<Record<string, object>>

const field = (name: string): string => `objects/box__c/fields/${name}.json`
const text = { label: 'Text', type: 'Text', length: 50 }
const base: Files = {
  'objects/box__c/object.json': { label: 'Box', pluralLabel: 'Boxes' },
  [field('size__c')]: text,
  [field('colour__c')]: text,
}
const { [field('colour__c')]: _, ...withoutColour } = base

async function problemsOf(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work
  } catch (error) {
    if (error instanceof AtelierError) return error.problems.map(({ message }) => message)
    throw error
  }
  throw new Error('nothing was refused')
}

async function query(org: Org, statement: string): Promise<readonly (readonly (string | null)[])[]> {
  return (
    await org.database.run({ text: statement.replaceAll('box__c', `"${org.schema}"."box__c"`), values: [] })
  ).rows
}

async function columnsOf(org: Org): Promise<readonly string[]> {
  const { rows } = await org.database.run({
    text: `SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = 'box__c' AND column_name LIKE '%\\_\\_c' ORDER BY 1`,
    values: [org.schema],
  })
  return rows.map(([name]) => name as string)
}

async function addBox(org: Org, id: string, size: string): Promise<void> {
  await query(
    org,
    `INSERT INTO box__c (id, name, createddate, createdbyid, lastmodifieddate, lastmodifiedbyid, systemmodstamp, size__c, colour__c)
     VALUES ('${id}', 'x', now(), '005', now(), '005', now(), '${size}', 'red')`,
  )
}

describe('deploy', () => {
  let test: TestOrg
  let org: Org
  const put = (files: Files, options = {}) => deploy(org, sourceFiles(files), { who: 'test', ...options })
  beforeEach(async () => {
    test = await createTestOrg(sourceFiles(base))
    org = test.org
  })
  afterEach(() => test.dispose())

  it('makes tables, publishes the model and records who did it', async () => {
    expect(await columnsOf(org)).to.deep.equal(['colour__c', 'size__c'])
    expect(org.model.version).to.equal(1)
    const { rows } = await org.database.run({
      text: `SELECT number, who, status FROM "${org.schema}"._deploy`,
      values: [],
    })
    expect(rows).to.deep.equal([['1', 'test', 'applied']])
  })

  it('does nothing when nothing changed, without asking the database', async () => {
    const { result, statements } = await test.countStatements(() => put(base))
    expect(result).to.include({ changed: false, number: 1 })
    expect(statements).to.deep.equal([])
  })

  it('says with check what it would do, and does nothing', async () => {
    const result = await put({ ...base, [field('weight__c')]: text }, { check: true })
    expect(result.steps.map(({ description }) => description)).to.deep.equal([
      'add column box__c.weight__c text',
    ])
    expect(result.components).to.deep.include({
      change: 'added',
      type: 'field',
      fullName: 'box__c.weight__c',
      package: 'acme',
      path: 'acme/objects/box__c/fields/weight__c.json',
    })
    expect(await columnsOf(org)).to.deep.equal(['colour__c', 'size__c'])
    expect(org.model.version).to.equal(1)
  })

  it('changes nothing when one file is wrong', async () => {
    const wrong = {
      ...base,
      [field('weight__c')]: text,
      [field('bad__c')]: { label: 'Bad', type: 'Nonsense' },
    }
    expect((await problemsOf(put(wrong))).join()).to.match(/Nonsense/)
    expect(await columnsOf(org)).to.deep.equal(['colour__c', 'size__c'])
  })

  for (const phase of ['planned', 'tables', 'components', 'records', 'recorded'] as DeployPhase[]) {
    it(`leaves the org as it was when it ends after "${phase}"`, async () => {
      const fail = (now: DeployPhase): void => {
        if (now === phase) throw new AtelierError('SERVER_UNAVAILABLE', 'power cut')
      }
      const files = { ...withoutColour, [field('weight__c')]: text }
      expect(await problemsOf(put(files, { onPhase: fail }))).to.deep.equal(['power cut'])
      expect(await columnsOf(org)).to.deep.equal(['colour__c', 'size__c'])
      expect(org.model.version).to.equal(1)
      expect((await put(files)).number).to.equal(2)
    })
  }

  it('renames a column with its values', async () => {
    await addBox(org, 'a00000000000001AAA', 'XL')
    const { [field('size__c')]: __, ...rest } = base
    await put({ ...rest, [field('extent__c')]: { ...text, formerly: ['size__c'] } })
    expect(await query(org, 'SELECT extent__c FROM box__c')).to.deep.equal([['XL']])
  })

  it('keeps the values of a removed field for when it comes back', async () => {
    await addBox(org, 'a00000000000001AAA', 'XL')
    await put(withoutColour)
    expect(org.model.objects.get('box__c')?.fields.has('colour__c')).to.equal(false)
    expect(await columnsOf(org)).to.deep.equal(['_2_colour__c', 'size__c'])
    await put(base)
    expect(await query(org, 'SELECT colour__c FROM box__c')).to.deep.equal([['red']])
  })

  it('keeps the records of a removed object for when it comes back', async () => {
    await addBox(org, 'a00000000000001AAA', 'XL')
    const prefix = org.model.objects.get('box__c')?.keyPrefix
    await put({ 'objects/lid__c/object.json': { label: 'Lid', pluralLabel: 'Lids' } })
    expect(await columnsOf(org)).to.deep.equal([])
    await put(base)
    expect(await query(org, 'SELECT size__c FROM box__c')).to.deep.equal([['XL']])
    expect(org.model.objects.get('box__c')?.keyPrefix).to.equal(prefix)
  })

  it('refuses to convert values that do not convert, with their number and three ids', async () => {
    for (const [n, size] of ['1', 'two', 'three', 'four', 'five'].entries()) {
      await addBox(org, `a0000000000000${n}AAA`, size)
    }
    const number = { ...base, [field('size__c')]: { label: 'N', type: 'Number', precision: 8, scale: 0 } }
    const [problem] = await problemsOf(put(number))
    expect(problem).to.match(/4 values do not convert, for example in a00000000000001AAA, .*2AAA, .*3AAA\./)
    await query(org, `UPDATE box__c SET size__c = '7' WHERE size__c <> '1'`)
    await put(number)
    expect(await query(org, 'SELECT sum(size__c) FROM box__c')).to.deep.equal([['29']])
  })

  it('refuses to make a field unique whose values are not, with their number and three ids', async () => {
    for (const [n, size] of ['M', 'm', 'L', 'L', 'XL'].entries()) {
      await addBox(org, `a0000000000000${n}AAA`, size)
    }
    await query(org, `UPDATE box__c SET isdeleted = true WHERE size__c = 'L' AND id = 'a00000000000003AAA'`)
    const unique = { ...base, [field('size__c')]: { ...text, unique: true } }
    const [problem] = await problemsOf(put(unique))
    expect(problem).to.match(
      /box__c\.size__c cannot be unique: 2 records share .*a00000000000000AAA, .*1AAA\./,
    )
    const caseSensitive = { ...base, [field('size__c')]: { ...text, unique: true, caseSensitive: true } }
    expect((await put(caseSensitive, { check: true })).changed).to.equal(true)
    expect(await problemsOf(put(unique, { check: true }))).to.have.length(1)
    await query(org, `UPDATE box__c SET size__c = 'S' WHERE size__c = 'm'`)
    await put(unique)
  })

  it('turns days into instants at midnight of the org, and back', async () => {
    await addBox(org, 'a00000000000001AAA', '2026-03-29')
    await put({ ...base, [field('size__c')]: { label: 'Day', type: 'Date' } })
    await put({ ...base, [field('size__c')]: { label: 'At', type: 'DateTime' } })
    const utc = `SELECT (size__c AT TIME ZONE 'UTC')::text FROM box__c`
    expect(await query(org, utc)).to.deep.equal([['2026-03-28 20:00:00']])
    await undoDeploy(org, { who: 'test' })
    expect(await query(org, 'SELECT size__c::text FROM box__c')).to.deep.equal([['2026-03-29']])
  })

  describe('a picklist value with a new name', () => {
    /** A name, or a name with the ones that it had before. */
    type Named = string | readonly string[]
    const pick = (type: string, ...list: readonly Named[]): Files => {
      const value = list.map(name => [name].flat()).map(([fullName, ...formerly]) => ({ fullName, formerly }))
      const valueSet = { restricted: true, valueSetDefinition: { value } }
      return { ...base, [field('tint__c')]: { label: 'Tint', type, valueSet } }
    }
    const one = (...list: readonly Named[]): Files => pick('Picklist', ...list)
    const several = (...list: readonly Named[]): Files => pick('MultiselectPicklist', ...list)
    const tints = async () =>
      (await query(org, 'SELECT tint__c::text FROM box__c ORDER BY id')).map(([value]) => value)
    const fill = async (...list: readonly string[]): Promise<void> => {
      for (const [n, value] of list.entries()) {
        await addBox(org, `a0000000000000${n}AAA`, 'x')
        await query(org, `UPDATE box__c SET tint__c = '${value}' WHERE id = 'a0000000000000${n}AAA'`)
      }
    }

    it('takes the records with it, and back', async () => {
      await put(one('red', 'green'))
      await fill('red', 'green', 'red')
      const result = await put(one(['crimson', 'red'], 'green'))
      expect(result.steps.map(({ description, rows }) => [description, rows])).to.deep.equal([
        ['rewrite values of box__c.tint__c', 'rewrite'],
      ])
      expect(await tints()).to.deep.equal(['crimson', 'green', 'crimson'])
      await undoDeploy(org, { who: 'test' })
      expect(await tints()).to.deep.equal(['red', 'green', 'red'])
    })

    it('is no work for later deploys', async () => {
      await put(one(['crimson', 'red'], 'green'))
      const { steps } = await put({ ...one(['crimson', 'red'], 'green'), [field('more__c')]: text })
      expect(steps.map(({ description }) => description)).to.deep.equal(['add column box__c.more__c text'])
    })

    it('is renamed within lists, each value once, in the order of the value set', async () => {
      await put(several('red', 'green', 'blue'))
      await fill('{red,green}', '{blue}', '{red}')
      await put(several('green', 'blue', ['crimson', 'red']))
      expect(await tints()).to.deep.equal(['{green,crimson}', '{blue}', '{crimson}'])
      await undoDeploy(org, { who: 'test' })
      expect(await tints()).to.deep.equal(['{red,green}', '{blue}', '{red}'])
    })

    it('that was several values before, or is there already, cannot be undone: it is said', async () => {
      await put(one('red', 'green', 'blue'))
      await fill('red', 'green', 'blue')
      const { irreversible } = await put(one(['warm', 'red', 'green'], 'blue'))
      expect(irreversible).to.deep.equal(['box__c.tint__c: "red" and "green" became one value, "warm".'])
      expect(await tints()).to.deep.equal(['warm', 'warm', 'blue'])
      expect(await problemsOf(undoDeploy(org, { who: 'test' }))).to.match(/cannot be undone: .*"warm"/)
    })

    it('and a value that is simply gone is refused while records hold it', async () => {
      await put(one('red', 'green'))
      await fill('red', 'green', 'red')
      const [problem] = await problemsOf(put(one('green')))
      expect(problem).to.match(/2 values do not convert/)
    })
  })

  it('refuses the removal of a field that others use, naming each', async () => {
    const rule = (name: string): string => `objects/box__c/validation-rules/${name}.json`
    const source = {
      active: true,
      errorMessage: 'no',
      errorCondition: { '==': [{ var: 'colour__c' }, 'red'] },
    }
    await put({ ...base, [rule('First')]: source, [rule('Second')]: source })
    const [problem] = await problemsOf(
      put({ ...withoutColour, [rule('First')]: source, [rule('Second')]: source }),
    )
    expect(problem)
      .to.match(/box__c\.First/)
      .and.match(/box__c\.Second/)
    expect(await columnsOf(org)).to.deep.equal(['colour__c', 'size__c'])
  })

  it('renames an object with its records, its key prefix and what was set aside, and back again', async () => {
    await addBox(org, 'a00000000000001AAA', 'XL')
    await put(withoutColour)
    const prefix = org.model.objects.get('box__c')?.keyPrefix
    await put({
      'objects/crate__c/object.json': { label: 'Crate', pluralLabel: 'Crates', formerly: ['box__c'] },
      'objects/crate__c/fields/size__c.json': text,
      'objects/crate__c/fields/colour__c.json': text,
    })
    const rows = await query(org, `SELECT size__c, colour__c FROM "${org.schema}".crate__c`)
    expect(rows).to.deep.equal([['XL', 'red']])
    expect(org.model.objectsByPrefix.get(prefix as string)?.name).to.equal('crate__c')
    await undoDeploy(org, { who: 'test' })
    expect(org.model.objectsByPrefix.get(prefix as string)?.name).to.equal('box__c')
    await undoDeploy(org, { who: 'test' })
    expect(await query(org, 'SELECT size__c, colour__c FROM box__c')).to.deep.equal([['XL', 'red']])
  })

  it('takes the last deploy back, and then the one before it', async () => {
    await addBox(org, 'a00000000000001AAA', 'XL')
    const { [field('size__c')]: __, ...rest } = base
    await put({ ...rest, [field('extent__c')]: { ...text, formerly: ['size__c'] } })
    await put({
      [field('weight__c')]: text,
      ...rest,
      [field('extent__c')]: { ...text, formerly: ['size__c'] },
    })
    expect((await undoDeploy(org, { who: 'test' })).number).to.equal(4)
    expect(await columnsOf(org)).to.deep.equal(['_3_weight__c', 'colour__c', 'extent__c'])
    await undoDeploy(org, { who: 'test' })
    expect(await query(org, 'SELECT size__c FROM box__c')).to.deep.equal([['XL']])
    expect(texts(retrieve(org))).to.deep.equal(texts(sourceFiles(base)))
    expect(await problemsOf(undoDeploy(org, { who: 'test' }))).to.match(/no deploy to undo/)
  })

  it('can be deployed again after it was undone', async () => {
    const files = { ...withoutColour, [field('weight__c')]: text }
    await addBox(org, 'a00000000000001AAA', 'XL')
    await put(files)
    await undoDeploy(org, { who: 'test' })
    await put(files)
    await undoDeploy(org, { who: 'test' })
    expect(await query(org, 'SELECT colour__c FROM box__c')).to.deep.equal([['red']])
  })
})

function texts(files: readonly SourceFile[]): readonly string[] {
  return files.map(({ path, text: content }) => `${path} ${content}`).sort()
}
