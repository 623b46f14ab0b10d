import { dirname, join, normalize } from 'node:path/posix'
import { build, type Loader, type Message, type Plugin } from 'esbuild'

/** A problem of a hook's file, 1-based. */
export interface BundleProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  readonly hint?: string
}

export type Bundle =
  /** `inputs` are the paths of the files in it. */
  | { readonly code: string; readonly inputs: readonly string[]; readonly problems?: undefined }
  | { readonly problems: readonly BundleProblem[] }

/** The module that hooks import; the sandbox provides it. */
export const HOOK_MODULE = 'atelier'

/**
 * One file of JavaScript (CommonJS, with its source map inline) of a hook and the files that it imports.
 * `files` are the texts of all hook files by path (`manufaktura/hooks/Name.ts`): nothing else can be imported.
 */
export async function bundleHook(path: string, files: ReadonlyMap<string, string>): Promise<Bundle> {
  try {
    const result = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'neutral',
      target: 'es2023',
      sourcemap: 'inline',
      sourcesContent: false,
      legalComments: 'none',
      logLevel: 'silent',
      outfile: '/hook.js',
      absWorkingDir: '/',
      // Nothing of the machine around the files reaches the bundle.
      tsconfigRaw: {},
      metafile: true,
      plugins: [serveFiles(files)],
    })
    const inputs = Object.keys(result.metafile.inputs).map(input => input.replace(/^hooks:/, ''))
    return { code: (result.outputFiles[0] as { text: string }).text, inputs }
  } catch (error) {
    const { errors } = error as { errors?: readonly Message[] }
    if (!errors) throw error
    return { problems: errors.map(message => toProblem(path, message)) }
  }
}

function serveFiles(files: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'hook-files',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point') return { path, namespace: 'hooks' }
        if (path === HOOK_MODULE) return { path, external: true }
        return resolveImport(path, importer, files)
      })
      onLoad({ filter: /.*/, namespace: 'hooks' }, ({ path }) => ({
        contents: files.get(path) ?? '',
        loader: 'ts' satisfies Loader,
      }))
    },
  }
}

function resolveImport(
  path: string,
  importer: string,
  files: ReadonlyMap<string, string>,
): { path: string; namespace: string } | { errors: { text: string; notes: { text: string }[] }[] } {
  if (!path.startsWith('.')) {
    const { message, hint } = refusedImport(path)
    return refuse(message, hint)
  }
  const target = normalize(join(dirname(importer), path))
  const folder = importer.slice(0, importer.indexOf('/hooks/') + '/hooks/'.length)
  if (!target.startsWith(folder))
    return refuse(`"${path}" is outside of hooks/.`, 'Move the file into hooks/.')
  if (files.has(target)) return { path: target, namespace: 'hooks' }
  const hint = files.has(`${target}.ts`) ? `Write '${path}.ts'.` : ''
  return refuse(`There is no file "${target}".`, hint)
}

/** What is neither the module of hooks nor a file of theirs. */
export function refusedImport(path: string): { message: string; hint: string } {
  return {
    message: `A hook cannot import "${path}".`,
    hint: `Import from '${HOOK_MODULE}' or from a file in hooks/.`,
  }
}

function refuse(text: string, hint: string): { errors: { text: string; notes: { text: string }[] }[] } {
  return { errors: [{ text, notes: hint ? [{ text: hint }] : [] }] }
}

function toProblem(path: string, { text, location, notes }: Message): BundleProblem {
  const hint = notes[0]?.text
  return {
    file: location?.file.replace(/^hooks:/, '') ?? path,
    line: location?.line ?? 1,
    column: (location?.column ?? 0) + 1,
    message: text,
    ...(hint ? { hint } : {}),
  }
}
