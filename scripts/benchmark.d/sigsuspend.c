/* Loaded before libc under valgrind 3.19, which writes into the mask of a sigsuspend and dies where that is read-only,
   as it is in libdispatch. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
  sigset_t copy = *mask;
  return (int)syscall(SYS_rt_sigsuspend, &copy, 8);
}
