import { parseArgs } from 'node:util'
import { MantlError } from '../../src/errors.ts'
import { type Layer, layers } from './base-image.ts'
import { createLab, type Lab, openLabs } from './lab.ts'
import { sweep } from './remove-lab.ts'
import { canRunHosts } from './requirements.ts'

const usage = `usage: node test/hosts/cli.ts COMMAND [--lab ID]
  up [N] [--layer ${layers.join('|')}] [--light]   boot N hosts (1) called h1, h2 …
  ls                                  the labs that stand, their hosts, how to log in
  exec HOST -- COMMAND…               run a command inside a host as root
  inside -- COMMAND…                  run a command of this machine in the lab's network
  shell [HOST]                        log in to a host; without HOST: a shell in the lab's network
  crash|boot|reboot|freeze|thaw|partition|heal HOST
  down [--all]                        remove the lab
  sweep                               remove what dead processes left
  check                               say what is missing on this machine
--lab (or MANTL_LAB) chooses among several labs.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lab: { type: 'string', default: process.env.MANTL_LAB },
    layer: { type: 'string', default: 'plain' },
    light: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  },
})
const [command = '', ...rest] = positionals
const print = (text: string): unknown => process.stdout.write(`${text}\n`)

const hostActions = ['crash', 'boot', 'reboot', 'freeze', 'thaw', 'partition', 'heal'] as const

const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  up: async () => {
    const count = Number(rest[0] ?? 1)
    const init = values.light ? ('sshd' as const) : ('systemd' as const)
    const hosts = Array.from({ length: count }, (_, index) => ({ name: `h${index + 1}`, init }))
    describe(await createLab({ hosts, layer: layerNamed(values.layer), kept: true }))
  },
  ls: async () => (await openLabs()).forEach(describe),
  exec: async () => {
    const [host = '', ...argv] = rest
    const { exitCode, stdout, stderr } = await (await chosenLab()).host(host).exec(argv)
    process.stdout.write(stdout)
    process.stderr.write(stderr)
    process.exitCode = exitCode
  },
  inside: async () => runInside(await chosenLab(), rest),
  shell: async () => {
    const lab = await chosenLab()
    await runInside(lab, rest[0] ? ['ssh', '-F', lab.sshConfigFile, rest[0]] : [process.env.SHELL ?? 'sh'])
  },
  down: async () => {
    const labs = values.all ? await openLabs() : [await chosenLab()]
    for (const lab of labs) await lab.close()
  },
  sweep: async () => (await sweep()).forEach(print),
  check: async () => (await canRunHosts()).forEach(print),
  ...Object.fromEntries(
    hostActions.map(action => [action, async () => (await chosenLab()).host(rest[0] ?? '')[action]()]),
  ),
}

const layerNamed = (name: string): Layer => {
  const found = layers.find(layer => layer === name)
  if (found) return found
  throw new MantlError('hosts.unknown-layer', `no layer is called ${name}`, {
    hint: `choose from ${layers.join(', ')}`,
  })
}

const chosenLab = async (): Promise<Lab> => {
  const labs = (await openLabs()).filter(lab => values.lab === undefined || lab.id === values.lab)
  if (labs.length === 1 && labs[0]) return labs[0]
  throw new MantlError('hosts.which-lab', labs.length === 0 ? 'no such lab stands' : 'several labs stand', {
    hint: labs.length === 0 ? 'node test/hosts/cli.ts up' : `--lab ${labs.map(lab => lab.id).join(' | ')}`,
  })
}

const runInside = async (lab: Lab, argv: readonly string[]): Promise<void> => {
  const { exitCode } = await lab.runInside(argv, { stdio: 'inherit', reject: false })
  process.exitCode = exitCode ?? 1
}

const describe = (lab: Lab): void => {
  print(`lab ${lab.id}`)
  for (const host of lab.hosts) print(`  ${host.ip}  ${host.name}`)
  print(`  key ${lab.keyFile}`)
  print(`  known hosts ${lab.knownHostsFile}`)
  print(`  nsenter --net=/run/netns/${lab.id} ssh -F ${lab.sshConfigFile} ${lab.hosts[0]?.name ?? 'HOST'}`)
  print(`  nsenter --net=/run/netns/${lab.id} npx mantl plan inventory.yml`)
}

const run = commands[command]
if (run === undefined) {
  process.stderr.write(`${usage}\n`)
  process.exitCode = 64
} else {
  await run().catch((error: unknown) => {
    if (!(error instanceof MantlError)) throw error
    process.stderr.write(`${error.message}${error.hint ? `\n  ${error.hint}` : ''}\n`)
    process.exitCode = 1
  })
}
