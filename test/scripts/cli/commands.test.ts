import { expect } from 'chai'
import { runAtelier } from './run-atelier.ts'

const COMMANDS = [
  'demo',
  'import',
  'export',
  'deploy',
  'diff',
  'retrieve',
  'types',
  'hook',
  'hook run',
  'jobs',
  'login',
  'connected-app',
  'connected-app create',
  'connected-app list',
  'connected-app delete',
  'auth-provider',
  'auth-provider list',
  'auth-provider secret',
]

describe('the command line', () => {
  for (const command of COMMANDS) {
    it(`has help for "${command}"`, async () => {
      const { code, out, err } = await runAtelier([...command.split(' '), '--help'])
      expect([code, err]).to.deep.equal([0, ''])
      expect(out).to.include(`Usage: atelier ${command} `)
    })
  }

  it('lists every command in its help', async () => {
    const { out } = await runAtelier(['--help'])
    for (const command of COMMANDS) expect(out).to.match(new RegExp(`^  ${command.split(' ')[0]}\\b`, 'm'))
  })

  for (const [what, args, code, message] of [
    [
      'an unknown command, with the nearest one',
      ['improt'],
      2,
      /unknown command 'improt'\n\(Did you mean import\?\)/,
    ],
    ['an unknown command of a group', ['hook', 'rum'], 2, /unknown command 'rum'\n\(Did you mean run\?\)/],
    ['an unknown option', ['deploy', '--chek'], 2, /unknown option '--chek'\n\(Did you mean --check\?\)/],
    ['a missing argument', ['hook', 'run'], 2, /missing required argument 'name'/],
    ['a missing option', ['import', 'parts.csv'], 2, /required option '--object <name>' not specified/],
    ['too many arguments', ['jobs', 'One', 'Two'], 2, /too many arguments/],
    ['nothing at all, with the help', [], 2, /Usage: atelier/],
    [
      'an address that is none',
      ['jobs'],
      1,
      /ATELIER_URL must be an address such as http:\/\/localhost:3000, not "localhost:3000"/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const ran = await runAtelier(args, { ATELIER_URL: 'localhost:3000' })
      expect(ran.err).to.match(message)
      expect([ran.code, ran.out]).to.deep.equal([code, ''])
    })
  }
})
