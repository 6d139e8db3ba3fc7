import TestSupport
import Testing

@testable import Transport

@Suite struct TimerWheelTests {
    private static func at(_ milliseconds: Int64) -> Instant {
        Instant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func firesNeverEarlyAndAtMostOneTickLate() {
        var wheel = TimerWheel<Int>(now: Self.at(1000), tickMilliseconds: 8)
        _ = wheel.arm(at: Self.at(1100), 1)
        var fired: [Int] = []
        wheel.advance(to: Self.at(1099), into: &fired)
        #expect(fired.isEmpty)
        wheel.advance(to: Self.at(1108), into: &fired)
        #expect(fired == [1])
        #expect(wheel.count == 0)
    }

    @Test func aCancelledTimerStaysSilent() {
        var wheel = TimerWheel<Int>(now: Self.at(0))
        let first = wheel.arm(at: Self.at(50), 1)
        wheel.cancel(first)
        wheel.cancel(first)
        let second = wheel.arm(at: Self.at(50), 2)
        wheel.cancel(first)
        var fired: [Int] = []
        wheel.advance(to: Self.at(100), into: &fired)
        #expect(fired == [2])
        wheel.cancel(second)
        #expect(wheel.count == 0)
    }

    @Test(arguments: [41, 42, 43, 44] as [UInt64])
    func agreesWithASortedList(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var now: Int64 = 5_000
        var wheel = TimerWheel<Int>(now: Self.at(now), tickMilliseconds: 8)
        var armed: [Int: (id: TimerWheel<Int>.ID, deadline: Int64)] = [:]
        for token in 0..<3000 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                let deadline = now + Int64.random(in: -10...40_000, using: &random)
                armed[token] = (wheel.arm(at: Self.at(deadline), token), deadline)
            case 2:
                guard let victim = armed.keys.sorted().randomElement(using: &random) else { break }
                if let timer = armed.removeValue(forKey: victim) { wheel.cancel(timer.id) }
            default:
                now += Int64.random(in: 0...3_000, using: &random)
                var fired: [Int] = []
                wheel.advance(to: Self.at(now), into: &fired)
                for token in fired {
                    let deadline = armed.removeValue(forKey: token)?.deadline
                    #expect(deadline != nil && deadline ?? .max <= now, "seed \(seed)")
                }
                #expect(armed.values.allSatisfy { $0.deadline > now - 16 }, "seed \(seed)")
            }
            #expect(wheel.count == armed.count, "seed \(seed)")
        }
    }

    @Test func theNextLookIsNotAfterTheNextDeadline() {
        var wheel = TimerWheel<Int>(now: Self.at(0), tickMilliseconds: 8)
        #expect(wheel.nextLook(after: Self.at(0)) == nil)
        _ = wheel.arm(at: Self.at(500), 1)
        let look = wheel.nextLook(after: Self.at(0)) ?? .distantFuture
        #expect(look >= Self.at(500) && look <= Self.at(508))
    }

    @Test func aDistantTimerSurvivesManyTurnsOfTheRing() {
        var wheel = TimerWheel<Int>(now: Self.at(0), tickMilliseconds: 8)
        _ = wheel.arm(at: Self.at(100_000), 1)
        var fired: [Int] = []
        var now: Int64 = 0
        while now < 99_990 {
            now += 333
            wheel.advance(to: Self.at(min(now, 99_990)), into: &fired)
        }
        #expect(fired.isEmpty)
        wheel.advance(to: Self.at(100_008), into: &fired)
        #expect(fired == [1])
    }
}
