import { expect } from 'chai'
import { isDateLiteral } from '../../../server/records/query/date-literal-names.ts'
import { rangeOfDateLiteral, startOfDay } from '../../../server/records/query/date-range.ts'

describe('date literals', () => {
  // A Thursday in the second quarter.
  const today = '2024-05-30'
  const cases: readonly (readonly [string, string, string])[] = [
    ['YESTERDAY', '2024-05-29', '2024-05-30'],
    ['TODAY', '2024-05-30', '2024-05-31'],
    ['TOMORROW', '2024-05-31', '2024-06-01'],
    ['LAST_WEEK', '2024-05-19', '2024-05-26'],
    ['THIS_WEEK', '2024-05-26', '2024-06-02'],
    ['NEXT_WEEK', '2024-06-02', '2024-06-09'],
    ['LAST_MONTH', '2024-04-01', '2024-05-01'],
    ['THIS_MONTH', '2024-05-01', '2024-06-01'],
    ['NEXT_MONTH', '2024-06-01', '2024-07-01'],
    ['LAST_90_DAYS', '2024-03-01', '2024-05-31'],
    ['NEXT_90_DAYS', '2024-05-31', '2024-08-29'],
    ['LAST_N_DAYS:0', '2024-05-30', '2024-05-31'],
    ['LAST_N_DAYS:91', '2024-02-29', '2024-05-31'],
    ['NEXT_N_DAYS:2', '2024-05-31', '2024-06-02'],
    ['N_DAYS_AGO:90', '2024-03-01', '2024-03-02'],
    ['LAST_N_WEEKS:2', '2024-05-12', '2024-05-26'],
    ['NEXT_N_WEEKS:2', '2024-06-02', '2024-06-16'],
    ['N_WEEKS_AGO:1', '2024-05-19', '2024-05-26'],
    ['LAST_N_MONTHS:3', '2024-02-01', '2024-05-01'],
    ['NEXT_N_MONTHS:8', '2024-06-01', '2025-02-01'],
    ['N_MONTHS_AGO:3', '2024-02-01', '2024-03-01'],
    ['LAST_QUARTER', '2024-01-01', '2024-04-01'],
    ['THIS_QUARTER', '2024-04-01', '2024-07-01'],
    ['NEXT_QUARTER', '2024-07-01', '2024-10-01'],
    ['LAST_N_QUARTERS:2', '2023-10-01', '2024-04-01'],
    ['NEXT_N_QUARTERS:2', '2024-07-01', '2025-01-01'],
    ['N_QUARTERS_AGO:5', '2023-01-01', '2023-04-01'],
    ['THIS_FISCAL_QUARTER', '2024-04-01', '2024-07-01'],
    ['LAST_N_FISCAL_QUARTERS:1', '2024-01-01', '2024-04-01'],
    ['LAST_YEAR', '2023-01-01', '2024-01-01'],
    ['THIS_YEAR', '2024-01-01', '2025-01-01'],
    ['NEXT_FISCAL_YEAR', '2025-01-01', '2026-01-01'],
    ['LAST_N_YEARS:2', '2022-01-01', '2024-01-01'],
    ['N_YEARS_AGO:24', '2000-01-01', '2001-01-01'],
    ['N_FISCAL_YEARS_AGO:1', '2023-01-01', '2024-01-01'],
    ['NEXT_N_YEARS:999999', '2025-01-01', '9999-12-31'],
    ['LAST_N_YEARS:99999', '0001-01-01', '2024-01-01'],
  ]
  for (const [literal, start, end] of cases) {
    it(`${literal} on ${today}`, () => {
      expect(isDateLiteral(literal)).to.equal(true)
      expect(rangeOfDateLiteral(literal, today)).to.deep.equal({ start, end })
    })
  }

  it('are those of the documentation only', () => {
    const names = [
      'THIS_DAYS',
      'LAST_N_DAYS',
      'TODAY:1',
      'LAST_90_DAYS:3',
      'N_DAYS:3',
      'NEXT_N_DAY:1',
      'constructor',
    ]
    expect(names.filter(isDateLiteral)).to.deep.equal([])
  })

  const begins = [
    { day: '2026-05-05', zone: 'Asia/Tbilisi', then: '2026-05-04T20:00:00.000Z' },
    { day: '2026-03-29', zone: 'Europe/Berlin', then: '2026-03-28T23:00:00.000Z' },
    { day: '2026-03-30', zone: 'Europe/Berlin', then: '2026-03-29T22:00:00.000Z' },
    { day: '2026-10-26', zone: 'Europe/Berlin', then: '2026-10-25T23:00:00.000Z' },
    // Midnight does not exist there: clocks go from 23:59 to 01:00.
    { day: '2026-09-06', zone: 'America/Santiago', then: '2026-09-06T04:00:00.000Z' },
    { day: '2026-01-01', zone: 'Pacific/Kiritimati', then: '2025-12-31T10:00:00.000Z' },
  ]
  for (const { day, zone, then } of begins) {
    it(`${day} begins in ${zone} at ${then}`, () => expect(startOfDay(day, zone)).to.equal(then))
  }
})
