import { expect } from 'chai'
import { DateTime } from 'luxon'
import { nextSlot } from '../../server/automation/jobs/next-slot.ts'

/** The next slots as the zone's clocks show them. */
function slots(cron: string, zone: string, after: string, count: number): readonly string[] {
  const found: string[] = []
  let from = new Date(after)
  while (found.length < count) {
    const slot = nextSlot(cron, zone, from) as Date
    found.push(DateTime.fromJSDate(slot, { zone }).toFormat('MM-dd HH:mm ZZ'))
    from = slot
  }
  return found
}

type Scenario = readonly [cron: string, zone: string, after: string, slots: readonly string[]]

describe('slots of jobs over the changes of daylight-saving time', () => {
  const scenarios: readonly Scenario[] = [
    // 07:00 is 07:00.
    ['0 7 * * *', 'Europe/Warsaw', '2026-03-28T12:00Z', ['03-29 07:00 +02:00', '03-30 07:00 +02:00']],
    ['0 7 * * *', 'Europe/Warsaw', '2026-03-27T12:00Z', ['03-28 07:00 +01:00', '03-29 07:00 +02:00']],
    ['0 7 * * *', 'Europe/Warsaw', '2026-10-23T12:00Z', ['10-24 07:00 +02:00', '10-25 07:00 +01:00']],
    ['0 7 * * *', 'America/New_York', '2026-03-06T18:00Z', ['03-07 07:00 -05:00', '03-08 07:00 -04:00']],
    ['0 7 * * *', 'America/New_York', '2026-10-30T18:00Z', ['10-31 07:00 -04:00', '11-01 07:00 -05:00']],
    ['0 7 * * *', 'Australia/Lord_Howe', '2026-10-02T00:00Z', ['10-03 07:00 +10:30', '10-04 07:00 +11:00']],
    ['0 7 * * *', 'Australia/Lord_Howe', '2026-04-03T00:00Z', ['04-04 07:00 +11:00', '04-05 07:00 +10:30']],
    // A time that is left out comes as much later.
    ['30 2 * * *', 'Europe/Warsaw', '2026-03-28T12:00Z', ['03-29 03:30 +02:00', '03-30 02:30 +02:00']],
    ['30 2 * * *', 'America/New_York', '2026-03-07T18:00Z', ['03-08 03:30 -04:00', '03-09 02:30 -04:00']],
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', ['10-04 02:45 +11:00', '10-05 02:15 +11:00']],
    // A time that comes twice counts once.
    ['30 2 * * *', 'Europe/Warsaw', '2026-10-24T12:00Z', ['10-25 02:30 +02:00', '10-26 02:30 +01:00']],
    ['30 1 * * *', 'America/New_York', '2026-10-31T18:00Z', ['11-01 01:30 -04:00', '11-02 01:30 -05:00']],
    ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00Z', ['04-05 01:45 +11:00', '04-06 01:45 +10:30']],
    // Every half hour follows the time that passes.
    [
      '*/30 * * * *',
      'Europe/Warsaw',
      '2026-03-29T00:29Z',
      ['03-29 01:30 +01:00', '03-29 03:00 +02:00', '03-29 03:30 +02:00'],
    ],
    [
      '*/30 * * * *',
      'Europe/Warsaw',
      '2026-10-25T00:00Z',
      ['10-25 02:30 +02:00', '10-25 02:00 +01:00', '10-25 02:30 +01:00', '10-25 03:00 +01:00'],
    ],
    [
      '*/30 * * * *',
      'Australia/Lord_Howe',
      '2026-04-04T14:00Z',
      ['04-05 01:30 +11:00', '04-05 01:30 +10:30', '04-05 02:00 +10:30'],
    ],
    // Midnight that does not exist.
    ['0 0 * * *', 'Africa/Cairo', '2026-04-23T12:00Z', ['04-24 01:00 +03:00', '04-25 00:00 +03:00']],
  ]
  for (const [cron, zone, after, expected] of scenarios) {
    it(`${cron} in ${zone} after ${after}`, () => {
      expect(slots(cron, zone, after, expected.length)).to.deep.equal(expected)
    })
  }
})

describe('slots of jobs', () => {
  const scenarios: readonly Scenario[] = [
    ['0 7 * * mon-fri', 'UTC', '2026-01-02T07:00Z', ['01-05 07:00 +00:00', '01-06 07:00 +00:00']],
    ['0 0 1 * *', 'UTC', '2026-01-15T00:00Z', ['02-01 00:00 +00:00', '03-01 00:00 +00:00']],
    ['0 0 29 feb *', 'UTC', '2026-01-15T00:00Z', ['02-29 00:00 +00:00']],
    // Both days restricted: either is enough.
    ['0 0 13 * fri', 'UTC', '2026-02-07T00:00Z', ['02-13 00:00 +00:00', '02-20 00:00 +00:00']],
    [
      '15,45 9-10 * * 7',
      'UTC',
      '2026-01-03T00:00Z',
      ['01-04 09:15 +00:00', '01-04 09:45 +00:00', '01-04 10:15 +00:00'],
    ],
    ['30 */15 12 * * *', 'UTC', '2026-01-03T12:00Z', ['01-03 12:00 +00:00', '01-03 12:15 +00:00']],
  ]
  for (const [cron, zone, after, expected] of scenarios) {
    it(`${cron} after ${after}`, () => {
      expect(slots(cron, zone, after, expected.length)).to.deep.equal(expected)
    })
  }

  it('never come for a day that no year has', () => {
    expect(nextSlot('0 0 31 feb *', 'UTC', new Date())).to.equal(undefined)
  })
})
