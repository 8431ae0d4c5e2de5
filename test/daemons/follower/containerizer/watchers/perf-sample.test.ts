import { expect, it } from 'vitest'
import { perfArguments, readPerf } from '../../../../../src/daemons/follower/containerizer/watchers/perf-sample.ts'

it('each event is counted in each cgroup', () => {
  expect(perfArguments(['cycles', 'task-clock'], ['mesos/a', 'mesos/b'], 0.5).slice(6)).toEqual([
    ...['--event', 'cycles', '--cgroup', 'mesos/a', '--event', 'cycles', '--cgroup', 'mesos/b'],
    ...['--event', 'task-clock', '--cgroup', 'mesos/a', '--event', 'task-clock', '--cgroup', 'mesos/b'],
    ...['--', 'sleep', '0.5'],
  ])
})

it('what perf prints is read, old or new', () => {
  const text = [
    '303.86,msec,task-clock,mesos/a,303860398,100.00,1.000,CPUs utilized',
    '2,,context-switches,mesos/a,303860398,100.00,6.582,/sec',
    '<not supported>,,cycles,mesos/a,0,100.00,,',
    '<not counted>,,task-clock,mesos/b,0,100.00,,',
    '17,L1-dcache-loads,mesos/b',
    '9,,unheard-of,mesos/b,1,100.00',
    '',
    '# a remark',
  ].join('\n')
  expect([...readPerf(text)]).toEqual([
    ['mesos/a', { task_clock: 303.86, context_switches: 2 }],
    ['mesos/b', { task_clock: 0, l1_dcache_loads: 17 }],
  ])
})
