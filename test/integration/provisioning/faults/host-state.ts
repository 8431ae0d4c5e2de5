import { type Applied, readApplied } from '../../../../src/provisioning/model/applied.ts'
import type { TestHost } from '../../../hosts/host.ts'

/** Everything that runs may write, by path: type, mode, owner, digest or target. */
export type HostState = ReadonlyMap<string, string>

/** Those of mantl's own notes grow with each run; accounts and packages keep files of their own. */
const beside = [
  /^\/var\/lib\/mantl\/(journal|applied|made|unfinished|generations|contents)(\/|$)/,
  /^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-?$/,
  /^\/etc\/(ld\.so\.cache|\.pwd\.lock|machine-id|resolv\.conf|mtab|apt\/|sudoers\.d|dpkg\/|ssh\/)/,
  /^\/var\/lib\/mesos\//,
]

/** What makes it: a name, a tab, what is there. Of releases, which are large, sizes are enough. */
const script = `{ find /etc /srv /opt/mantl /var/lib/mantl /usr/bin/hello -xdev -type f ! -path '/opt/*' -exec sha256sum {} + | sed -E 's/^([0-9a-f]{64})  (.*)$/\\2\\t\\1/'
find /etc /srv /opt/mantl /var/lib/mantl /usr/bin/hello -xdev \\( -type f -printf '%p\\tfile %m %u:%g %s\\n' -o -type l -printf '%p\\tlink %l\\n' -o -type d -printf '%p\\tdirectory\\n' \\)
} 2>/dev/null | sort`

export const hostState = async (host: TestHost): Promise<HostState> => {
  const { stdout } = await host.exec(['sh', '-c', script])
  const state = new Map<string, string>()
  for (const line of stdout.split('\n')) {
    const [path = '', what = ''] = line.split('\t')
    if (path === '' || beside.some(pattern => pattern.test(path))) continue
    state.set(path, [state.get(path), what].filter(Boolean).join(' '))
  }
  return state
}

/** Names under which something is made ready; a run that dies may leave one, the next one removes it. */
const makingReady =
  /\.mantl-[0-9a-f]+$|\.mantl-(restored|new)$|\.new(\/|$)|\.gz$|\.dpkg-(new|tmp|old)$|\.lock$|\.[0-9]+$|\/(passwd|group|g?shadow)\+$/

/** Files and links that are neither what they were nor what they become. */
export const halfWritten = (before: HostState, met: HostState, after: HostState): readonly string[] =>
  [...met]
    .filter(([path, what]) => what !== before.get(path) && what !== after.get(path))
    .filter(([path, what]) => what !== 'directory' && !makingReady.test(path))
    .map(([path, what]) => `${path}: ${what}, before ${before.get(path)}, after ${after.get(path)}`)

/** Names that only a run under way may use. */
export const leftovers = (state: HostState): readonly string[] =>
  [...state.keys()].filter(path => /\.mantl-[0-9a-z]+$|\.new(\/|$)|^\/opt\/mantl\/store\/.*\./.test(path))

export const register = async (host: TestHost): Promise<readonly Applied[]> =>
  readApplied((await host.exec(['cat', '/var/lib/mantl/applied'])).stdout)

/** Of what `things` puts there: files and links that the register does not know as they are. */
export const unnoted = (state: HostState, noted: readonly Applied[]): readonly string[] =>
  [...state]
    .filter(([path, what]) => /^\/(etc|srv)\/things/.test(path) && what !== 'directory')
    .filter(([path, what]) => !noted.some(entry => known(entry, path, what)))
    .map(([path, what]) => `${path}: ${what}`)

const known = (entry: Applied, path: string, what: string): boolean =>
  (entry.kind === 'file' && entry.path === path && what.includes(entry.sha256)) ||
  (entry.kind === 'link' && entry.path === path && what === `link ${entry.target}`)
