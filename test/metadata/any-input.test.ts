import { expect } from 'chai'
import fc from 'fast-check'
import { compileModel } from '../../server/metadata/compile.ts'
import { BASE, toSourceFiles } from './compile-files.ts'

const context = { version: 1, idOf: () => '', prefixOf: (name: string) => name }
const MORE = {
  'base/objects/bid__c/validation-rules/R.json': {
    errorCondition: {
      and: [{ '>': [{ var: 'price__c' }, 5] }, { '==': [{ var: 'maker__r.city__c' }, 'x'] }],
    },
    errorMessage: 'No',
  },
  'base/objects/bid__c/fields/f__c.json': { label: 'F', type: 'Number', formula: 'price__c * 2 + 1' },
  'base/objects/bid__c/list-views/V.json': {
    label: 'V',
    columns: ['Name'],
    filters: [{ field: 'price__c', operation: 'equals', value: '1' }],
    booleanFilter: '1',
  },
  'base/profiles/P.json': { label: 'P', fieldPermissions: [{ field: 'bid__c.price__c', readable: true }] },
}
const files = toSourceFiles({ ...BASE, ...MORE })

/** A part of one file's text replaced: by other text, or by a piece of JSON where a value stood. */
const damage = fc.record({
  file: fc.nat(files.length - 1),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  text: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json({ maxDepth: 3 }),
    fc.constantFrom('{}', '[]', '__proto__', '"', ''),
  ),
})
const VALUE = /"(?:[^"\\]|\\.)*"(?!\s*:)|\b(?:true|false|\d+)\b/g
const swap = fc.record({ file: fc.nat(files.length - 1), at: fc.nat(30), json: fc.json({ maxDepth: 3 }) })

async function compileWith(index: number, text: string): Promise<void> {
  const changed = files.map((file, other) => (other === index ? { ...file, text } : file))
  const { model, problems } = await compileModel(changed, context)
  expect(model === undefined).to.equal(problems.length > 0)
  for (const { position, message } of problems) {
    const lines = changed.find(({ path }) => path === position?.file)?.text.split(/\r\n|\r|\n/) ?? []
    expect(position?.line, message).to.be.within(1, Math.max(lines.length, 1))
    expect(position?.column, message).to.be.within(1, (lines[(position?.line ?? 1) - 1]?.length ?? 0) + 1)
  }
}

describe('Any metadata at all', () => {
  it('gives a model or problems with places in the files, whatever text a file has', () =>
    fc.assert(
      fc.asyncProperty(damage, async ({ file, at, length, text }) => {
        const before = files[file]?.text ?? ''
        const start = Math.floor(at * before.length)
        await compileWith(file, before.slice(0, start) + text + before.slice(start + length))
      }),
      { numRuns: 300 },
    ))

  it('gives a model or problems, whatever JSON stands in place of a value', () =>
    fc.assert(
      fc.asyncProperty(swap, async ({ file, at, json }) => {
        let index = 0
        await compileWith(
          file,
          (files[file]?.text ?? '').replace(VALUE, value => (index++ === at ? json : value)),
        )
      }),
      { numRuns: 300 },
    ))
})
