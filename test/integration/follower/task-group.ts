const scalar = (name: string, value: number) => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  allocation_info: { role: 'dev' },
})

/** A RunTaskGroupMessage for a pod: its tasks by id, as commands or with more than that. */
export const taskGroup = (agentId: string, pod: string, tasks: Readonly<Record<string, string | object>>) => ({
  framework: {
    user: 'root',
    name: 'test',
    id: { value: 'F' },
    checkpoint: true,
    roles: ['dev'],
    capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
  },
  executor: {
    type: 'DEFAULT',
    executor_id: { value: pod },
    framework_id: { value: 'F' },
    resources: [scalar('cpus', 0.1), scalar('mem', 32), scalar('disk', 32)],
  },
  task_group: {
    tasks: Object.entries(tasks).map(([id, task]) => ({
      name: id,
      task_id: { value: id },
      agent_id: { value: agentId },
      resources: [scalar('cpus', 0.1), scalar('mem', 32)],
      ...(typeof task === 'string' ? { command: { value: task } } : task),
    })),
  },
})
