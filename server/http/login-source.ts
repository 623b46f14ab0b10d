import type { Request } from 'express'
import { type LoginSource, shortAgent } from '../org/login-source.ts'

/** Who is at the other end; behind proxies only those that are trusted are believed. */
export function sourceOf(request: Request): LoginSource {
  return { address: request.ip ?? '', userAgent: shortAgent(request.headers['user-agent']) }
}
