import type { LaunchOrder } from '../../../src/daemons/follower/effects.ts'

export const crashFlags = [
  '--isolation=filesystem/linux,docker/runtime,namespaces/pid,namespaces/ipc,cgroups/cpu,cgroups/mem',
  '--image_providers=docker',
]

/** With a file system, shared memory and a volume of its own: each leaves something else behind. */
export const imaged: Partial<LaunchOrder> = {
  container: {
    type: 'MESOS',
    mesos: { image: { type: 'DOCKER', docker: { name: 'busybox' } } },
    linux_info: { ipc_mode: 'PRIVATE', shm_size: 4 },
    volumes: [
      {
        container_path: '/tmp',
        mode: 'RW',
        source: { type: 'SANDBOX_PATH', sandbox_path: { type: 'SELF', path: 'tmp' } },
      },
    ],
  },
}
