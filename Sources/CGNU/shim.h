#pragma once
// GNU functions that Swift's Glibc module leaves out, because it is built without _GNU_SOURCE.
#include <spawn.h>
#include <sys/random.h>
#include <unistd.h>

int pipe2(int descriptors[2], int flags);
int renameat2(int old_directory, const char *old_path, int new_directory, const char *new_path, unsigned int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

int memfd_create(const char *name, unsigned int flags);

#define CGNU_MFD_CLOEXEC 1u
#define CGNU_RENAME_NOREPLACE 1u

// Swift refuses the global variable `environ` as shared mutable state.
extern char **environ;
static inline char **cgnu_environment(void) { return environ; }
