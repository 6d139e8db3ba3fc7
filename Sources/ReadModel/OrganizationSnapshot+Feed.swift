public import Directory

extension OrganizationSnapshot {
    /// Shows the rows of one list in the default order, archived ones included, until `body` answers `false`.
    ///
    /// - Parameters:
    ///   - kind: Which list.
    ///   - place: 0 for the first row, or what an earlier call answered.
    ///   - body: Gets a row without tag and length; `false` leaves it for the next time.
    /// - Returns: The place of the row that was left, `nil` at the end.
    public func rows(
        of kind: GroupKind,
        from place: Int,
        _ body: (_ asset: AssetID, _ publicID: GUID, _ row: [UInt8]) -> Bool
    ) -> Int? {
        let chunks = state[kind].chunks
        var place = place
        while place >> 9 < chunks.count {
            let chunk = chunks[place >> 9]
            for row in (place & 511)..<chunk.count {
                let bytes = Array(chunk.records[chunk.rowRange(row)])
                guard body(chunk.assets[row], chunk.fields[row].publicID, bytes) else {
                    return place & ~511 | row
                }
            }
            place = (place >> 9 + 1) << 9
        }
        return nil
    }

    /// In which documented groups a principal shows as a direct member, and how often.
    ///
    /// As `RowSelection(groupsOf:)`, but a contact that is several members of one group counts as often, and
    /// who is in the recycle bin is no member.
    public func membershipCounts(of principal: GroupsOf) -> [AssetID: Int] {
        var counts: [AssetID: Int] = [:]
        for membership in state.memberships(of: principal) ?? [] {
            let frozen = state.frozen[membership.group]
            guard state.memberStanding(of: membership.member, in: frozen) != nil,
                let asset = state.documentedAsset(of: membership.group)?.id
            else { continue }
            counts[asset, default: 0] += 1
        }
        return counts
    }
}
