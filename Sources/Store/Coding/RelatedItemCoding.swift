import Directory

/// An item as it is stored: its organization, its ends, its note, and who made it when.
extension RelatedItem {
    func write(to writer: inout ByteWriter) {
        writer.interned(organization)
        first.write(to: &writer)
        second.write(to: &writer)
        writer.text(note)
        writer.timestamp(created)
        writer.text(creator)
    }

    static func read(from reader: inout ByteReader) -> RelatedItem {
        let organization = reader.interned(as: OrganizationID.self)
        let first = End.read(from: &reader)
        let second = End.read(from: &reader)
        let note = reader.text()
        let created = reader.timestamp()
        return RelatedItem(
            organization: organization,
            first: first,
            second: second,
            note: note,
            created: created,
            creator: reader.text()
        )
    }
}

extension RelatedItem.End {
    fileprivate func write(to writer: inout ByteWriter) {
        switch self {
        case .contact(let id):
            writer.byte(1)
            writer.interned(id)
        case .configuration(let id):
            writer.byte(2)
            writer.interned(id)
        case .group(let id):
            writer.byte(3)
            writer.interned(id)
        }
    }

    fileprivate static func read(from reader: inout ByteReader) -> RelatedItem.End {
        switch reader.byte() {
        case 1: return .contact(reader.interned(as: ContactID.self))
        case 2: return .configuration(reader.interned(as: ConfigurationID.self))
        case 3: return .group(reader.interned(as: AssetID.self))
        default:
            reader.fail()
            return .contact(ContactID(0))
        }
    }
}
