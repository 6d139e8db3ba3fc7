/// Times as Graph and the token service print them.
enum Timestamp {
    /// `2021-03-12T10:36:14Z`.
    static func graph(_ seconds: Int64) -> String { text(seconds, separator: "T", suffix: "Z") }

    /// `2021-03-12T10:36:14`, as it stands in the inner error of Graph.
    static func graphError(_ seconds: Int64) -> String { text(seconds, separator: "T", suffix: "") }

    /// `2021-03-12 10:36:14Z`, as the token service writes it.
    static func tokenService(_ seconds: Int64) -> String {
        text(seconds, separator: " ", suffix: "Z")
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
    static func http(_ seconds: Int64) -> String {
        let days = seconds / 86_400
        let (year, month, day) = civil(days: days)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(days % 7)]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let date = "\(padded(day, to: 2)) \(months[Int(month) - 1]) \(padded(year, to: 4))"
        return "\(weekday), \(date) \(time(seconds % 86_400)) GMT"
    }

    private static func time(_ second: Int64) -> String {
        [second / 3600, second / 60 % 60, second % 60].map { padded($0, to: 2) }
            .joined(separator: ":")
    }

    private static func text(_ seconds: Int64, separator: String, suffix: String) -> String {
        let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = civil(days: days)
        return padded(year, to: 4) + "-" + padded(month, to: 2) + "-" + padded(day, to: 2)
            + separator + time(second) + suffix
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The date in the Gregorian calendar of a number of days since 1970.
    ///
    /// Years are counted from March, so that the leap day is the last of its year.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
