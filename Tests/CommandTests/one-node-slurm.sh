#!/bin/sh
# Runs a command on a Slurm cluster of its own: one node, this machine, on
# loopback. Everything lies in a scratch folder; nothing of it is left.
#
#     sudo Tests/CommandTests/one-node-slurm.sh COMMAND [ARGUMENT ...]
#
# Needs root and Debian's slurm-wlm and munge. CPUS: those that the node says
# it has (default 4). Exits with 69 if there is no Slurm, 70 if it does not
# start, else with the command's status.
set -u
PATH=$PATH:/usr/sbin:/sbin

missing=
for program in munged slurmctld slurmd sbatch squeue scancel; do
  command -v $program >/dev/null || missing="$missing $program"
done
if [ -n "$missing" ]; then
  echo "one-node-slurm: missing:$missing (apt-get install slurm-wlm munge)" >&2
  exit 69
fi
if [ "$(id -u)" != 0 ]; then
  echo "one-node-slurm: slurmd must be started by root" >&2
  exit 69
fi

folder=$(mktemp -d) || exit 70
chmod 755 "$folder"
daemons=
isUp=
stop() {
  status=$?
  trap '' INT TERM
  # Jobs first, so that slurmd ends what they have started.
  [ -n "$isUp" ] && scancel -u root 2>/dev/null
  tries=0
  while [ -n "$isUp" ] && [ $tries -lt 50 ] &&
    [ -n "$(squeue -h 2>/dev/null)" ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  # The youngest first: slurmd, slurmctld, munged.
  for daemon in $daemons; do
    kill "$daemon" 2>/dev/null
    wait "$daemon" 2>/dev/null
  done
  rm -rf "$folder"
  exit $status
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Ports that nobody has, as far as can be told.
port() {
  try=$((20000 + ($$ * 7 + $1) % 10000))
  while grep -qi ":$(printf %04X $try) " /proc/net/tcp /proc/net/tcp6 \
    2>/dev/null; do try=$((try + 1)); done
  echo $try
}

cat >"$folder/slurm.conf" <<END
ClusterName=loopback
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$(port 0)
SlurmdPort=$(port 3000)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000
ReturnToService=2
KillWait=2
SlurmdParameters=config_overrides
NodeName=node1 NodeHostname=localhost NodeAddr=127.0.0.1 CPUs=${CPUS:-4}
PartitionName=all Nodes=node1 Default=YES MaxTime=INFINITE State=UP
END
# No cgroups are used; this says so without looking for any.
echo "CgroupPlugin=cgroup/v1" >"$folder/cgroup.conf"
mkdir "$folder/state" "$folder/spool"
export SLURM_CONF="$folder/slurm.conf"

# Until "$@" succeeds, or ten seconds.
await() {
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -gt 100 ]; then
      echo "one-node-slurm: the cluster does not start; its logs end:" >&2
      for log in "$folder"/*.log; do tail -n 5 "$log" >&2; done
      exit 70
    fi
    sleep 0.1
  done
}

dd if=/dev/urandom of="$folder/munge.key" bs=128 count=1 2>/dev/null
chmod 600 "$folder/munge.key"
munged --foreground --key-file="$folder/munge.key" \
  --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
  --seed-file="$folder/munged.seed" --log-file="$folder/munged.log" \
  2>"$folder/munged.err.log" &
daemons="$! $daemons"
await test -S "$folder/munge.socket"
slurmctld -D 2>/dev/null &
daemons="$! $daemons"
slurmd -D -N node1 2>/dev/null &
daemons="$! $daemons"
idle() { sinfo -h -o %t | grep -qx idle; }
await idle
isUp=1

"$@"
