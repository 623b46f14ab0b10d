import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const STYLES = join(import.meta.dirname, '..', '..', 'ui-templates', 'styles.css')

let styles: Promise<string> | undefined

/** The style sheet of all pages. */
export function readStyles(): Promise<string> {
  styles ??= readFile(STYLES, 'utf8')
  return styles
}
