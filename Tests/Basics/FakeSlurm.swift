import Foundation

/// `sbatch`, `squeue` and `scancel` as shell scripts, which run the tasks of
/// an array as processes of this machine, all at once.
///
/// Files in the folder steer them: `refuses` holds what sbatch complains about
/// (with `hangs` it does not end),
/// `silent` what squeue does. A task that writes a word to `$FAKE_SLURM/ends`
/// and kills its process group (`kill -9 0`) has been ended by Slurm for that
/// reason.
package struct FakeSlurm {
  /// Where the scripts and what they note lie.
  package let folder: URL

  /// Writes the scripts into a folder of their own.
  package init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "slurm-\(UUID().uuidString)", isDirectory: true)
    let programs = folder.appendingPathComponent("texts", isDirectory: true)
    try FileManager.default.createDirectory(
      at: programs, withIntermediateDirectories: true)
    for (name, text) in [
      "sbatch": Self.sbatch, "squeue": Self.squeue, "scancel": Self.scancel,
    ] {
      let file = programs.appendingPathComponent(name)
      let head = "#!/bin/sh\necho \"\(name) $*\" >>\"$FAKE_SLURM/log\"\n"
      try Data((head + text).utf8).write(to: file)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: file.path)
    }
    try Data().write(to: folder.appendingPathComponent("log"))
    // What this process has written may be open for writing in a child that is
    // being started, and cannot be run then.
    let copy = Process()
    copy.executableURL = URL(fileURLWithPath: "/bin/cp")
    copy.arguments = ["-pr", programs.path, folder.path + "/bin"]
    try copy.run()
    copy.waitUntilExit()
  }

  /// What commands need to find the scripts.
  package var environment: [String: String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return [
      "PATH": folder.appendingPathComponent("bin").path + ":" + path,
      "FAKE_SLURM": folder.path,
    ]
  }

  /// Makes a file that steers the scripts.
  package func steer(_ file: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(file))
  }

  /// The command lines so far of one of the scripts.
  package func calls(_ name: String) throws -> [String] {
    try String(
      contentsOf: folder.appendingPathComponent("log"), encoding: .utf8
    ).split(separator: "\n").map(String.init).filter {
      $0.hasPrefix(name + " ")
    }
  }

  /// Whether all tasks end before anybody would stop waiting.
  package func tasksEnd() -> Bool {
    let jobs = folder.appendingPathComponent("jobs")
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      let states = (FileManager.default.enumerator(atPath: jobs.path))?
        .compactMap { $0 as? String }.filter { $0.hasSuffix("state") }
      let isRunning = (states ?? []).contains {
        let text = try? String(
          contentsOf: jobs.appendingPathComponent($0), encoding: .utf8)
        return text?.hasPrefix("RUNNING") ?? true
      }
      if !isRunning { return true }
      sched_yield()
    }
    return false
  }

  /// Removes the folder.
  package func remove() {
    try? FileManager.default.removeItem(at: folder)
  }

  private static let sbatch = """
    if [ -e "$FAKE_SLURM/hangs" ]; then exec sleep 100; fi
    if [ -e "$FAKE_SLURM/refuses" ]; then
      cat "$FAKE_SLURM/refuses" >&2
      exit 1
    fi
    for word; do
      case $word in
        --job-name=*) name=${word#*=} ;;
        --array=0-*) last=${word#*-*-*-}; last=${last%%%*} ;;
        --output=*) output=${word#*=} ;;
      esac
      script=$word
    done
    task=0
    while [ $task -le "$last" ]; do
      facts=$FAKE_SLURM/jobs/$name/$task
      mkdir -p "$facts"
      echo RUNNING >"$facts/state"
      (
        export SLURM_ARRAY_TASK_ID=$task
        file=$(echo "$output" | sed "s/%a/$task/; s/%%/%/g")
        setsid sh "$script" >"$file" 2>&1 &
        echo $! >"$facts/pid"
        if wait $!; then state=COMPLETED; else state=FAILED; fi
        # What Slurm itself has done to it is known better.
        for file in "$FAKE_SLURM/ends" "$facts/cancelled"; do
          if [ -e "$file" ]; then state=$(cat "$file"); fi
        done
        echo "$state" >"$facts/new" && mv "$facts/new" "$facts/state"
      ) </dev/null >/dev/null 2>&1 &
      task=$((task + 1))
    done
    echo "Submitted batch job 1"

    """

  private static let squeue = """
    if [ -e "$FAKE_SLURM/silent" ]; then
      cat "$FAKE_SLURM/silent" >&2
      exit 1
    fi
    for word; do
      case $word in --name=*) name=${word#*=} ;; esac
    done
    for facts in "$FAKE_SLURM/jobs/$name"/*; do
      [ -e "$facts/state" ] && echo "${facts##*/}|$(cat "$facts/state")"
    done
    exit 0

    """

  private static let scancel = """
    for word; do
      case $word in --name=*) name=${word#*=} ;; esac
    done
    for facts in "$FAKE_SLURM/jobs/$name"/*; do
      if [ "$(cat "$facts/state" 2>/dev/null)" = RUNNING ]; then
        echo CANCELLED >"$facts/cancelled"
        kill -9 "-$(cat "$facts/pid")"
      fi
    done 2>/dev/null
    exit 0

    """
}
