import { MantlError } from '../../../errors.ts'
import type { LaunchOrder } from '../effects.ts'
import type { BoxFacts } from './box.ts'
import { commandArgs } from './command-args.ts'
import type { Container } from './container.ts'
import { type Isolator, type IsolatorSettings, isRefusal } from './isolators/isolator.ts'
import { volumeRefusal } from './isolators/volume/kind.ts'
import type { LaunchSpec, SpecProcess } from './launch-spec.ts'
import { needsRuntime } from './launcher/oci-config.ts'

/** What each isolator makes of a launch value, in their order. Throws MantlError follower.launch with why one refuses. PURE. */
export const isolate = (
  container: Container,
  process: SpecProcess,
  isolators: readonly Isolator[],
  settings: IsolatorSettings,
  freezes: boolean,
): LaunchSpec => {
  let spec: LaunchSpec = {
    process,
    linux: { cgroupsPath: container.id, controllers: freezes ? ['freezer'] : [], resources: {} },
  }
  const refused = volumeRefusal(container, isolators)
  if (refused !== undefined) throw new MantlError('follower.launch', refused)
  for (const { prepare, skips } of isolators) {
    const amended = skips?.includes(container.kind) ? spec : (prepare?.(spec, container, settings) ?? spec)
    if (isRefusal(amended)) throw new MantlError('follower.launch', amended.refused)
    spec = amended
  }
  return spec
}

/** The process as its order has it, before isolators see it. PURE. */
export const orderedProcess = (
  order: LaunchOrder,
  container: Container,
  joined: BoxFacts | undefined,
): SpecProcess => ({
  args: commandArgs(order.command),
  env: Object.entries(order.environment).map(([name, value]) => `${name}=${value}`),
  cwd: joined?.process.cwd ?? order.directory,
  ...(container.user ? { user: container.user } : {}),
  ...terminalOf(order),
})

const terminalOf = ({ io }: LaunchOrder): Pick<SpecProcess, 'terminal' | 'consoleSize'> =>
  io?.terminal === undefined
    ? {}
    : { terminal: true, consoleSize: { height: io.terminal.rows, width: io.terminal.columns } }

/**
 * A debug container is in its parent's namespaces and file system, with no more rights than that: what isolators would mount for it,
 * the parent has. PURE.
 */
export const joining = (spec: LaunchSpec, joined: BoxFacts): LaunchSpec => {
  const { additionalGids, capabilities, noNewPrivileges } = joined.process
  const { namespaces: _, seccomp: __, devices: ___, maskedPaths: ____, readonlyPaths: _____, ...linux } = spec.linux
  return {
    process: { ...spec.process, additionalGids, capabilities, noNewPrivileges, cwd: joined.process.cwd },
    linux,
    preparations: spec.preparations,
  }
}

/** Whose bundle a container will be in; `undefined`: a shell starts it. PURE. */
export const bundleOf = (container: Container, spec: LaunchSpec, joined: BoxFacts | undefined): string | undefined => {
  if (container.kind === 'debug') return joined?.bundle
  return needsRuntime(spec) ? container.id : undefined
}
