import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Edits, readmeFiles, startWalk, until, type Walk } from './walk.ts'

const OBJECTS = 'manufaktura/objects'
const FIELDS = `${OBJECTS}/Order/fields`
const URGENCY = `${FIELDS}/urgency__c.json`
const REFUSED = 'The changed metadata was not deployed; the org goes on as it was.\n'
const RIGHT = { label: 'Urgency', type: 'Text', length: 20 }

describe("The admin's walk", () => {
  let walk: Walk
  before(async () => {
    walk = await startWalk()
  })
  const readme = async (under: string): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(Object.entries(await readmeFiles()).filter(([path]) => path.startsWith(under)))
  const hasField = async (field: string): Promise<boolean> =>
    (await walk.server.get(`query?q=${encodeURIComponent(`SELECT ${field} FROM Order LIMIT 1`)}`)).status ===
    200

  it('adds a field by a file: the column, the API and the types of hooks have it', async () => {
    expect(await walk.save(await readme(URGENCY))).to.match(
      /^Deployed as version \d+: added field Order\.urgency__c\.$/,
    )
    const account = await walk.server.create('Account', { Name: 'Acme' })
    const order = { AccountId: account, EffectiveDate: '2030-01-01', Status: 'PENDING VALIDATION' }
    await walk.server.create('Order', { ...order, urgency__c: 'High' })
    expect(await walk.server.query('SELECT urgency__c FROM Order')).to.deep.equal([{ urgency__c: 'High' }])
    await until(async () => (await walk.types()).includes("urgency__c: 'Low' | 'High' | null"))
  })

  const mistakes: readonly (readonly [what: string, edits: Edits, lines: readonly string[]])[] = [
    [
      'an unknown key',
      { [URGENCY]: '{\n  "label": "Urgency",\n  "type": "Text",\n  "lenght": 20\n}' },
      [`${URGENCY}:4:3: "lenght" is not a key of a Text field. Did you mean "length"? [schema.unknown-key]`],
    ],
    [
      'a mistyped type',
      { [URGENCY]: { ...RIGHT, type: 'Pickslist' } },
      [
        `${URGENCY}:3:11: "Pickslist" is not a valid value of "type". Did you mean "Picklist"? [schema.unknown-value]`,
      ],
    ],
    [
      'broken JSON',
      { [URGENCY]: '{\n  "label": "Urgency"\n  "type": "Text"\n}' },
      [`${URGENCY}:3:3: A comma is expected here. [json.syntax]`],
    ],
    [
      'an unknown object',
      { [URGENCY]: { label: 'U', type: 'Lookup', referenceTo: 'Acount' } },
      [`${URGENCY}:4:18: There is no object "Acount". Did you mean "Account"? [field.unknown-object]`],
    ],
    [
      'a name that is there in another case',
      { [`${FIELDS}/Title__c.json`]: RIGHT },
      [
        `${FIELDS}/Title__c.json:1:1: Order.Title__c is already there in another case: ${FIELDS}/title__c.json. API names differ by more than case. Rename one of the two, or remove it. [name.duplicate-case]`,
      ],
    ],
    [
      'a name of 41 characters',
      { [`${FIELDS}/${'a'.repeat(41)}__c.json`]: RIGHT },
      [
        `${FIELDS}/${'a'.repeat(41)}__c.json:1:1: The name "${'a'.repeat(41)}__c" has 41 characters; at most 40 are allowed. [name.too-long]`,
      ],
    ],
    [
      'names that are taken, have no suffix, or are none',
      { [`${FIELDS}/CreatedDate.json`]: RIGHT, [`${FIELDS}/my field__c.json`]: RIGHT },
      [
        `${FIELDS}/CreatedDate.json:1:1: The name of a custom field ends in __c: CreatedDate__c. [name.suffix]`,
        `${FIELDS}/CreatedDate.json:1:1: Every object has the field CreatedDate already. [name.reserved]`,
        `${FIELDS}/my field__c.json:1:1: The name "my field__c" must start with a letter and have only letters, digits and single underscores between them. [name.invalid]`,
      ],
    ],
    [
      'a folder, an object, a package and a file that are none',
      {
        'manufaktura/object/Order/fields/a__c.json': RIGHT,
        'manufaktura/objects/Ordr/fields/a__c.json': RIGHT,
        'manufactura/objects/Order/fields/a__c.json': RIGHT,
        'stray.json': RIGHT,
      },
      [
        'manufactura/objects/Order/fields/a__c.json:1:1: The package manufactura has no package.json. Did you mean "manufaktura"? [package.file]',
        'manufaktura/object/Order/fields/a__c.json:1:1: No metadata is expected in this place. Did you mean "objects"? [source.unknown-file]',
        'manufaktura/objects/Ordr/fields/a__c.json:1:1: The object Ordr has no object.json in any package. Did you mean "Order"? [object.missing]',
        'stray.json:1:1: No metadata is expected in this place. The first folder is a package: manufaktura, standard. [source.unknown-file]',
      ],
    ],
    [
      'a byte order mark',
      { [URGENCY]: `\uFEFF${JSON.stringify(RIGHT)}` },
      [
        `${URGENCY}:1:1: The file starts with a byte order mark. Save the file as UTF-8 without a byte order mark. [source.encoding]`,
      ],
    ],
    [
      '10 MB',
      { [URGENCY]: JSON.stringify({ ...RIGHT, description: 'x'.repeat(1e7) }) },
      [
        `${URGENCY}:1:1: The file is 10.0 MB; a metadata file has at most 1 MB. Records belong in data/ and are imported. [source.too-large]`,
      ],
    ],
  ]
  for (const [what, edits, lines] of mistakes) {
    it(`is told ${what}, and the org goes on until it is right`, async () => {
      const before = { ...(await readme(URGENCY)) }
      const told = lines.map(line => `metadata/${line}`).join('\n')
      expect(await walk.save(edits)).to.equal(REFUSED + told)
      expect(await hasField('urgency__c')).to.equal(true)
      const right = Object.fromEntries(Object.keys(edits).map(path => [path, before[path] ?? null]))
      expect(await walk.save(right)).to.match(/^The metadata files are again those that the org has/)
    })
  }

  it('cannot remove a field that others use, and reads who uses it and where', async () => {
    const bid = `${OBJECTS}/order_proposal__c`
    const weight = `${bid}/fields/weight__c.json`
    const above5 = [{ field: 'order_proposal__c.weight__c', operation: 'greaterThan', value: '5' }]
    const users: Edits = {
      [weight]: { label: 'Weight', type: 'Number', precision: 10, scale: 2 },
      [`${bid}/fields/double__c.json`]: {
        label: 'D',
        type: 'Number',
        precision: 10,
        scale: 2,
        formula: 'weight__c * 2',
      },
      [`${bid}/validation-rules/Light.json`]: { errorCondition: 'weight__c > 100', errorMessage: 'No.' },
      [`${bid}/list-views/Heavy.json`]: { label: 'Heavy', columns: ['Name', 'weight__c'] },
      [`${FIELDS}/heavy__c.json`]: {
        label: 'Heavy',
        type: 'Lookup',
        referenceTo: 'order_proposal__c',
        relationshipName: 'Heavies',
        lookupFilter: { filterItems: above5 },
      },
      [`${FIELDS}/total__c.json`]: {
        label: 'Total',
        type: 'Summary',
        summaryOperation: 'sum',
        summarizedField: 'order_proposal__c.weight__c',
        summaryForeignKey: 'order_proposal__c.order__c',
      },
      'manufaktura/hooks/Weigh.ts': `import { schedulable } from 'atelier'

export default schedulable(async ({ db }) => {
  await db.from('order_proposal__c').select('weight__c').rows()
  await db.soql('SELECT Id FROM order_proposal__c WHERE weight__c > 5')
})
`,
    }
    expect(await walk.save(users)).to.match(/^Deployed as version/)
    expect(await walk.save({ [weight]: null })).to.equal(
      [
        `${REFUSED}metadata/${weight}:1:1: The field order_proposal__c.weight__c cannot be removed: it is used by field Order.heavy__c, field Order.total__c, field order_proposal__c.double__c and 3 more. Remove these uses first, or bring the file back: [component.still-used]`,
        '    metadata/manufaktura/hooks/Weigh.ts:4:45: hook Weigh',
        '    metadata/manufaktura/hooks/Weigh.ts:5:57: hook Weigh',
        `    metadata/${bid}/fields/double__c.json:6:14: field order_proposal__c.double__c`,
        `    metadata/${bid}/list-views/Heavy.json:5:5: list view order_proposal__c.Heavy`,
        `    metadata/${bid}/validation-rules/Light.json:2:21: validation rule order_proposal__c.Light`,
        `    metadata/${FIELDS}/heavy__c.json:8:7: field Order.heavy__c`,
        `    metadata/${FIELDS}/total__c.json:5:22: field Order.total__c`,
      ].join('\n'),
    )
    await walk.save(
      Object.fromEntries(Object.keys(users).flatMap(path => (path === weight ? [] : [[path, null]]))),
    )
  })

  it('keeps the values of a field that is renamed, and of one that is removed for a while', async () => {
    const [from, to] = [`${FIELDS}/remark__c.json`, `${FIELDS}/note__c.json`]
    await walk.save({ [from]: RIGHT })
    const [order] = await walk.server.query('SELECT Id FROM Order')
    await walk.server.patch(`sobjects/Order/${order?.Id}`, { remark__c: 'keep' })
    expect(await walk.save({ [from]: null, [to]: { ...RIGHT, formerly: ['remark__c'] } })).to.match(
      /: renamed field Order\.remark__c to Order\.note__c\.$/,
    )
    expect(await walk.server.query('SELECT note__c FROM Order')).to.deep.equal([{ note__c: 'keep' }])
    expect(await walk.save({ [to]: null })).to.match(/: removed field Order\.note__c\.$/)
    expect(await hasField('note__c')).to.equal(false)
    await walk.save({ [to]: RIGHT })
    expect(await walk.server.query('SELECT note__c FROM Order')).to.deep.equal([{ note__c: 'keep' }])
  })

  it('cannot change a type that values do not fit, and reads the record', async () => {
    const [order] = await walk.server.query('SELECT Id FROM Order')
    expect(await walk.save({ [`${FIELDS}/note__c.json`]: { label: 'Note', type: 'Date' } })).to.equal(
      `${REFUSED}metadata/${FIELDS}/note__c.json:3:11: Order.note__c cannot become Date: 1 value does not convert, for example in ${order?.Id}. Correct these records first. [field.values-do-not-convert]`,
    )
    await walk.server.patch(`sobjects/Order/${order?.Id}`, { note__c: '2030-05-01' })
    await walk.hear(() =>
      writeFile(walk.path(`${FIELDS}/note__c.json`), '{ "label": "Day", "type": "Date" }'),
    )
    expect(await walk.server.query('SELECT note__c FROM Order')).to.deep.equal([{ note__c: '2030-05-01' }])
  })

  it('may use any editor: a file in parts, one renamed into place, many at once, a folder moved about', async () => {
    const [half, swap] = [walk.path(`${FIELDS}/half__c.json`), walk.path(`${FIELDS}/swap__c.json`)]
    await walk.hear(() => writeFile(half, '{ "label": "Half",'))
    expect(await walk.hear(() => writeFile(half, '{ "label": "Half", "type": "Checkbox" }'))).to.match(
      /half__c\.$/,
    )
    await writeFile(`${swap}.tmp`, JSON.stringify(RIGHT))
    expect(await walk.hear(() => rename(`${swap}.tmp`, swap))).to.match(/swap__c\.$/)
    const many = Array.from({ length: 40 }, (_, n) => [`${FIELDS}/many${n}__c.json`, RIGHT])
    await walk.save(Object.fromEntries(many))
    await until(() => hasField('many39__c'))
    const [folder, away] = [walk.server.metadataDir, join(walk.server.metadataDir, '..', 'away')]
    expect(await walk.hear(() => rename(folder, away))).to.match(/cannot be read/)
    expect(await walk.hear(() => rename(away, folder))).to.match(/are again those/)
    await walk.save(Object.fromEntries(many.map(([path]) => [path, null])))
    await until(async () => !(await hasField('many39__c')))
  })

  it('makes an object from README alone, and works with it at once', async () => {
    const { [URGENCY]: _, ...all } = await readmeFiles()
    const files = Object.entries(all).filter(([path]) => !/hooks|jobs/.test(path))
    expect(files).to.have.length(9)
    expect(await walk.save(Object.fromEntries(files))).to.match(/^Deployed as version/)
    const [order] = await walk.server.query('SELECT Id FROM Order')
    const id = await walk.server.create('inspection__c', { order__c: order?.Id, result__c: 'Passed' })
    const changed = await walk.server.patch(`sobjects/inspection__c/${id}`, { result__c: 'Failed' })
    expect(changed.errors).to.deep.equal([
      {
        message: 'A result is not changed any more. Make a new inspection.',
        errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
        fields: ['result__c'],
      },
    ])
  })

  it('takes a deploy back; the files bring it again when one of them is saved', async () => {
    const path = `${FIELDS}/undone__c.json`
    await walk.save({ [path]: RIGHT })
    const { status } = await walk.server.post('/services/atelier/deploy/undo', {})
    expect([status, await hasField('undone__c')]).to.deep.equal([200, false])
    const other = { [`${FIELDS}/swap__c.json`]: { ...RIGHT, label: 'Saved' } }
    expect(await walk.save(other)).to.match(/added field Order\.undone__c/)
  })
})
