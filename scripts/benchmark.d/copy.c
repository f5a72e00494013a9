/* The least that a libpq program can do with a log: read all of it, or write all of it, by binary COPY.

     copy out CONNECTION TABLE           reads the rows and throws them away
     copy in CONNECTION TABLE FILE       writes the rows of a file that COPY … TO (FORMAT binary) made

   TABLE is put into the statement as it is. */

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *what, PGconn *connection) {
  fprintf(stderr, "copy: %s: %s\n", what, PQerrorMessage(connection));
  exit(1);
}

/* Every COPY ends with one answer that says whether it succeeded. */
static void finish(PGconn *connection) {
  PGresult *answer = PQgetResult(connection);
  if (PQresultStatus(answer) != PGRES_COMMAND_OK) fail("the end of COPY", connection);
  PQclear(answer);
}

static void copy_out(PGconn *connection) {
  char *row;
  long long bytes = 0;
  int length;
  while ((length = PQgetCopyData(connection, &row, 0)) > 0) {
    bytes += length;
    PQfreemem(row);
  }
  if (length != -1) fail("PQgetCopyData", connection);
  finish(connection);
  printf("%lld\n", bytes);
}

static void copy_in(PGconn *connection, const char *path) {
  static char buffer[64 * 1024];
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  size_t length;
  while ((length = fread(buffer, 1, sizeof buffer, file)) > 0)
    if (PQputCopyData(connection, buffer, (int)length) != 1) fail("PQputCopyData", connection);
  if (ferror(file) || fclose(file) != 0 || PQputCopyEnd(connection, NULL) != 1) fail("PQputCopyEnd", connection);
  finish(connection);
}

int main(int count, char **words) {
  int out = count == 4 && strcmp(words[1], "out") == 0;
  if (!out && !(count == 5 && strcmp(words[1], "in") == 0)) {
    fprintf(stderr, "usage: copy out CONNECTION TABLE | copy in CONNECTION TABLE FILE\n");
    return 64;
  }
  PGconn *connection = PQconnectdb(words[2]);
  if (PQstatus(connection) != CONNECTION_OK) fail("connect", connection);
  char statement[1024];
  snprintf(statement, sizeof statement, "COPY %s %s (FORMAT binary)", words[3], out ? "TO STDOUT" : "FROM STDIN");
  PGresult *answer = PQexec(connection, statement);
  if (PQresultStatus(answer) != (out ? PGRES_COPY_OUT : PGRES_COPY_IN)) fail(statement, connection);
  PQclear(answer);
  if (out)
    copy_out(connection);
  else
    copy_in(connection, words[4]);
  PQfinish(connection);
  return 0;
}
