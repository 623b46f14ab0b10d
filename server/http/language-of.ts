import type { Request } from 'express'
import { messageCatalogues } from '../ui/messages.ts'

const FIRST = 'en'

/** Of those who are not logged in: the best that their browser asks for; English where it takes any. */
export function languageOf(request: Request): string {
  const others = [...messageCatalogues().keys()].filter(language => language !== FIRST)
  return request.acceptsLanguages(FIRST, ...others) || FIRST
}
