import { basename, join } from 'node:path'
import { MantlError } from '../../errors.ts'
import { isThere } from './is-there.ts'

/** The Node that a host of this architecture (`uname -m`) runs the daemons on: ours for our own, else one that was put into the cache. */
export const nodeBinary = async (architecture: string, cache: string): Promise<string> => {
  if (architecture === ourArchitecture()) return process.execPath
  const path = join(cache, 'node', `${process.version}-${architecture}`)
  if (await isThere(path)) return path
  throw new MantlError('release.no_node', `there is no Node ${process.version} for ${architecture} hosts here`, {
    hint: `put the program \`node\` of that release and architecture at ${path}; the npm package node-linux-${npmName(architecture)} holds it`,
  })
}

/** As `uname -m` says it. */
export const ourArchitecture = (): string =>
  ({ x64: 'x86_64', arm64: 'aarch64' })[process.arch as string] ?? process.arch

const npmName = (architecture: string) => ({ x86_64: 'x64', aarch64: 'arm64' })[architecture] ?? architecture

/** Libraries that Node is linked with and that a bare host may lack, as this machine has them: name → path. */
export const nodeLibraries = (architecture: string): ReadonlyMap<string, string> => {
  if (architecture !== ourArchitecture()) return new Map()
  // With its part about the network it would ask DNS for the names of all that we are connected to.
  const report = process.report as typeof process.report & { excludeNetwork: boolean }
  report.excludeNetwork = true
  const { sharedObjects } = report.getReport() as unknown as { sharedObjects: readonly string[] }
  return new Map(sharedObjects.filter(path => /\/libatomic\.so\.1$/.test(path)).map(path => [basename(path), path]))
}
