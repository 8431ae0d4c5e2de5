/**
 * `npm run bundle`, and npm itself at the end of `npm ci` and before it packs: makes dist/, the programs of bin/ as few files of JavaScript, which
 * load in half the time. In a package they are what runs, for Node strips no types below node_modules. In a checkout bin/program.js starts
 * them as long as no source has changed since.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { ourTemplates, templateTexts } from '../src/provisioning/templates.ts'
import { bundleSettings } from './bundle-settings.ts'

const root = join(import.meta.dirname, '..')
const making = join(root, `dist.${process.pid}`)

const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))
const write = (name: string, value: unknown) => writeFileSync(join(making, name), `${JSON.stringify(value)}\n`)

/** `./src/start.ts` as the bundle has it. */
const bundled = (path: string) => path.replace('./src/', './').replace(/\.ts$/, '.js')

const commandFiles = (): readonly string[] =>
  readdirSync(join(root, 'src/commands'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => `./src/commands/${name}`)

/** Returns the paths of all sources that are in it. */
const bundle = async (entries: readonly string[]): Promise<readonly string[]> => {
  const { metafile } = await build({
    ...bundleSettings,
    absWorkingDir: root,
    entryPoints: [...entries],
    outbase: 'src',
    outdir: making,
  })
  const texts = [...templateTexts(ourTemplates).keys()].map(name => `templates/${name}.hbs`)
  return [...Object.keys(metafile.inputs).filter(path => path.startsWith('src/')), ...texts]
}

/** For oclif the bundle is a package of its own, whose commands lie elsewhere. */
const describe = (): void => {
  const { name, version, type, oclif } = read('package.json')
  const hooks = Object.fromEntries(Object.entries<string>(oclif.hooks).map(([hook, path]) => [hook, bundled(path)]))
  const moved = { commands: bundled(oclif.commands), helpClass: bundled(oclif.helpClass), hooks }
  write('package.json', { name, version, type, oclif: { ...oclif, ...moved } })
  const manifest = read('oclif.manifest.json')
  for (const command of Object.values<{ relativePath: string[] }>(manifest.commands))
    command.relativePath = bundled(`./${command.relativePath.join('/')}`)
      .split('/')
      .slice(1)
  write('oclif.manifest.json', manifest)
}

/** When each was changed: bin/program.js compares. npm changes the last one whenever it changes a package. */
const noteSources = (sources: readonly string[]): void => {
  const others = ['package.json', 'oclif.manifest.json', 'node_modules/.package-lock.json']
  const times = [...sources, ...others].map(path => {
    const { mtimeMs } = statSync(join(root, path), { throwIfNoEntry: false }) ?? {}
    return [path, mtimeMs]
  })
  write('sources.json', Object.fromEntries(times))
}

const { oclif } = read('package.json')
const programs = ['./src/start.ts', './src/daemons/master/main.ts', './src/daemons/follower/main.ts']
mkdirSync(making)
try {
  const sources = await bundle([...programs, oclif.helpClass, ...Object.values<string>(oclif.hooks), ...commandFiles()])
  describe()
  noteSources(sources)
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  renameSync(making, join(root, 'dist'))
} finally {
  rmSync(making, { recursive: true, force: true })
}
