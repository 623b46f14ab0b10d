import { readFile, rename, writeFile } from 'node:fs/promises'

/** Writes what has changed. An editor that looks meanwhile sees the old file or the new one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => undefined)
  if (before === text) return
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}
