import { expect } from 'chai'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { readCellClock } from '../../server/fields/cell-dates.ts'
import { instantOf, localText } from '../../server/fields/date-values.ts'

const ZONES = ['Asia/Tbilisi', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC']
const FIRST = Date.UTC(1980, 0, 1)
const LAST = Date.UTC(2060, 0, 1)
const anyInstant = fc.integer({ min: FIRST / 1000, max: LAST / 1000 }).map(seconds => seconds * 1000)

describe('Instants', () => {
  it('come back from local text with an offset, in any zone, also where clocks change', () =>
    fc.assert(
      fc.property(anyInstant, fc.constantFrom(...ZONES), (time, zone) => {
        const instant = new Date(time).toISOString()
        const read = readCellClock(localText(instant, zone))
        if (!('clock' in read)) throw new Error('not read')
        expect(instantOf(read.clock, zone)).to.equal(instant)
      }),
    ))

  it('are those that the local clock shows', () =>
    fc.assert(
      fc.property(anyInstant, fc.constantFrom(...ZONES), (time, zone) => {
        const local = DateTime.fromMillis(time, { zone })
        const read = readCellClock(local.toFormat('dd.MM.yyyy HH:mm:ss'))
        if (!('clock' in read)) throw new Error('not read')
        const shown = DateTime.fromISO(instantOf(read.clock, zone), { zone }).toFormat('dd.MM.yyyy HH:mm:ss')
        expect(shown).to.equal(local.toFormat('dd.MM.yyyy HH:mm:ss'))
      }),
    ))

  const day = { second: 0, millisecond: 0 }
  const cases = [
    {
      given: 'an hour that the clocks leave out',
      clock: { year: 2026, month: 3, day: 29, hour: 2, minute: 30, ...day },
      then: '2026-03-29T01:30:00.000Z',
    },
    {
      given: 'an hour that comes twice, the first of them',
      clock: { year: 2026, month: 10, day: 25, hour: 2, minute: 30, ...day },
      then: '2026-10-25T00:30:00.000Z',
    },
    {
      given: 'the minute after the change',
      clock: { year: 2026, month: 10, day: 25, hour: 3, minute: 0, ...day },
      then: '2026-10-25T02:00:00.000Z',
    },
  ]
  for (const { given, clock, then } of cases) {
    it(`are found for ${given}`, () => expect(instantOf(clock, 'Europe/Berlin')).to.equal(then))
  }
})
