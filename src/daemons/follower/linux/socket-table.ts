/** Of /proc/net/tcp or tcp6 (proc_pid_net(5)): who listens on which port. The kernel tells of those first. PURE. */
export interface Listener {
  readonly inode: string
  readonly port: number
}

const listening = '0A'

/** `more`: all lines were of listeners, so that the text to come may have others. */
export const readListeners = (
  lines: readonly string[],
): { readonly listeners: readonly Listener[]; readonly more: boolean } => {
  const rows = lines.map(line => line.trim().split(/\s+/)).filter(fields => /^\d+:$/.test(fields[0] ?? ''))
  const listeners = rows
    .filter(([, , , state]) => state === listening)
    .map(([, local = '', , , , , , , , inode = '']) => ({
      inode,
      port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16),
    }))
  return { listeners, more: listeners.length === rows.length }
}

export interface Traffic {
  readonly net_rx_packets: number
  readonly net_rx_bytes: number
  readonly net_rx_errors: number
  readonly net_rx_dropped: number
  readonly net_tx_packets: number
  readonly net_tx_bytes: number
  readonly net_tx_errors: number
  readonly net_tx_dropped: number
}

/** Of /proc/<pid>/net/dev: the sums over the devices of these names. */
export const readTraffic = (text: string, devices: readonly string[]): Traffic => {
  const sums = Array.from({ length: 16 }, () => 0)
  for (const line of text.split('\n')) {
    const [name = '', figures] = line.split(':')
    if (figures === undefined || !devices.includes(name.trim())) continue
    for (const [index, figure] of figures.trim().split(/\s+/).entries())
      sums[index] = (sums[index] ?? 0) + Number(figure)
  }
  const [rxBytes = 0, rxPackets = 0, rxErrors = 0, rxDropped = 0] = sums
  const [txBytes = 0, txPackets = 0, txErrors = 0, txDropped = 0] = sums.slice(8)
  return {
    net_rx_packets: rxPackets,
    net_rx_bytes: rxBytes,
    net_rx_errors: rxErrors,
    net_rx_dropped: rxDropped,
    net_tx_packets: txPackets,
    net_tx_bytes: txBytes,
    net_tx_errors: txErrors,
    net_tx_dropped: txDropped,
  }
}
