import Glibc
import LedgerCommands
import OperatingSystem

Signals.ignoreBrokenPipe()
let host = try Host.system()
try host.watchSignals()
let code = await Tally.run(Array(CommandLine.arguments.dropFirst()), host)
Signal(exitCode: code)?.endProgram()
exit(code)
