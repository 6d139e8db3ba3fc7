public import Directory

/// The rows of one revision, from whoever holds them.
///
/// It never changes; a subscriber keeps it while it sends its snapshot.
public protocol RowImage: AnyObject {
    var revision: Revision { get }
    var chain: [UInt8] { get }

    /// The organizations there are, in the order in which a snapshot tells them.
    var organizations: [(id: OrganizationID, key: String)] { get }

    /// Shows the rows of one list in order, from a place on, until `body` answers `false`.
    ///
    /// - Parameters:
    ///   - organization: Whose rows.
    ///   - kind: Which list.
    ///   - place: 0 for the first row, or what an earlier call answered.
    ///   - body: Gets a row; `false` leaves it for the next time.
    /// - Returns: The place of the row that was left, `nil` at the end.
    func rows(
        of organization: OrganizationID,
        kind: GroupKind,
        from place: Int,
        _ body: (_ asset: AssetID, _ publicID: GUID, _ row: [UInt8]) -> Bool
    ) -> Int?

    /// In which documented groups a principal is a direct member, and how often.
    func groups(of principal: PrincipalFilter, in organization: OrganizationID) -> PrincipalGroups
}
