import { relative } from 'node:path'

/** A path as a person here would write it: from this folder when it is inside, whole otherwise. */
export function showPath(path: string): string {
  const near = relative(process.cwd(), path)
  if (near === '') return '.'
  return near.startsWith('..') ? path : near
}
