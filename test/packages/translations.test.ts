import { expect } from 'chai'
import { parseSync, Visitor } from 'oxc-parser'
import { compileModel } from '../../server/metadata/compile.ts'
import type { OrgModel } from '../../server/metadata/org-model.ts'
import { formatProblem } from '../../server/metadata/report-findings.ts'
import { keyOf, textsIn } from '../../server/metadata/types/translation/texts.ts'
import { labelsOf } from '../support/model-labels.ts'
import { metadataFiles } from '../support/test-org.ts'

/** Names of the time zone database are the same for everybody. */
const TIME_ZONE = /^value \w+\.timezonesidkey /

describe('translations of the packages', () => {
  let model: OrgModel

  before(async () => {
    const { model: compiled, problems } = await compileModel(await metadataFiles(), {
      version: 1,
      idOf: (type, fullName) => `${type}:${fullName}`,
      prefixOf: fullName => fullName,
    })
    if (!compiled) throw new Error(problems.map(formatProblem).join('\n'))
    model = compiled
  })

  for (const language of ['pl', 'de']) {
    it(`have everything in ${language} that a page can show: objects, fields, values, lists, sections, apps`, () => {
      const texts = textsIn(model, language)
      const labels = [...labelsOf(model)].filter(([key]) => !TIME_ZONE.test(key))
      expect(labels).to.have.length.above(1500)
      expect(
        labels.filter(([key]) => !texts?.get(key)).map(([key, text]) => `${key}: ${text}`),
      ).to.deep.equal([])
    })

    it(`have in ${language} whatever hooks say of records`, async () => {
      const said = (await metadataFiles()).flatMap(({ path, text }) =>
        path.endsWith('.ts') ? saidOfRecords(path, text) : [],
      )
      expect(said).to.include('The tender has ended: the proposal stays as it is.')
      const texts = textsIn(model, language)
      expect(said.filter(words => !texts?.get(keyOf('hook', '', words)))).to.deep.equal([])
    })
  }
})

/** The words of each `addError('…')`; others than plain text nobody could translate. */
function saidOfRecords(path: string, text: string): readonly string[] {
  const said: string[] = []
  new Visitor({
    CallExpression({ callee, arguments: given }) {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
      if (callee.property.name !== 'addError') return
      const words = given.at(-1)
      if (words?.type !== 'Literal' || typeof words.value !== 'string')
        throw new Error(`${path}: addError() takes its words as a plain text.`)
      said.push(words.value)
    },
  }).visit(parseSync(path, text).program)
  return said
}
