/** `YYYY-MM-DD` of the instant in the zone (IANA name). */
export function todayIn(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  return parts.format(now)
}
