import Access
import Directory
import Logging
import ReadModel
import Store
import Transport
import Wire

extension ReadContext {
    /// What the documents of this call are made from.
    func exportSubject(_ image: OrganizationSnapshot) -> ExportSubject {
        ExportSubject(
            image: image,
            organization: snapshot.policy.organizations[image.organization]
                ?? Organization(key: "", name: ""),
            caller: caller,
            freshness: freshness(of: image.organization),
            assetTypes: snapshot.policy.assetTypes
        )
    }

    /// - Throws: That the caller's role does not export.
    func requireExport(in organization: OrganizationID) throws(CallError) {
        if let refusal = caller.refusal(of: .export, in: organization) { throw CallError(refusal) }
    }

    /// A row of the activity log about a document.
    func exportActivity(
        _ action: String,
        subject: String,
        in organization: OrganizationID,
        asset: AssetID? = nil
    ) -> ActivityRecord {
        ActivityRecord(
            time: now,
            actor: caller.principalKey,
            action: action,
            organization: organization,
            asset: asset,
            subject: subject,
            address: call.peer?.address ?? ""
        )
    }

    /// Answers with a document, which an export thread writes.
    ///
    /// - Parameters:
    ///   - subject: What it is made from.
    ///   - fileName: A name for its file; what no file system takes is replaced.
    ///   - mediaType: What its bytes are.
    ///   - activity: The row that the activity log gets; nil for none.
    ///   - make: Makes the document, on the export thread.
    /// - Throws: That there are as many documents as there may be.
    func export(
        _ subject: ExportSubject,
        fileName: String,
        mediaType: String,
        activity: ActivityRecord?,
        _ make: @escaping @Sendable () throws(CallError) -> any ExportProducer
    ) throws(CallError) {
        guard let document = state.core.exports.begin(make) else { throw .busy("exports") }
        if let activity { record(activity) }
        let opening = ExportSource.Opening(
            fileName: FileName.safe(fileName),
            mediaType: mediaType,
            freshness: subject.freshness
        )
        call.stream(ExportSource(document, opening: opening, call: call, state: state))
    }

    /// Puts a row into the activity log, by way of the writer; nobody waits for it.
    private func record(_ activity: ActivityRecord) {
        let logger = state.core.logger
        let posted = state.core.writer.post(.command) { state in
            var batch = ChangeBatch(.command, actor: activity.actor)
            batch.activity = [activity]
            do throws(StoreError) {
                _ = try state.publisher.publish(batch)
            } catch {
                logger.error("an export is missing in the activity log: \(error)")
            }
        }
        guard case .queued = posted else {
            logger.error("an export is missing in the activity log: the writer takes no more")
            return
        }
    }
}

/// Names for files.
enum FileName {
    private static let charactersMax = 120

    /// `name` without what some file system refuses, and not too long; its suffix is kept.
    static func safe(_ name: String) -> String {
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        let stem = name[..<dot].unicodeScalars.map { scalar -> Character in
            let isRefused = scalar.value < 0x20 || scalar.value == 0x7F
            return isRefused || "/\\:*?\"<>|".unicodeScalars.contains(scalar)
                ? "-" : Character(scalar)
        }
        let trimmed = String(stem).prefix(charactersMax)
        let visible = trimmed.drop { $0 == "." || $0 == " " }
        return (visible.isEmpty ? "export" : String(visible)) + name[dot...]
    }
}
