import { type Message, say } from '../kernel/message.ts'
/** Reading of the numbers that people type into spreadsheets. */
export type Amount = { readonly text: string } | { readonly blank: true } | { readonly why: Message }

const BLANK_MARKS = new Set(['', '-', '–', '—', 'n/a', '#n/a', 'na', 'n.a.', 'null', 'none'])

/** Words that multiply: reading `3 million` as 3 would be wrong a millionfold. */
const MAGNITUDES =
  /^(k|m|mn|mln|mio|bn|mrd|thousand|million|billion|тыс|тысяч|тысячи|тысяча|млн|миллион\p{L}*|млрд|миллиард\p{L}*|ათას\p{L}*|ათ|მლნ|მილიონ\p{L}*|მლრდ|მილიარდ\p{L}*)\.?$/iu

/** No amount is longer; what is need not be looked at. */
const LONGEST = 80

export const NOT_A_NUMBER = say('is not a number.')
const WORD = String.raw`(?:\p{L}[\p{L}.]*|\p{Sc})`
const AROUND = new RegExp(
  String.raw`^(?<before>${WORD}(?: ?${WORD})?)? ?(?<sign>[+-]?) ?(?<prefix>\p{Sc})? ?(?<body>[\d.,][\d ,.']*?) ?(?<trailing>-)? ?(?<percent>%)? ?(?<after>${WORD}(?: ?${WORD})?)?$`,
  'u',
)

/** True for an empty cell and for what people write into one to say that there is nothing. */
export function isBlankMark(text: string): boolean {
  return BLANK_MARKS.has(text.trim().toLowerCase())
}

/**
 * The decimal text of a typed amount. Blanks (also NBSP and thin ones) and apostrophes of all kinds group thousands.
 * Of a dot and a comma together the last one is the decimal mark; one alone is the decimal mark, except that a comma
 * before exactly three digits groups thousands (`1,234` is 1234, `0,125` and `1.234` are decimals).
 */
export function readAmount(
  input: string,
  marks: { readonly words: boolean; readonly percent: boolean },
): Amount {
  if (input.length > LONGEST) return { why: NOT_A_NUMBER }
  const text = tidy(input)
  if (isBlankMark(text)) return { blank: true }
  if (/^[+-]?\d+(\.\d+)?e[+-]?\d+$/i.test(text)) return { text }
  const bracketed = /^\((.+)\)$/.exec(text)
  const match = AROUND.exec(bracketed ? (bracketed[1] as string).trim() : text)
  if (!match?.groups) return { why: NOT_A_NUMBER }
  const { before, sign, prefix, body, trailing, percent, after } = match.groups
  const why = refusedMarks([before, prefix, after], percent !== undefined, marks)
  if (why) return { why }
  const digits = readDigits((body as string).trim())
  if (digits === null) return { why: say('has its thousands or decimals in places that make no sense.') }
  const negatives = [bracketed !== null, sign === '-', trailing === '-'].filter(Boolean).length
  if (negatives > 1) return { why: NOT_A_NUMBER }
  return { text: negatives === 1 ? `-${digits}` : digits }
}

function tidy(input: string): string {
  return input
    .replace(/[\s\u00a0\u2000-\u200b\u202f\u2060]+/g, ' ')
    .replace(/[`´’‘ʼ′]/g, "'")
    .replace(/[−‐‑–—]/g, '-')
    .trim()
}

function refusedMarks(
  words: readonly (string | undefined)[],
  percent: boolean,
  marks: { readonly words: boolean; readonly percent: boolean },
): Message | undefined {
  if (percent && !marks.percent) return say('is a percentage; the column takes plain numbers.')
  const present = words.filter(word => word !== undefined)
  if (present.length > 0 && !marks.words) return NOT_A_NUMBER
  const magnitude = present.flatMap(word => word.split(' ')).find(word => MAGNITUDES.test(word))
  return magnitude === undefined
    ? undefined
    : say('says "{word}": write the number out in digits.', { word: magnitude })
}

function readDigits(body: string): string | null {
  const marks = body.replace(/[^.,]/g, '')
  const last = marks.at(-1)
  if (last === undefined) return ungroup(body, " '")
  const at = body.lastIndexOf(last)
  const whole = body.slice(0, at)
  const decimals = body.slice(at + 1)
  if (marks.length > 1 && marks === last.repeat(marks.length)) return ungroup(body, last)
  if (marks.length === 1 && last === ',' && /^\d{3}$/.test(decimals) && /^[1-9]\d{0,2}$/.test(whole)) {
    return whole + decimals
  }
  if (!/^\d*$/.test(decimals)) return null
  const integer = whole === '' ? '0' : ungroup(whole, last === '.' ? ", '" : ". '")
  return integer === null ? null : decimals === '' ? integer : `${integer}.${decimals}`
}

/** Digits without their grouping mark: one of `marks`, the same everywhere, before groups of three. */
function ungroup(text: string, marks: string): string | null {
  if (/^\d+$/.test(text)) return text
  const mark = [...marks].find(candidate => text.includes(candidate))
  if (mark === undefined) return null
  const groups = text.split(mark)
  const [first, ...rest] = groups as [string, ...string[]]
  const isGrouped = /^\d{1,3}$/.test(first) && rest.every(group => /^\d{3}$/.test(group))
  return isGrouped ? groups.join('') : null
}
