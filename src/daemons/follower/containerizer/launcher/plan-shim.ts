import type { FileStep } from '../../disk/step.ts'
import { findGroups } from '../../linux/users.ts'
import type { LaunchSpec } from '../launch-spec.ts'
import { type Bundle, bundleAt, crunInPerl, crunScript, joinScript, startedHook } from './crun-script.ts'
import { launchScript } from './launch-script.ts'
import { needsRuntime, type OciSurroundings, ociConfig, ociProcess } from './oci-config.ts'
import type { OwnRights } from './own-rights.ts'
import { required, type ShimPrograms } from './programs.ts'
import { recordFile } from './record-files.ts'
import { plainCommand, type ShimFiles } from './shim.ts'

/** What the shim of one container runs, and which of its records it writes itself. */
export interface ShimPlan {
  /** What it reads, but for its script. */
  readonly steps: readonly FileStep[]
  readonly script: string
  readonly command: readonly string[]
  readonly files: ShimFiles
  /** The command ends with 128 + n where signal n ended the container. */
  readonly passesOn: boolean
}

export interface StartOrder {
  /** keyOf the container's id. */
  readonly key: string
  readonly spec: LaunchSpec
  /** The container that crun has started and whose inside the process joins. */
  readonly inside?: string
}

/** A shell starts what it can, crun the rest; its bundle lies in the folder of records then. */
export const planShim = (
  folder: string,
  order: StartOrder,
  programs: ShimPrograms,
  rights: OwnRights,
  hasInput: boolean,
): ShimPlan => {
  const { key, spec, inside } = order
  const reserved = recordFile(folder, key, 'container')
  const started = recordFile(folder, key, 'started')
  const ended = recordFile(folder, key, 'ended')
  if (inside === undefined && !needsRuntime(spec)) {
    const script = launchScript(spec, programs, hasInput ? fromInput : '</dev/null')
    return {
      steps: [],
      script,
      command: plainCommand(spec.process, programs),
      files: { reserved, started, ended },
      passesOn: spec.process.terminal === true,
    }
  }
  const bundle = bundleAt(recordFile(folder, key, 'bundle'))
  const todo =
    inside === undefined
      ? planContainer(spec, bundle, { reserved, started }, programs, rights, hasInput)
      : planMember(spec, bundle, bundleAt(recordFile(folder, inside, 'bundle')), started, programs, rights, hasInput)
  return { ...todo, steps: [...bundleSteps(bundle), ...todo.steps], files: { reserved, ended }, passesOn: true }
}

const fromInput = '<&4 4<&-'

const bundleSteps = (bundle: Bundle): FileStep[] => [
  { do: 'folder', path: bundle.state, mode: 0o700 },
  { do: 'write', path: bundle.nothing, content: '' },
]

const planContainer = (
  spec: LaunchSpec,
  bundle: Bundle,
  { reserved, started }: Pick<ShimFiles, 'reserved' | 'started'>,
  programs: ShimPrograms,
  rights: OwnRights,
  hasInput: boolean,
): Pick<ShimPlan, 'steps' | 'script' | 'command'> => {
  const config = `${bundle.folder}/config.json`
  const hook = {
    path: programs.shell,
    args: ['sh', '-c', startedHook, 'mantl-started', reserved, started ?? '', config],
  }
  const steps: FileStep[] = [
    { do: 'folder', path: bundle.hostRoot },
    writeJson(config, ociConfig(spec, { ...surroundings(spec, bundle, rights), hook })),
  ]
  const inPerl = programs.perl && crunInPerl(spec, bundle, programs, hasInput ? undefined : bundle.nothing)
  if (programs.perl && inPerl) return { steps, script: inPerl, command: [programs.perl] }
  const shared = spec.linux.rootfsPropagation === 'shared'
  const script = crunScript(spec, bundle, programs, stdinOf(bundle, hasInput))
  return { steps, script, command: apart(programs, shared) }
}

const planMember = (
  spec: LaunchSpec,
  bundle: Bundle,
  other: Bundle,
  started: string,
  programs: ShimPrograms,
  rights: OwnRights,
  hasInput: boolean,
): Pick<ShimPlan, 'steps' | 'script' | 'command'> => {
  const steps = [writeJson(bundle.process, ociProcess(spec.process, surroundings(spec, bundle, rights)))]
  const script = joinScript(spec, bundle, other, started, programs, stdinOf(bundle, hasInput))
  return { steps, script, command: apart(programs, false) }
}

const stdinOf = ({ nothing }: Bundle, hasInput: boolean): string => (hasInput ? fromInput : `<'${nothing}'`)

/** What reads the script has mounts of its own. */
const apart = (programs: ShimPrograms, shared: boolean): readonly string[] => [
  ...[required(programs, 'unshare'), '--mount', '--propagation', shared ? 'unchanged' : 'slave'],
  programs.shell,
]

const surroundings = ({ process }: LaunchSpec, bundle: Bundle, rights: OwnRights): Omit<OciSurroundings, 'hook'> => ({
  user: rights.user,
  groups: [...(process.user ? findGroups(process.user) : rights.groups), ...(process.additionalGids ?? [])],
  capabilities: rights.capabilities,
  hostRoot: bundle.hostRoot,
})

/** With numbers of 64 bits, which limits and system calls' arguments have. Secrets of the environment are in it. */
const writeJson = (path: string, value: object): FileStep => {
  const raw = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON
  const text = JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? raw(String(one)) : one))
  return { do: 'write', path, content: text }
}
