import { AtelierError } from '../kernel/errors.ts'
import { locateProblems } from '../kernel/locate-problems.ts'
import { emit } from '../kernel/observe.ts'
import type { ComponentDiff } from '../metadata/diff.ts'
import { formatProblem } from '../metadata/report-findings.ts'
import { readSource } from '../metadata/source.ts'
import { deploy } from './deploy.ts'
import type { Org } from './session.ts'
import { watchFolder } from './watch-folder.ts'

/** Milliseconds of quiet after which changed files are deployed: an editor writes in several steps. */
const QUIET = 80
/** Milliseconds until the database is looked for again. */
const LOOK_AGAIN = 1_000
/** Milliseconds within which the same refusal is of the same save: many files at once come in several lots. */
const SAME_SAVE = 1_000
/** Changes that a line names, and problems that are told at once. */
const NAMED = 12
const TOLD = 20

export interface MetadataWatch {
  /** From now on, what has changed since the watch began is deployed to the org; wrong files leave it as it is. */
  deployTo(org: Org): void
  stop(): Promise<void>
}

/** Notices changes of the metadata folder from now on, while its files are read and the org is opened. */
export function watchMetadata(metadataDir: string): MetadataWatch {
  let org: Org | undefined
  let hasChanged = false
  let timer: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  const report = makeReport(metadataDir)
  const deploySoon = (delay = QUIET): void => {
    hasChanged = true
    const target = org
    if (!target) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      working = working.then(async () => {
        if (await deployFolder(target, metadataDir, report)) return
        deploySoon(LOOK_AGAIN)
      })
    }, delay)
  }
  const stop = watchFolder(metadataDir, () => deploySoon())
  return {
    deployTo: opened => {
      org = opened
      if (hasChanged) deploySoon()
    },
    stop: async () => {
      stop()
      await working
      clearTimeout(timer)
    },
  }
}

/** False when it could not be tried: the database is away. */
async function deployFolder(org: Org, metadataDir: string, report: Report): Promise<boolean> {
  try {
    const { changed, number, components } = await deploy(org, await readSource(metadataDir), { who: 'watch' })
    if (changed) report.deployed(number, components)
    else report.unchanged(number)
    return true
  } catch (error) {
    report.refused(error)
    return !(error instanceof AtelierError && error.status === 503)
  }
}

interface Report {
  deployed(number: number, components: readonly ComponentDiff[]): void
  unchanged(number: number): void
  refused(error: unknown): void
}

/** What the person at the editor is told, once for each save. */
function makeReport(metadataDir: string): Report {
  let refusal = ''
  let at = 0
  return {
    deployed: (number, components) => {
      refusal = ''
      emit('info', { message: `Deployed as version ${number}: ${listChanges(components)}.` })
    },
    unchanged: number => {
      if (refusal)
        emit('info', { message: `The metadata files are again those that the org has (version ${number}).` })
      refusal = ''
    },
    refused: error => {
      const told = describeRefusal(error, metadataDir)
      const message = `The changed metadata was not deployed; the org goes on as it was.\n${told}`
      if (message !== refusal || performance.now() - at > SAME_SAVE) emit('warning', { message })
      refusal = message
      at = performance.now()
    },
  }
}

function listChanges(components: readonly ComponentDiff[]): string {
  const words = components.map(({ change, type, fullName, from }) => {
    const name = from === undefined ? fullName : `${from} to ${fullName}`
    return `${change} ${type.replace('-', ' ')} ${name}`
  })
  const rest = words.length - NAMED
  return rest > 0 ? `${words.slice(0, NAMED).join(', ')} and ${rest} more` : words.join(', ')
}

function describeRefusal(error: unknown, metadataDir: string): string {
  if (!(error instanceof AtelierError)) return error instanceof Error ? `${error.stack}` : String(error)
  const lines = locateProblems(error.problems.slice(0, TOLD), metadataDir).map(formatProblem)
  const rest = error.problems.length - TOLD
  if (rest > 0) lines.push(`… and ${rest} more problems: "npx atelier deploy --check" tells all.`)
  return lines.join('\n')
}
