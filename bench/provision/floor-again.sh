# On a host: is everything as the first run left it? Reads every byte of the release.
set -eu
units=mantl-follower
[ "$mode" = follower ] || units="mantl-leader mantl-follower"
[ "$(id -gn mesos)" = mesos ]
[ "$(readlink /opt/mantl/current)" = /opt/mantl/releases/floor ]
(cd /opt/mantl/current && sha256sum --quiet -c .sha256)
sha256sum --quiet -c /opt/mantl/files.sha256
for unit in $units; do systemctl is-active --quiet "$unit" && systemctl is-enabled --quiet "$unit"; done
