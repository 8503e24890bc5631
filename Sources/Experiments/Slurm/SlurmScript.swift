import Foundation

extension SlurmEngine {
  /// What a task runs: a worker on the jobs of its file, from the folder that
  /// the run was started in, since points may name files relative to it.
  func script(_ program: URL, in folder: URL) -> String {
    let exports = environment.sorted { $0.key < $1.key }.map {
      "export \($0.key)=\(quoted($0.value))\n"
    }.joined()
    // Libraries that lie beside the program are not beside its copy.
    let libraries = quoted(executable.deletingLastPathComponent().path)
    let command = ([program.path] + arguments).map(quoted)
      .joined(separator: " ")
    return """
      #!/bin/sh
      # A task of shardbench: computes the points of one file.
      \(exports)\
      export SHARDBENCH_THREADS="${SLURM_CPUS_PER_TASK:-1}"
      export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}"\(libraries)
      folder=\(quoted(folder.path))
      task=$SLURM_ARRAY_TASK_ID
      cd \(quoted(FileManager.default.currentDirectoryPath)) || exit
      \(command) <"$folder/jobs-$task.jsonl" \\
        >>"$folder/answers-$task.jsonl" 2>>"$folder/errors-$task.txt"
      status=$?
      # By a new name, so that it is never seen half-written.
      echo $status >"$folder/.status-$task" &&
        mv "$folder/.status-$task" "$folder/status-$task"
      exit $status

      """
  }

  /// `text` as a shell takes it for one word.
  private func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
