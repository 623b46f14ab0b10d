import { messageCatalogues } from './messages.ts'

/** Languages that are written from right to left; `iw` is what Salesforce calls Hebrew. */
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'iw', 'ur'])

/** Pages run in the direction of their viewer's language, whether or not there are words in it yet. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr'
}

/** The language that the words of a page are in: English, where there is no catalogue. */
export function wordsOf(language: string): string {
  return messageCatalogues().has(language) ? language : 'en'
}
