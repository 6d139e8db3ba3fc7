/// Moments and spans as JSON carries them: `2026-02-28T09:30:00.250Z` and `1.5s`.
enum TimeText {
    /// RFC 3339 in UTC with 0, 3, 6 or 9 digits of fraction; `nil` outside the years 1 to 9999.
    static func text(of timestamp: Google.Timestamp) -> String? {
        guard (firstSecond...lastSecond).contains(timestamp.seconds) else { return nil }
        guard (0...999_999_999).contains(timestamp.nanos) else { return nil }
        let days = (timestamp.seconds - firstSecond) / 86_400 + firstDay
        let second = (timestamp.seconds - firstSecond) % 86_400
        let (year, month, day) = civil(fromDays: days)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let time =
            "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        return "\(date)T\(time)\(fraction(timestamp.nanos))Z"
    }

    /// A moment in RFC 3339, with `Z` or an offset; `nil` when it is something else or out of range.
    static func timestamp(_ text: String) -> Google.Timestamp? {
        var scanner = Scanner(text)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2),
            scanner.take("-"), let day = scanner.number(2), scanner.take("T") || scanner.take("t"),
            let hour = scanner.number(2), scanner.take(":"), let minute = scanner.number(2),
            scanner.take(":"), let second = scanner.number(2), let nanos = scanner.fraction(),
            let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        guard (1...12).contains(month), hour < 24, minute < 60, second < 60 else { return nil }
        let days = days(year: year, month: month, day: day)
        guard day >= 1, civil(fromDays: days) == (year, month, day) else { return nil }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        guard (firstSecond...lastSecond).contains(seconds) else { return nil }
        return Google.Timestamp {
            $0.seconds = seconds
            $0.nanos = nanos
        }
    }

    /// Seconds with 0, 3, 6 or 9 digits of fraction; `nil` when the parts differ in sign or are out of range.
    static func text(of duration: Google.Duration) -> String? {
        guard abs(duration.seconds) <= durationSecondsMax else { return nil }
        guard (-999_999_999...999_999_999).contains(duration.nanos) else { return nil }
        guard duration.seconds.signum() * Int64(duration.nanos.signum()) >= 0 else { return nil }
        let sign = duration.seconds < 0 || duration.nanos < 0 ? "-" : ""
        return "\(sign)\(duration.seconds.magnitude)\(fraction(abs(duration.nanos)))s"
    }

    /// A span such as `-1.5s`; `nil` when it is something else or out of range.
    static func duration(_ text: String) -> Google.Duration? {
        var scanner = Scanner(text)
        let isNegative = scanner.take("-")
        guard let seconds = scanner.number(), let nanos = scanner.fraction(), scanner.take("s"),
            scanner.isAtEnd, seconds <= durationSecondsMax
        else { return nil }
        return Google.Duration {
            $0.seconds = isNegative ? -seconds : seconds
            $0.nanos = isNegative ? -nanos : nanos
        }
    }

    private static let firstSecond: Int64 = -62_135_596_800
    private static let lastSecond: Int64 = 253_402_300_799
    private static let firstDay: Int64 = -719_162
    private static let durationSecondsMax: Int64 = 315_576_000_000

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func fraction(_ nanos: Int32) -> String {
        if nanos == 0 { return "" }
        if nanos % 1_000_000 == 0 { return "." + padded(Int64(nanos / 1_000_000), 3) }
        if nanos % 1000 == 0 { return "." + padded(Int64(nanos / 1000), 6) }
        return "." + padded(Int64(nanos), 9)
    }

    /// Days since 1970-01-01 of a date in the Gregorian calendar; March begins the year of the count.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The date that is `days` after 1970-01-01.
    private static func civil(fromDays days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Takes a text apart from its beginning.
    private struct Scanner {
        private var rest: Substring.UTF8View

        init(_ text: String) {
            rest = Substring(text).utf8
        }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        /// Exactly `count` digits, or 1 to 12 of them.
        mutating func number(_ count: Int? = nil) -> Int64? {
            let digits = rest.prefix(count ?? 13).prefix { (0x30...0x39).contains($0) }
            guard let count else {
                guard (1...12).contains(digits.count) else { return nil }
                rest.removeFirst(digits.count)
                return Int64(Substring(digits))
            }
            guard digits.count == count else { return nil }
            rest.removeFirst(count)
            return Int64(Substring(digits))
        }

        /// A point with 1 to 9 digits, in billionths; 0 when there is no point.
        mutating func fraction() -> Int32? {
            guard take(".") else { return 0 }
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...9).contains(digits.count) else { return nil }
            rest.removeFirst(digits.count)
            return Int32(
                String(Substring(digits)) + String(repeating: "0", count: 9 - digits.count)
            )
        }

        /// `Z`, or hours and minutes east of it, in seconds.
        mutating func offset() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let isEast = take("+")
            guard isEast || take("-") else { return nil }
            guard let hours = number(2), take(":"), let minutes = number(2) else { return nil }
            guard hours < 24, minutes < 60 else { return nil }
            return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
        }
    }
}
