import type { Container } from '../../container.ts'
import type { LaunchSpec } from '../../launch-spec.ts'
import { needsFilesystemLinux } from '../has-filesystem-linux.ts'
import type { Isolator } from '../isolator.ts'
import { needsRuntime } from '../needs-runtime.ts'
import { withNamespace } from '../with-namespace.ts'
import { hasOwnPids } from './own-pids.ts'

/** A container sees its own processes alone, unless it asks for its parent's, or for the host's (LinuxInfo.share_pid_namespace). */
export const namespacesPid: Isolator = {
  name: 'namespaces/pid',
  skips: ['debug'],
  impossible: (machine, settings) => needsRuntime(machine) ?? needsFilesystemLinux(settings),
  prepare: (spec, container, settings) => {
    if (container.info?.linux_info?.share_pid_namespace !== true) return withProc(withNamespace(spec, 'pid'))
    const { parent } = container
    if (parent === undefined) return settings.disallow_sharing_agent_pid_namespace ? refusal : spec
    return hasOwnPids(parent, settings) ? joining(spec, parent) : spec
  },
}

const refusal = { refused: "it asks for the host's pid namespace, and --disallow_sharing_agent_pid_namespace is set" }

const joining = (spec: LaunchSpec, { id, pid }: Container) =>
  pid === undefined
    ? { refused: `the container '${id}' around it has no process to join` }
    : withProc(withNamespace(spec, 'pid', `/proc/${pid}/ns/pid`))

/** An image has one of its own already. */
const withProc = (spec: LaunchSpec): LaunchSpec =>
  spec.root
    ? spec
    : {
        ...spec,
        mounts: [
          ...(spec.mounts ?? []),
          { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
        ],
      }
