#include "cgnuplot.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gnuplot-iostream.h>

namespace {

// Writing to a command that has ended raises SIGPIPE, which would end us too.
// While one of these lives, the calling thread meets EPIPE instead.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    was_pending_ = pending();
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    int signal = 0;
    if (!was_pending_ && pending()) sigwait(&pipe_, &signal);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  bool pending() const {
    sigset_t set;
    sigemptyset(&set);
    sigpending(&set);
    return sigismember(&set, SIGPIPE) == 1;
  }
  sigset_t pipe_, before_;
  bool was_pending_;
};

// The library closes the pipe itself and drops the exit status. So it gets a
// duplicate of our end, and we close the command and keep its status.
void send(FILE *command, const char *script, size_t length) {
  int copy = fcntl(fileno(command), F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return;
  FILE *file = fdopen(copy, "w");
  if (!file) {
    close(copy);
    return;
  }
  Gnuplot gnuplot(file);
  gnuplot.write(script, static_cast<std::streamsize>(length));
  gnuplot.flush();
}

}  // namespace

extern "C" int cgnuplot_run(
    const char *command, const char *script, size_t length) {
  NoBrokenPipe guard;
#ifdef __linux__
  // "e": other commands that start meanwhile must not hold this pipe open.
  FILE *pipe = popen(command, "we");
#else
  FILE *pipe = popen(command, "w");
#endif
  if (!pipe) return -1;
  try {
    send(pipe, script, length);
  } catch (...) {
    // The exit status tells: gnuplot fails, or did so before we could write.
  }
  int status = pclose(pipe);
  if (status == -1) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
