/** The units under which Mantl and Mesosphere's packages run C++ Mesos: ours come in their place (docs/upgrading.md). */
export const cppMasterUnits = ['mesos-master']
export const cppAgentUnits = ['mesos-slave', 'mesos-agent']
