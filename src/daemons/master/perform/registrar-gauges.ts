import type { Metrics } from '../../../runtime/metrics.ts'
import type { MeasuredRegistrar } from './registrar.ts'

/** facts/metrics.md 3.7. The registry is no replicated log: its ensemble are the ZooKeeper servers, or this machine. `zk`: `zk://a,b/mesos`. */
export const addRegistrarGauges = (metrics: Metrics, registrar: MeasuredRegistrar, zk: string | undefined): void => {
  const servers =
    zk === undefined
      ? 1
      : zk
          .replace(/^zk:\/\//, '')
          .split('/')[0]!
          .split(',').length
  metrics.gauge('registrar/queued_operations', () => registrar.queued)
  metrics.gauge('registrar/registry_size_bytes', () => registrar.size)
  metrics.gauge('registrar/log/recovered', () => (registrar.loaded ? 1 : 0))
  metrics.gauge('registrar/log/ensemble_size', () => servers)
}
