import Wire

/// Moments as text, in UTC.
enum TimeText {
    /// RFC 3339, for programs; empty when absent.
    static func full(_ time: Google.Timestamp?) -> String {
        guard let time else { return "" }
        let (date, clock) = parts(time.seconds)
        let fraction = time.nanos == 0 ? "" : "." + padded(Int(time.nanos / 1_000_000), to: 3)
        return "\(date)T\(clock)\(fraction)Z"
    }

    /// To the minute, for people; a dash when absent.
    static func short(_ time: Google.Timestamp?) -> String {
        guard let time else { return "–" }
        let (date, clock) = parts(time.seconds)
        return "\(date) \(clock.prefix(5))"
    }

    /// The date, and the time of day to the second, for lines that come one after the other.
    static func clock(_ time: Google.Timestamp) -> String {
        let (date, clock) = parts(time.seconds)
        return "\(date) \(clock)"
    }

    /// How long before `now` it was, in one unit.
    static func age(_ time: Google.Timestamp, now: Int64) -> String {
        let seconds = max(0, now - time.seconds)
        switch seconds {
        case ..<90: return "\(seconds) s ago"
        case ..<5400: return "\(seconds / 60) min ago"
        case ..<172_800: return "\(seconds / 3600) h ago"
        default: return "\(seconds / 86400) days ago"
        }
    }

    private static func parts(_ seconds: Int64) -> (date: String, clock: String) {
        let day = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        let second = Int(seconds - day * 86400)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, to: 2) }
        return (date(day), clock.joined(separator: ":"))
    }

    /// The date of a day counted from 1970-01-01, by the proleptic Gregorian calendar.
    private static func date(_ day: Int64) -> String {
        // Years begin in March here, so that the leap day is a year's last; eras are 400 years.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return
            "\(padded(Int(year), to: 4))-\(padded(Int(month), to: 2))-\(padded(Int(dayOfMonth), to: 2))"
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
