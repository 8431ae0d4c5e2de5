import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { MantlError } from '../../src/errors.ts'
import { cacheFolder } from './cache.ts'
import { writeJson } from './write-json.ts'

/** `sources`: lines of a sources.list for test hosts. `proxy`: the machine's own proxy for http, when it has one. */
export interface Mirror {
  readonly codename: string
  readonly architecture: string
  readonly sources: readonly string[]
  readonly proxy: string | undefined
}

/** The Debian mirror that the machine itself uses, read from its apt: no mirror is named in the project. */
export const machineMirror = async (): Promise<Mirror> => {
  const [stamp, remembered] = await Promise.all([stampOfApt(), readFile(memory(), 'utf8').catch(() => '{}')])
  const { mirror, stamp: rememberedStamp } = JSON.parse(remembered) as { mirror?: Mirror; stamp?: string }
  if (mirror && stamp === rememberedStamp) return mirror
  const asked = await askApt()
  await writeJson(memory(), { mirror: asked, stamp })
  return asked
}

/** Asking apt takes most of a second, so the answer is kept until apt's configuration or lists change. */
const memory = (): string => join(cacheFolder(), 'mirror.json')
const stampOfApt = async (): Promise<string> => {
  const folders = ['/etc/apt', '/etc/apt/sources.list.d', '/etc/apt/apt.conf.d', '/var/lib/apt/lists']
  const times = await Promise.all(
    folders.map(folder =>
      stat(folder).then(
        one => one.mtimeMs,
        () => 0,
      ),
    ),
  )
  return times.join(' ')
}

const askApt = async (): Promise<Mirror> => {
  const [targets, proxy, architecture] = await Promise.all([
    execa('apt-get', [
      'indextargets',
      '--format',
      '$(ORIGIN) $(REPO_URI) $(CODENAME) $(COMPONENT)',
      'Created-By: Packages',
    ]),
    execa('apt-config', ['dump', '--format', '%v%n', 'Acquire::http::Proxy']),
    execa('dpkg', ['--print-architecture']),
  ])
  const rows = targets.stdout.split('\n').flatMap(line => {
    const [origin, uri, codename, component] = line.split(' ')
    return origin === 'Debian' && uri && codename && component ? [{ uri, codename, component }] : []
  })
  const codename = rows.find(row => !row.codename.includes('-'))?.codename
  if (codename === undefined) {
    throw new MantlError('hosts.no-mirror', "apt on this machine knows no Debian mirror's package lists", {
      hint: 'run apt-get update',
    })
  }
  const sources = rows.map(row => `deb ${throughProxy(row.uri)} ${row.codename} ${row.component}`)
  return {
    codename,
    architecture: architecture.stdout,
    sources: [...new Set(sources)],
    proxy: proxy.stdout || undefined,
  }
}

/** apt-cacher-ng fetches over TLS what is asked for in this form; hosts speak plain http to it. */
const throughProxy = (uri: string): string => uri.replace(/^https:\/\//, 'http://HTTPS///')
