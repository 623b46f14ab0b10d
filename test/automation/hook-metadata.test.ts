import { join } from 'node:path'
import { expect } from 'chai'
import { checkSoql } from '../../server/automation/check-soql.ts'
import type { Problem } from '../../server/kernel/errors.ts'
import { compileModel } from '../../server/metadata/compile.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import { emitTypes, typeLines } from '../../server/metadata/emit-types.ts'
import type { CompileContext } from '../../server/metadata/model-draft.ts'
import type { OrgModel } from '../../server/metadata/org-model.ts'
import { readSource } from '../../server/metadata/source.ts'
import { SAMPLE } from '../records/query/sample-model.ts'

const metadataDir = join(import.meta.dirname, '..', '..', 'metadata')
const HOOK = 'manufaktura/hooks/Example.ts'

const context: CompileContext = {
  version: 1,
  idOf: () => '',
  prefixOf: name => `z${name.length.toString(36)}${name.charCodeAt(0).toString(36).slice(-1)}`,
  before: [],
  checkSoql,
}

describe('hook metadata', () => {
  let files: readonly SourceFile[]
  before(async () => {
    files = await readSource(metadataDir)
  })

  const compileWith = (text: string, more: readonly SourceFile[] = [], without?: string) =>
    compileModel(
      [...files.filter(file => file.path !== without), { package: 'manufaktura', path: HOOK, text }, ...more],
      context,
    )
  const problemsOf = async (text: string, more?: readonly SourceFile[], without?: string) => {
    const { problems } = await compileWith(text, more, without)
    return problems.map(({ position, message, hint }) =>
      `${position?.file}:${position?.line}:${position?.column} ${message}${hint ? ` ${hint}` : ''}`.replace(
        `${HOOK}:`,
        '',
      ),
    )
  }
  const placesOf = (problem: Problem | undefined): readonly string[] =>
    (problem?.places ?? []).map(({ file, line, column, name }) => `${file}:${line}:${column} ${name}`)
  const inJob = (body: string): string =>
    `import { schedulable } from 'atelier'\nexport default schedulable(async ({ db }) => {\n${body}\n})\n`

  it('compiles the packages as they stand, with the job and its hook', async () => {
    const { model, problems } = await compileModel(files, context)
    expect(problems).to.deep.equal([])
    expect(model?.hooks.get('manufacturerselectjob')).to.include({
      kind: 'schedulable',
      package: 'manufaktura',
    })
  })

  it('takes what a trigger says about itself', async () => {
    const { model, problems } = await compileWith(
      `import { trigger } from 'atelier'\nexport default trigger('Order', ['before insert', 'after update'], ({ records }) => void records)`,
    )
    expect(problems).to.deep.equal([])
    expect(model?.hooks.get('example')).to.deep.include({
      kind: 'trigger',
      object: 'Order',
      events: ['before insert', 'after update'],
    })
  })

  it('takes files that hooks import, and that are none', async () => {
    const shared = {
      package: 'manufaktura',
      path: 'manufaktura/hooks/Prices.ts',
      text: 'export const VAT = 1.23\n',
    }
    const text = `import { schedulable } from 'atelier'\nimport { VAT } from './Prices.ts'\nexport default schedulable(() => VAT)`
    const { model, problems } = await compileWith(text, [shared])
    expect(problems).to.deep.equal([])
    expect(model?.hooks.has('prices')).to.equal(false)
  })

  const scenarios: readonly (readonly [given: string, text: string, problems: readonly string[]])[] = [
    ['a syntax error', 'export default {\n  a b\n}', ['2:5 Expected "}" but found "b"']],
    [
      'an import of Node',
      `import { readFile } from 'node:fs/promises'\nexport default readFile`,
      [`1:26 A hook cannot import "node:fs/promises". Import from 'atelier' or from a file in hooks/.`],
    ],
    [
      'an import of a package, at run time',
      `import { schedulable } from 'atelier'\nexport default schedulable(() => import('lodash'))`,
      [`2:41 A hook cannot import "lodash". Import from 'atelier' or from a file in hooks/.`],
    ],
    [
      'an import from outside of hooks/',
      `import x from '../package.json'\nexport default x`,
      ['1:15 "../package.json" is outside of hooks/. Move the file into hooks/.'],
    ],
    [
      'no hook',
      'export default 1',
      [
        "1:1 The file does not export a hook as its default. Write: export default schedulable(async ({ db }) => { … }), or trigger or queueable, from 'atelier'.",
      ],
    ],
    [
      'an error at the top level',
      `import { schedulable } from 'atelier'\nconst a: string[] = []\nconst b = (a[0] as string).length\nexport default schedulable(() => b)`,
      ["3:28 The hook cannot be loaded: Cannot read properties of undefined (reading 'length')"],
    ],
    [
      'an endless top level',
      `import { schedulable } from 'atelier'\nwhile (true) {}\nexport default schedulable(() => 1)`,
      ['1:1 The hook cannot be loaded: Script execution timed out after 1000ms'],
    ],
    [
      'a trigger of an unknown object',
      `import { trigger } from 'atelier'\nexport default trigger('Ordr' as 'Order', ['before insert'], () => 1)`,
      ['2:24 There is no object "Ordr". Did you mean "Order"?'],
    ],
    [
      'a select of an unknown field',
      inJob(`  await db.from('Order').select('Id', 'Statuss').rows()`),
      ['3:39 Order has no field "Statuss". Did you mean "Status"?'],
    ],
    [
      'a select over an unknown lookup',
      inJob(`  await db.from('order_proposal__c').select('ordr__r.Status').rows()`),
      ['3:45 order_proposal__c has no lookup "ordr__r". Did you mean "order__r"?'],
    ],
    [
      'a query of an unknown object',
      inJob(`  await db.from('Ordr').select('Id').rows()`),
      ['3:17 There is no object "Ordr". Did you mean "Order"?'],
    ],
    [
      'a query of an unknown object, with paths that are wrong only for that',
      inJob(`  await db.from('Ordr').where('Status', '=', 'x').orderBy('Id').rows()`),
      ['3:17 There is no object "Ordr". Did you mean "Order"?'],
    ],
    [
      'a value that the picklist does not have',
      inJob(`  await db.from('Order').where('Status', '=', 'AWAITING').rows()`),
      ['3:47 "AWAITING" is not a valid value here. Did you mean "AWAITING PROPOSALS"?'],
    ],
    [
      'a mistyped value of a picklist that is saved',
      inJob(`  await db.update('Order', [{ Id: 'x', Status: 'AWAITING PROPOSAL' }])`),
      ['3:40 "AWAITING PROPOSAL" is not a valid value here. Did you mean "AWAITING PROPOSALS"?'],
    ],
    [
      'a value of another type',
      inJob(`  await db.from('Order').where('EffectiveDate', '<', 5).rows()`),
      ["3:54 Argument of type 'number' is not assignable to parameter of type 'string'."],
    ],
    [
      'a record with an unknown field',
      inJob(`  await db.update('Order', [{ Id: 'x', proposl__c: 'a' }])`),
      ['3:40 Order has no field "proposl__c". Did you mean "proposal__c"?'],
    ],
    [
      'a list of records with an unknown field',
      inJob(
        `  const orders = ['x'].map(Id => ({ Id, proposl__c: 'a' }))\n  await db.update('Order', orders)`,
      ),
      ['4:28 Order has no field "proposl__c". Did you mean "proposal__c"?'],
    ],
    [
      'a record whose unknown field may be anything',
      inJob(`  await db.update('Order', [{ Id: 'x', proposl__c: JSON.parse('1') }])`),
      ["3:40 Type 'any' is not assignable to type 'never'."],
    ],
    [
      'a record with a field that only the platform sets',
      inJob(`  await db.insert('order_proposal__c', [{ CreatedDate: '' }])`),
      ['3:43 order_proposal__c.CreatedDate is not a field that can be saved.'],
    ],
    [
      'a list of records with a value of another type',
      inJob(
        `  const bids = ['x'].map(Id => ({ Id, price__c: true }))\n  await db.update('order_proposal__c', bids)`,
      ),
      [
        `4:40 "price__c": Type 'boolean' is not assignable to type 'string | number | Decimal | null | undefined'.`,
      ],
    ],
    [
      'a row whose field was not selected',
      inJob(`  const rows = await db.from('Order').select('Id').rows()\n  rows[0]?.Status`),
      ["4:12 Property 'Status' does not exist on type '{ readonly Id: string; }'."],
    ],
    [
      'an unknown external id',
      inJob(`  await db.upsert('Order', 'external_id', [{ title__c: 'x' }])`),
      ['3:28 Order has no field "external_id". Did you mean "external_id__c"?'],
    ],
    [
      'an import of Node that is not used',
      `import fs from 'node:fs'\n${inJob('  db.from')}`,
      [`1:16 A hook cannot import "node:fs". Import from 'atelier' or from a file in hooks/.`],
    ],
    [
      'children that the object does not have',
      inJob(`  await db.from('Order').children('order_proposal__r', bids => bids.select('Id')).rows()`),
      ['3:35 Order has no child relationship "order_proposal__r". Did you mean "order_proposals__r"?'],
    ],
    [
      'an unknown field of children',
      inJob(
        `  await db.from('Order').children('order_proposals__r', bids => bids.select('prise__c')).rows()`,
      ),
      ['3:77 order_proposal__c has no field "prise__c". Did you mean "price__c"?'],
    ],
    [
      'an unknown field in a group of conditions',
      inJob(
        `  await db.from('Order').whereAny([['Id', '=', 'x'], { not: ['Statuss', '=', 'DRAFT'] }]).rows()`,
      ),
      [`3:62 Order has no field "Statuss". Did you mean "Status"?`],
    ],
    [
      'a value in a group of conditions that the picklist does not have',
      inJob(`  await db.from('Order').whereAny([['Id', '=', 'x'], ['Status', 'in', ['AWAITING']]]).rows()`),
      ['3:72 "AWAITING" is not a valid value here. Did you mean "AWAITING PROPOSALS"?'],
    ],
    [
      'an order by what is no alias',
      inJob(
        `  await db.from('Order').select('Status').groupBy('Status').countOf('Id', 'orders').orderBy('orderz').rows()`,
      ),
      [`3:93 Order has no field "orderz".`],
    ],
    [
      'having what is no alias',
      inJob(
        `  await db.from('Order').select('Status').groupBy('Status').countOf('Id', 'orders').having('orderz', '>', 1).rows()`,
      ),
      ['3:92 "orderz" is not a valid value here. Did you mean "orders"?'],
    ],
    [
      'what was not selected of a child',
      inJob(
        `  const [order] = await db.from('Order').children('order_proposals__r', bids => bids.select('Id')).rows()\n  return order?.order_proposals__r[0]?.price__c`,
      ),
      [`4:40 Property 'price__c' does not exist on type '{ readonly Id: string; }'.`],
    ],
    [
      'what the machine has and hooks have not',
      inJob('  void db\n  process.exit()'),
      [
        `4:3 There is no "process" in hooks. They have JavaScript itself and what 'atelier' exports, nothing of Node or of browsers.`,
      ],
    ],
    ['console, which is the log', inJob(`  console.log(db)\n  console.warn('a', 1)`), []],
  ]
  for (const [given, text, expected] of scenarios) {
    it(`says where: ${given}`, async () => expect(await problemsOf(text)).to.deep.equal(expected))
  }

  it('says where: a top level that eats memory', async () => {
    const text = `import { schedulable } from 'atelier'\nconst a: number[] = []\nfor (;;) a.push(1)\nexport default schedulable(() => 1)`
    const problems = await problemsOf(text)
    expect(problems).to.have.length(1)
    // Whichever comes first on this machine.
    expect(problems[0]).to.match(
      /^1:1 The hook cannot be loaded: (?:The file takes too much memory|Script execution timed out)/,
    )
  })

  const soql: readonly (readonly [given: string, text: string, problem: RegExp | undefined])[] = [
    ['a right one', 'SELECT Id, order__r.Account.Name FROM order_proposal__c WHERE price__c > 5', undefined],
    [
      'binds',
      'SELECT Id FROM Order WHERE Id IN :ids AND EffectiveDate < :day AND Status = :status',
      undefined,
    ],
    ['binds in LIMIT and OFFSET', 'SELECT Id FROM Order ORDER BY Id LIMIT :count OFFSET : skip', undefined],
    [
      'binds of every type of field',
      "SELECT Status, COUNT(Id) FROM Order WHERE (Status LIKE :a OR TotalAmount >= :b) AND CreatedDate != :c AND Id NOT IN (:d, :e) AND IsDeleted = :f AND Name = 'a :b' GROUP BY Status HAVING COUNT(Id) > :n",
      undefined,
    ],
    ['date literals with a number', 'SELECT Id FROM Order WHERE EffectiveDate = LAST_N_DAYS:30', undefined],
    ['an unknown field', 'SELECT Id, Statuss FROM Order', /^3:29 No such column 'Statuss' on entity 'Order'/],
    ['an unknown object', 'SELECT Id FROM Ordr', /^3:33 sObject type 'Ordr' is not supported/],
    ['no SOQL', 'SELECT FROM', /^3:29 unexpected token/],
    [
      'what is wrong after a bind',
      'SELECT Id FROM Order WHERE Status = :status AND Nme = 1',
      /^3:66 No such column 'Nme'/,
    ],
    [
      'what is wrong in a further line',
      'SELECT Id\n    FROM Order WHERE Nme = 1',
      /^4:22 No such column 'Nme'/,
    ],
  ]
  for (const [given, text, problem] of soql) {
    it(`checks SOQL text: ${given}`, async () => {
      const problems = await problemsOf(inJob(`  await db.soql(\`${text}\`)`))
      if (!problem) expect(problems).to.deep.equal([])
      else expect(problems[0]).to.match(problem)
    })
  }

  it('checks SOQL text: not one that something is added to', async () => {
    const text = inJob("  const rest = 'Id = NULL'\n  await db.soql('SELECT Id FROM Order WHERE ' + rest)")
    expect(await problemsOf(text)).to.deep.equal([])
  })

  it('does not say that a faulty hook was removed', async () => {
    const path = 'manufaktura/hooks/ManufacturerSelectJob.ts'
    const whole = await compileModel(files, context)
    const faulty = files.map(file => (file.path === path ? { ...file, text: 'const a == 1' } : file))
    const { problems } = await compileModel(faulty, { ...context, before: whole.components })
    expect(problems.map(({ code, position }) => [code, position?.file])).to.deep.equal([
      ['hook.syntax', path],
    ])
  })

  it('checks SOQL text: binds of choices', () => {
    expect(checkSoql(SAMPLE, 'SELECT Id FROM Order WHERE Tags__c INCLUDES (:a, :b)')).to.equal(undefined)
  })

  it('refuses to remove a field that a hook uses, and says where', async () => {
    const path = 'manufaktura/objects/Order/fields/title__c.json'
    const text = inJob(
      `  await db.from('Order').select('title__c').rows()\n  await db.update('Order', [{ Id: 'x', title__c: 'a' }])`,
    )
    const whole = await compileWith(text)
    expect(whole.problems).to.deep.equal([])
    const { problems } = await compileModel(
      [...files.filter(file => file.path !== path), { package: 'manufaktura', path: HOOK, text }],
      { ...context, before: whole.components },
    )
    const ours = problems.filter(problem => problem.position?.file === path)
    expect(ours).to.have.length(1)
    expect(ours[0]?.message).to.include('The field Order.title__c cannot be removed')
    expect(placesOf(ours[0])).to.include(`${HOOK}:3:33 hook Example`)
    expect(placesOf(ours[0])).to.include(`${HOOK}:4:40 hook Example`)
  })

  it('names a hook that sets the removed field in some records of a list', async () => {
    const path = 'manufaktura/objects/Order/fields/title__c.json'
    const text = inJob(
      `  const orders = [...['a'].map(Id => ({ Id, title__c: 'x' })), ...['b'].map(Id => ({ Id, PoNumber: 'y' }))]\n  await db.update('Order', orders)`,
    )
    const whole = await compileWith(text)
    expect(whole.problems).to.deep.equal([])
    const { problems } = await compileModel(
      [...files.filter(file => file.path !== path), { package: 'manufaktura', path: HOOK, text }],
      { ...context, before: whole.components },
    )
    const ours = problems.filter(problem => problem.position?.file === path)
    expect(placesOf(ours[0])).to.include(`${HOOK}:4:28 hook Example`)
  })

  it('names a hook that uses the removed field where another object has one like it', async () => {
    const path = 'manufaktura/objects/Order/fields/external_id__c.json'
    const text = inJob(`  await db.from('Order').select('external_id__c').rows()`)
    const whole = await compileWith(text)
    expect(whole.problems).to.deep.equal([])
    const { problems } = await compileModel(
      [...files.filter(file => file.path !== path), { package: 'manufaktura', path: HOOK, text }],
      { ...context, before: whole.components },
    )
    const ours = problems.filter(problem => problem.position?.file === path)
    expect(placesOf(ours[0])).to.include(`${HOOK}:3:33 hook Example`)
  })

  it('refuses field names that are no names, and goes on to check the hooks', async () => {
    const names = ['my-field__c', 'my field__c', '1st__c', "it's__c"]
    const wrong = names.map(name => ({
      package: 'manufaktura',
      path: `manufaktura/objects/Order/fields/${name}.json`,
      text: '{ "label": "Wrong", "type": "Lookup", "referenceTo": "Account" }',
    }))
    const { problems } = await compileWith(inJob(`  await db.from('Order').select('Statuss')`), wrong)
    expect(problems.map(({ code }) => code)).to.have.members([
      ...names.map(() => 'name.invalid'),
      'hook.type',
    ])
  })

  it('finds all lines of the types still there when a field was added: hooks need no check', async () => {
    const linesOf = async (more: readonly SourceFile[]) => {
      const { model } = await compileModel([...files, ...more], context)
      return typeLines(emitTypes(model as OrgModel))
    }
    const before = await linesOf([])
    const after = await linesOf([
      {
        package: 'manufaktura',
        path: 'manufaktura/objects/Order/fields/urgency__c.json',
        text: '{ "label": "Urgency", "type": "Text", "length": 20 }',
      },
    ])
    expect([...before].filter(line => !after.has(line))).to.deep.equal([])
    expect([...after].filter(line => !before.has(line))).to.have.length(3)
  })
})
