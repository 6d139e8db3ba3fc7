/// Where a first import stands that lists what there is before it follows the changes since it began.
///
/// It is staged in the place of a next link, and no link of Graph looks like it.
enum ListPosition: Hashable {
    /// The objects are being listed; `nil` at the first page.
    case objects(link: String?, then: String)
    /// The groups are listed, and the members of those up to this one are known.
    case members(after: String?, then: String)

    private static let scheme = "list:"

    init?(_ text: String) {
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        let place = parts[1].isEmpty ? nil : parts[1]
        switch parts[0] {
        case Self.scheme + "objects": self = .objects(link: place, then: parts[2])
        case Self.scheme + "members": self = .members(after: place, then: parts[2])
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .objects(let link, let deltaLink):
            [Self.scheme + "objects", link ?? "", deltaLink].joined(separator: "\n")
        case .members(let group, let deltaLink):
            [Self.scheme + "members", group ?? "", deltaLink].joined(separator: "\n")
        }
    }
}
