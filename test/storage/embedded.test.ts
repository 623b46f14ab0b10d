import { expect } from 'chai'
import { sharedBuffers } from '../../server/storage/embedded.ts'

describe('the embedded PostgreSQL', () => {
  for (const { gigabytes, keeps } of [
    { gigabytes: 0.5, keeps: 128 },
    { gigabytes: 4, keeps: 512 },
    { gigabytes: 64, keeps: 1024 },
  ]) {
    it(`keeps ${keeps} MB of pages on a machine of ${gigabytes} GB`, () => {
      expect(sharedBuffers(gigabytes * 2 ** 30)).to.equal(keeps)
    })
  }
})
