/* Runs a program and tells the seconds it took and the memory it had at most.

     measure FILE PROGRAM [ARGUMENT…]

   Writes "SECONDS KIBIBYTES" to FILE and exits as the program did. Python cannot tell the memory of a small program:
   a child starts with the peak of the process that made it, and Python's own is larger than some of ours. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec instant;
  clock_gettime(CLOCK_MONOTONIC, &instant);
  return (double)instant.tv_sec + (double)instant.tv_nsec / 1e9;
}

int main(int count, char **words) {
  if (count < 3) return 64;
  double start = now();
  pid_t child = fork();
  if (child == 0) {
    execvp(words[2], words + 2);
    perror(words[2]);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) {
    perror("measure");
    return 71;
  }
  double seconds = now() - start;
  FILE *file = fopen(words[1], "w");
  if (!file || fprintf(file, "%.6f %ld\n", seconds, usage.ru_maxrss) < 0 || fclose(file) != 0) {
    perror(words[1]);
    return 74;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
