import Glibc
import LedgerCommands
import OperatingSystem

Signals.ignoreBrokenPipe()
exit(await Tally.run(Array(CommandLine.arguments.dropFirst()), try Host.system()))
