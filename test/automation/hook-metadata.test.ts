import { join } from 'node:path'
import { expect } from 'chai'
import { checkSoql } from '../../server/automation/check-soql.ts'
import { compileModel } from '../../server/metadata/compile.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import type { CompileContext } from '../../server/metadata/model-draft.ts'
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
      ['3:17 There is no object "Ordr".'],
    ],
    [
      'a value that the picklist does not have',
      inJob(`  await db.from('Order').where('Status', '=', 'AWAITING').rows()`),
      [
        `3:47 Argument of type '"AWAITING"' is not assignable to parameter of type 'InputAt<"Order", "Status">'.`,
      ],
    ],
    [
      'what the machine has and hooks have not',
      inJob('  void db\n  process.exit()'),
      [
        "4:3 Cannot find name 'process'. Do you need to install type definitions for node? Try `npm i --save-dev @types/node` and then add 'node' to the types field in your tsconfig.",
      ],
    ],
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
    ['an unknown field', 'SELECT Id, Statuss FROM Order', /^3:17 No such column 'Statuss' on entity 'Order'/],
    ['an unknown object', 'SELECT Id FROM Ordr', /^3:17 sObject type 'Ordr' is not supported/],
    ['no SOQL', 'SELECT FROM', /^3:17 /],
  ]
  for (const [given, text, problem] of soql) {
    it(`checks SOQL text: ${given}`, async () => {
      const problems = await problemsOf(inJob(`  await db.soql(\`${text}\`)`))
      if (!problem) expect(problems).to.deep.equal([])
      else expect(problems[0]).to.match(problem)
    })
  }

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
    expect(ours[0]?.message).to.include(`hook Example (${HOOK}:3:33)`)
    expect(ours[0]?.message).to.include(`hook Example (${HOOK}:4:40)`)
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
    expect(ours[0]?.message).to.include(`hook Example (${HOOK}:4:28)`)
  })

  it('checks types of unchanged hooks only when something that was there is gone', async () => {
    const text = inJob(`  await db.from('Order').select('title__c').rows()`)
    await compileWith(text)
    const began = performance.now()
    await compileWith(text, [
      {
        package: 'manufaktura',
        path: 'manufaktura/objects/Order/fields/urgency__c.json',
        text: '{ "label": "Urgency", "type": "Text", "length": 20 }',
      },
    ])
    const added = performance.now() - began
    expect(added).to.be.lessThan(1000)
  })
})
