import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { expect } from 'chai'
import { listChecks } from '../../server/metadata/check.ts'
import { emitComponentTypes } from '../../server/metadata/emit-component-types.ts'
import { parseJson } from '../../server/metadata/parse-json.ts'
import { metadataTypes, orderTypes } from '../../server/metadata/registry.ts'
import { publishedSchema, validateSource } from '../../server/metadata/validate.ts'

const METADATA = fileURLToPath(new URL('../../server/metadata/', import.meta.url))

describe('Metadata types', () => {
  it('are all there, each after those that it builds on', () => {
    const names = metadataTypes.map(({ name }) => name)
    expect(names).to.include.members(
      'package object field record-type value-set validation-rule list-view layout path-assistant profile permission-set muting-permission-set permission-set-group role group app job web-form translation'.split(
        ' ',
      ),
    )
    for (const { name, after } of metadataTypes) {
      for (const before of after) expect(names.indexOf(before)).to.be.lessThan(names.indexOf(name))
    }
  })

  it('cannot come after themselves or after what is not there', () => {
    const [type] = metadataTypes
    if (!type) throw new Error('There are no types.')
    expect(() => orderTypes([{ ...type, after: [type.name] }])).to.throw('comes after itself')
    expect(() => orderTypes([{ ...type, after: ['nothing'] }])).to.throw('which is not there')
  })

  for (const type of metadataTypes.filter(({ schema }) => schema)) {
    it(`${type.name} has a schema that is one, and examples that it decides rightly`, async () => {
      expect(new Ajv().validateSchema(publishedSchema(type))).to.equal(true)
      const folder = `${METADATA}types/${type.name}/examples/`
      const decided: string[] = []
      const files = await readdir(folder)
      for (const file of files) {
        const text = await readFile(folder + file, 'utf8')
        const parsed = parseJson(text, file)
        if ('problems' in parsed) throw new Error(`${file} is not JSON.`)
        const problems = validateSource(type, parsed.value, { path: file, text })
        decided.push(`${problems[0]?.code ?? file.slice(0, -5)}.json`)
        if (!file.startsWith('valid'))
          expect(problems.map(({ code }) => `${code}.json`)).to.deep.equal([file])
      }
      // A valid example is called valid, an invalid one by the code of its problem.
      expect(decided).to.deep.equal(files)
      expect(files.some(file => file.startsWith('valid'))).to.equal(true)
      expect(files.length).to.be.greaterThan(1)
    })
  }

  it('describe their checks, each id once', () => {
    const checks = listChecks()
    expect(new Set(checks.map(({ id }) => id)).size).to.equal(checks.length)
    for (const { id, description } of checks) {
      expect(id).to.match(/^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/)
      expect(description, id).to.match(/^[A-Z].*[^ ]\.$/)
    }
  })

  it('have current TypeScript interfaces (npx tsx scripts/emit-component-types.ts)', async () => {
    expect(await readFile(`${METADATA}component-types.d.ts`, 'utf8')).to.equal(await emitComponentTypes())
  })
})
