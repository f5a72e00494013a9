"""Types keys into a program in a pseudo-terminal and prints what the terminal shows.

    type.py KEYS PROGRAM ARGUMENT…

It waits for the word READY before it types, and ends when the program does.
"""
import os
import pty
import sys

keys, *command = sys.argv[1:]
process, terminal = pty.fork()
if process == 0:
    os.execvp(command[0], command)
shown = b""
typed = not keys
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:  # Linux answers EIO once the program has ended.
        break
    if not chunk:
        break
    shown += chunk
    if not typed and b"READY" in shown:
        typed = True
        os.write(terminal, keys.encode())
os.waitpid(process, 0)
sys.stdout.buffer.write(shown)
