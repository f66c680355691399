import Glibc
import Reactor

// Signals are blocked before any thread starts, so that only the watching loop receives them.
if let name = CommandLine.arguments.dropFirst().first, Program.heedful.contains(name) { Signals.block() }
Signals.ignoreBrokenPipes()
Task.detached { exit(await Program.run(CommandLine.arguments.dropFirst().map { $0 })) }
// This thread only waits: as the main actor's it would run `dispatch_main`, which lets every signal through again.
while true { pause() }
