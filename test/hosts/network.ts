import { execa } from 'execa'

/** A host's place in the lab's network. `netns`: the name of its network namespace. */
export interface NetworkedHost {
  readonly netns: string
  readonly ip: string
}

/** The controller's address: the first of the hosts' /16. */
export const controllerAddress = (ip: string): string => `${ip.split('.').slice(0, 2).join('.')}.0.1`

/**
 * One namespace `lab` with a bridge, one namespace a host, and a cable from each to the bridge. There is no way out of it.
 * The cable's end at the bridge is called `v<index>`, the host's end `eth0`.
 */
export const createNetwork = async (lab: string, address: string, hosts: readonly NetworkedHost[]): Promise<void> => {
  // Two ends with the same interface index look like one to the kernel, which then notices a second late that the cable is in.
  const cable = (host: NetworkedHost, index: number) =>
    `link add name v${index} index ${firstIndex + index} netns ${lab} type veth peer name eth0 netns ${host.netns}`
  await batch([], [...[lab, ...hosts.map(host => host.netns)].map(name => `netns add ${name}`), ...hosts.map(cable)])
  await Promise.all([
    batch(
      ['-n', lab],
      [
        'link set lo up',
        'link add br0 type bridge',
        `addr add ${address}/16 dev br0`,
        'link set br0 up',
        ...hosts.map((_, index) => `link set v${index} master br0 up`),
      ],
    ),
    ...hosts.map(host =>
      batch(['-n', host.netns], ['link set lo up', `addr add ${host.ip}/16 dev eth0`, 'link set eth0 up']),
    ),
  ])
}

export const setCable = async (lab: string, index: number, state: 'up' | 'down'): Promise<void> => {
  await execa('ip', ['-n', lab, 'link', 'set', `v${index}`, state])
}

const firstIndex = 1000

/** Namespaces that are gone already are no error. */
export const removeNetwork = async (names: readonly string[]): Promise<void> => {
  await batch(
    ['-force'],
    names.map(name => `netns del ${name}`),
  ).catch(() => {})
}

const batch = async (options: readonly string[], lines: readonly string[]): Promise<void> => {
  await execa('ip', [...options, '-batch', '-'], { input: `${lines.join('\n')}\n` })
}
