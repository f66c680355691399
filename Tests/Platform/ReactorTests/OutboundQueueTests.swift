@testable import Reactor
import TestTools
import Testing

@Suite struct OutboundQueueTests {
    @Test(arguments: 1...20)
    func whateverTheSystemTakesTheBytesComeOutInOrder(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var queue = OutboundQueue()
        var model: [UInt8] = []
        var next: UInt8 = 0
        func some(_ most: Int) -> [UInt8] {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in
                next &+= 1
                return next
            }
        }
        for _ in 0..<2_000 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1:
                let chunk = some(40)
                queue.append(chunk)
                model += chunk
            case 2:
                let bytes = some(10)
                queue.extend { $0 += bytes }
                model += bytes
            default:
                let offered = queue.withPieces { $0.flatMap { Array($0) } }
                #expect(offered == Array(model.prefix(offered.count)))
                let taken = Int.random(in: 0...offered.count, using: &random)
                queue.consume(taken)
                model.removeFirst(taken)
                if queue.isEmpty { _ = queue.takeTail() }
            }
            #expect(queue.count == model.count)
        }
    }
}
