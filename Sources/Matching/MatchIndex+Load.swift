import Directory

extension MatchIndex {
    /// Fills an empty index; the matches of `image` are taken as they are.
    mutating func load(_ image: OrganizationImage) {
        let objectCount = image.objects.count
        let recordCount = image.contacts.count + image.configurations.count
        keys.reserve(
            keys: 2 * recordCount + objectCount,
            bytes: 64 * recordCount + 32 * objectCount
        )
        contacts.rows.reserve(image.contacts.count)
        configurations.rows.reserve(image.configurations.count)
        objects.reserve(objectCount)
        recordPostings.reserve(postings: 2 * recordCount, keys: 2 * recordCount + objectCount)
        objectPostings.reserve(postings: 3 * objectCount, keys: 2 * recordCount + objectCount)
        for contact in image.contacts {
            apply(.contact(contact.id, contact.contact))
        }
        for configuration in image.configurations {
            apply(.configuration(configuration.id, configuration.configuration))
        }
        for object in image.objects {
            guard let properties = object.properties else { continue }
            apply(.object(object.id, properties))
            guard let row = objects.row(of: object.id.rawValue) else { continue }
            setMatch(object.match, row: row)
        }
        touched.removeAll()
    }
}
