import { watch } from 'chokidar'
import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import { formatProblem } from '../metadata/report-findings.ts'
import { readSource } from '../metadata/source.ts'
import { deploy } from './deploy.ts'
import type { Org } from './session.ts'

/** Milliseconds of quiet after which changed files are deployed: an editor writes in several steps. */
const QUIET = 80

/** Deploys the metadata folder whenever files in it change; wrong files leave the org as it is. */
export async function watchMetadata(org: Org, metadataDir: string): Promise<() => Promise<void>> {
  const watcher = watch(metadataDir, { ignoreInitial: true, ignored: /(^|[/\\])(\.|node_modules)/ })
  let timer: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  watcher.on('all', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      working = working.then(() => deployFolder(org, metadataDir))
    }, QUIET)
  })
  await new Promise<void>(resolve => watcher.once('ready', () => resolve()))
  return async () => {
    clearTimeout(timer)
    await watcher.close()
    await working
  }
}

async function deployFolder(org: Org, metadataDir: string): Promise<void> {
  try {
    const { changed, number, components } = await deploy(org, await readSource(metadataDir), { who: 'watch' })
    if (!changed) return
    const names = components.map(({ change, fullName }) => `${change} ${fullName}`).join(', ')
    emit('info', { message: `Deployed as version ${number}: ${names}` })
  } catch (error) {
    const problems =
      error instanceof AtelierError ? error.problems.map(formatProblem).join('\n') : String(error)
    emit('warning', {
      message: `The changed metadata was not deployed; the org goes on as it was.\n${problems}`,
    })
  }
}
