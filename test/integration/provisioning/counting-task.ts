import { expect } from 'vitest'
import type { Lab } from '../../hosts/lab.ts'
import type { Controller } from './controller.ts'

/** A task that counts five times a second, each time with the second that its host's clock shows; nobody stays connected to it. */
export const startCounting = async (controller: Controller, name: string): Promise<void> => {
  const script = 'i=0; while true; do i=$((i+1)); echo tick $i at $(date +%s.%N); sleep 0.2; done'
  const run = await controller.mantl('run', '--detach', '--name', name, '--', script)
  expect(run.exitCode, run.stderr).toBe(0)
}

/** What the task has written, as it lies in its sandbox: its own log, whoever leads or follows by now. Fails where a number is missing. */
export const proveUnbroken = async (lab: Lab, hosts: readonly string[], name: string, through: string) => {
  const look = `cat /var/lib/mesos/slaves/latest/frameworks/*/executors/${name}.*/runs/latest/stdout 2>/dev/null; :`
  const logs = await Promise.all(hosts.map(async host => (await lab.host(host).exec(['sh', '-c', look])).stdout))
  const lines = logs.join('').split('\n').slice(0, -1)
  expect(lines.map(line => line.replace(/ at .*/, ''))).toEqual(lines.map((_, index) => `tick ${index + 1}`))
  expect(lines.length).toBeGreaterThan(20)
  const times = lines.map(line => Number(line.replace(/.* at /, '')))
  const longest = Math.max(...times.slice(1).map((time, index) => time - times[index]!))
  const seconds = times.at(-1)! - times[0]!
  process.stdout.write(
    `${through}: ${lines.length} ticks in ${seconds.toFixed(1)} s, none missing, the longest pause ${longest.toFixed(2)} s\n`,
  )
}
