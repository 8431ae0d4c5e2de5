import type { Check } from '../check.ts'

/** More than this and leases, retries and log lines of different hosts do not fit together; Kerberos and TLS draw the line at minutes. */
const worryingSeconds = 1
const wrongSeconds = 30

/** Clocks that differ from those of most hosts. */
export const clocks: Check = {
  name: 'clocks',
  find: hosts => {
    const middle = median(hosts.map(({ clock }) => clock.aheadBy))
    return hosts.flatMap(({ host, clock }) => {
      const off = clock.aheadBy - middle
      if (Math.abs(off) - clock.give < worryingSeconds) return []
      const seconds = `${Math.abs(off).toFixed(1)} s ${off > 0 ? 'ahead of' : 'behind'}`
      return [
        {
          severity: Math.abs(off) > wrongSeconds ? ('error' as const) : ('warning' as const),
          host: host.name,
          what: `its clock is ${seconds} the other hosts’`,
          hint: 'set the time, and let chrony or systemd-timesyncd keep it',
        },
      ]
    })
  },
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? 0
