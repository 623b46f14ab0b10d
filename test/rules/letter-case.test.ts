import { expect } from 'chai'
import sql from 'sql-template-tag'
import { changeCase, changeCaseSql } from '../../server/rules/letter-case.ts'
import { testDatabase } from '../support/test-database.ts'

/** Every code point that can stand in a text. */
function allCharacters(): readonly string[] {
  const characters: string[] = []
  for (let code = 1; code <= 0x1ffff; code++) {
    if (code < 0xd800 || code > 0xdfff) characters.push(String.fromCodePoint(code))
  }
  return characters
}

describe('upper and lower case', () => {
  for (const to of ['upper', 'lower'] as const) {
    it(`gives the same ${to} case of every character in JavaScript and in PostgreSQL`, async () => {
      const database = await testDatabase()
      const given = allCharacters()
      const select = sql`SELECT ${changeCaseSql(sql`"c"`, to)} FROM unnest(${given}::text[]) WITH ORDINALITY AS t("c", n) ORDER BY n`
      const { rows } = await database.run({ text: select.text, values: select.values })
      const different = given.filter((character, n) => rows[n]?.[0] !== changeCase(character, to))
      expect(different.map(character => character.codePointAt(0)?.toString(16))).to.deep.equal([])
      expect(rows).to.have.length(given.length)
    })
  }

  it('leaves letters alone that got their case late, and changes the ones around them', () => {
    expect(changeCase('tbilisi თბილისი é', 'upper')).to.equal('TBILISI თბილისი É')
  })
})
