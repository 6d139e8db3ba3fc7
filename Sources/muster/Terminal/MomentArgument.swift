import ArgumentParser
import Wire

/// A day or a moment of the command line, in UTC: `2026-03-01`, `2026-03-01T09:30` or `2026-03-01T09:30:15Z`.
///
/// A day stands for all of it: as a beginning it is its first moment, as a point in time its last.
struct MomentArgument: ExpressibleByArgument, Equatable {
    /// Its first moment.
    let start: Google.Timestamp
    /// How many seconds it lasts.
    let seconds: Int64

    /// The moment after it.
    var after: Google.Timestamp {
        Google.Timestamp {
            $0.seconds = start.seconds + seconds
            $0.nanos = start.nanos
        }
    }

    /// Its last moment.
    var end: Google.Timestamp {
        guard seconds > 0 else { return start }
        return Google.Timestamp {
            $0.seconds = start.seconds + seconds - 1
            $0.nanos = 999_000_000
        }
    }

    init?(argument: String) {
        let halves = argument.split(separator: "T", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), let day = Self.day(halves[0]) else { return nil }
        var second: Int64 = 0
        if halves.count == 2 {
            let clock = halves[1].hasSuffix("Z") ? halves[1].dropLast() : halves[1]
            let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
            guard (2...3).contains(parts.count),
                let hour = Self.number(parts[0], 2), hour < 24,
                let minute = Self.number(parts[1], 2), minute < 60,
                let rest = parts.count == 3 ? Self.number(parts[2], 2) : 0, rest < 60
            else { return nil }
            second = hour * 3600 + minute * 60 + rest
        }
        start = Google.Timestamp { $0.seconds = day * 86400 + second }
        seconds = halves.count == 1 ? 86400 : 0
    }

    /// Days since 1970-01-01, by the proleptic Gregorian calendar.
    private static func day(_ text: Substring) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = number(parts[0], 4), let month = number(parts[1], 2),
            let day = number(parts[2], 2), year > 0, (1...12).contains(month), day > 0
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[Int(month) - 1] else { return nil }
        // Years begin in March here, so that the leap day is a year's last.
        let shiftedYear = month <= 2 ? year - 1 : year
        let shiftedMonth = (month + 9) % 12
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
        return 365 * shiftedYear + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400
            + dayOfYear - 719_468
    }

    private static func number(_ text: Substring, _ digits: Int) -> Int64? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }
}
