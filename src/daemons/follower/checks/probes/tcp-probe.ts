import type { Probe, ProbeOrder, ProbeResult } from '../probe.ts'
import { connectAs } from './connect.ts'

/** Whether somebody takes a connection. */
export const probeTcp = async (
  { process }: ProbeOrder,
  probe: Extract<Probe, { kind: 'tcp' }>,
  signal: AbortSignal,
): Promise<ProbeResult> => {
  try {
    const connection = await connectAs(process, probe, signal)
    connection.destroy()
    return { kind: 'tcp', succeeded: true }
  } catch (error) {
    return { kind: 'tcp', succeeded: false, message: (error as Error).message }
  }
}
