import Cryptography
import Glibc

/// The key that seals Graph credentials at rest: from the environment, or from a file that only its owner can read.
struct SealingKey {
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the key file, or makes it on the first start.
    ///
    /// - Parameter path: The file; its mode must be 0600.
    /// - Throws: The file, what is wrong with it, and what to do.
    init(file path: String) throws(SettingsError) {
        var status = stat()
        if stat(path, &status) != 0 {
            guard errno == ENOENT else {
                throw SettingsError(
                    path,
                    SystemError.text(errno),
                    remedy: "check the path and its permissions"
                )
            }
            bytes = randomBytes(AES256GCM.keyBytes)
            try PrivateFile.write(bytes, to: path)
            return
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SettingsError(
                path,
                "its mode lets others read it, and it opens every Graph credential",
                remedy: "chmod 600 \(path)"
            )
        }
        bytes = try PrivateFile.read(path, bytesMax: AES256GCM.keyBytes + 1)
        guard bytes.count == AES256GCM.keyBytes else {
            throw SettingsError(
                path,
                "it has \(bytes.count) bytes, not \(AES256GCM.keyBytes)",
                remedy: "restore the file from a backup; without it credentials must be set again"
            )
        }
    }
}
