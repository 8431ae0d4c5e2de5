/** What only grows, of facts/metrics.md 4: there from the first snapshot on. Others of the kind come with what they count. */
export const counters: readonly string[] = [
  'slave/recovery_errors',
  'slave/executors_terminated',
  'slave/executors_preempted',
  'slave/container_launch_errors',
  'slave/tasks_finished',
  'slave/tasks_failed',
  'slave/tasks_killed',
  'slave/tasks_lost',
  'slave/tasks_gone',
  'slave/valid_status_updates',
  'slave/invalid_status_updates',
  'slave/valid_framework_messages',
  'slave/invalid_framework_messages',
  'containerizer/mesos/container_destroy_errors',
  'containerizer/mesos/provisioner/remove_container_errors',
  'containerizer/mesos/provisioner/bind/remove_rootfs_errors',
  'containerizer/fetcher/task_fetches_succeeded',
  'containerizer/fetcher/task_fetches_failed',
  'resource_provider_manager/events/subscribe',
  'resource_provider_manager/events/disconnect',
]

const others = /^gc\/path_removals_(succeeded|failed)$/

export const isCounter = (name: string): boolean => counters.includes(name) || others.test(name)
