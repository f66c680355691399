import Glibc
import Reactor

// Signals are blocked before any thread starts, so that only the watching loop receives them.
Signals.block()
Signals.ignoreBrokenPipes()
exit(await Program.run(CommandLine.arguments.dropFirst().map { $0 }))
