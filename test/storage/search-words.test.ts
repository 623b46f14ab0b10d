import { expect } from 'chai'
import sql from 'sql-template-tag'
import { foldSql, foldText } from '../../server/storage/sql/search-words.ts'
import { toStatement } from '../../server/storage/sql/slots.ts'
import { testDatabase } from '../support/test-database.ts'

describe('text as searches compare it', () => {
  const scenarios: readonly (readonly [given: string, then: string])[] = [
    ['Tamar Robotics Ltd.', 'tamar robotics ltd.'],
    ['ŁÓDŹ Główna', 'lodz glowna'],
    ['Müller & Söhne, Straße 5', 'muller & sohne, strasse 5'],
    ['Æbleskiver, Œuvre', 'aebleskiver, oeuvre'],
    ['Smørrebrød Đorđević', 'smorrebrod dordevic'],
    ['İstanbul Isparta', 'istanbul isparta'],
    ['Łódź'.normalize('NFD'), 'lodz'],
    ['Ёлка Київ', 'елка киів'],
    ['საქართველო ქუთაისი', 'საქართველო ქუთაისი'],
    ['東京 ガラス 한국', '東京 ガラス 한국'],
    ['🙂 Äpfel', '🙂 apfel'],
    ['', ''],
  ]
  for (const [given, then] of scenarios) {
    it(`"${given}" is "${then}", here and in the database`, async () => {
      const database = await testDatabase()
      const { rows } = await database.run(toStatement(sql`SELECT ${foldSql(sql`${given}::text`)}`))
      expect(rows).to.deep.equal([[then]])
      expect(foldText(given)).to.equal(then)
    })
  }
})
