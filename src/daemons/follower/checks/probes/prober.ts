import { createGate } from '../../../../runtime/gate.ts'
import { isRunning } from '../../linux/processes.ts'
import type { Probe, ProbeOrder, ProbeResult } from '../probe.ts'
import { probeHttp } from './http-probe.ts'
import { probeTcp } from './tcp-probe.ts'

export interface Prober {
  /** `done` hears of the result once, or never when the probe is stopped before. */
  probe(order: ProbeOrder, done: (result: ProbeResult) => void): void
  stop(id: string): void
  close(): void
}

export type ProbeCommand = (
  order: ProbeOrder,
  probe: Extract<Probe, { kind: 'command' }>,
  signal: AbortSignal,
) => Promise<ProbeResult>

/**
 * As many look at tasks at a time; others wait for their turn, and their time begins with it. A task has two checks at most, so that one who lets
 * them hang must have hundreds of tasks here before others wait for him.
 */
const mostAtOnce = { commands: 512, connections: 2_048 } as const

export const createProber = (probeCommand: ProbeCommand): Prober => {
  const running = new Map<string, AbortController>()
  const commands = createGate(mostAtOnce.commands)
  const connections = createGate(mostAtOnce.connections)
  const stop = (id: string) => {
    running.get(id)?.abort()
    running.delete(id)
  }
  const look = async (order: ProbeOrder, stopped: AbortSignal): Promise<ProbeResult> => {
    const inTime = AbortSignal.timeout(order.timeout)
    const signal = AbortSignal.any([stopped, inTime])
    try {
      const result = await kinds(probeCommand, order, signal)
      return inTime.aborted ? late(order) : result
    } catch (error) {
      return inTime.aborted ? late(order) : { kind: 'failed', message: (error as Error).message }
    }
  }
  /** A task that has ended by itself is not ill: its end is about to be told. */
  const judged = (result: ProbeResult, { process: { pid, startTime } }: ProbeOrder): ProbeResult =>
    isRunning(pid, startTime) ? result : { kind: 'undone', message: 'the task has ended' }
  return {
    probe: (order, done) => {
      stop(order.id)
      const controller = new AbortController()
      running.set(order.id, controller)
      const gate = order.probe.kind === 'command' ? commands : connections
      void gate(controller.signal, () => look(order, controller.signal)).then(result => {
        if (result === undefined || controller.signal.aborted) return
        running.delete(order.id)
        done(judged(result, order))
      })
    },
    stop,
    close: () => [...running.keys()].forEach(stop),
  }
}

const late = ({ timeout }: ProbeOrder): ProbeResult => ({
  kind: 'failed',
  message: `no result in ${timeout / 1_000} s`,
})

const kinds = (probeCommand: ProbeCommand, order: ProbeOrder, signal: AbortSignal): Promise<ProbeResult> => {
  const { probe } = order
  switch (probe.kind) {
    case 'command':
      return probeCommand(order, probe, signal)
    case 'http':
      return probeHttp(order, probe, signal)
    case 'tcp':
      return probeTcp(order, probe, signal)
  }
}
