# On a host: takes the release apart, and nothing else.
mkdir -p /opt/mantl/releases/floor && tar -x -C /opt/mantl/releases/floor
