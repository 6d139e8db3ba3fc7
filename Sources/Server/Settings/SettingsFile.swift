import Configuration
import FoundationEssentials
import SystemPackage

/// The settings' file: JSON whose nested names are the keys' paths.
struct SettingsFile {
    let reader: ConfigReader

    /// Reads the file and refuses it if it sets anything that no key is called.
    init(path: String) async throws(SettingsError) {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
            throw SettingsError(
                path,
                "it cannot be read",
                remedy: "check the path and its permissions"
            )
        }
        let tree: Tree
        do {
            tree = try JSONDecoder().decode(Tree.self, from: bytes)
        } catch {
            throw SettingsError(
                path,
                "it is not a JSON object of settings",
                remedy: "check it with a JSON tool"
            )
        }
        for name in tree.leaves(below: "")
        where !SettingKey.all.contains(where: { $0.name == name }) {
            throw SettingsError(
                "\(path): \(name)",
                "no setting has this name",
                remedy: "see muster serve --print-config for the names"
            )
        }
        do {
            reader = ConfigReader(
                provider: try await FileProvider<JSONSnapshot>(filePath: FilePath(path))
            )
        } catch {
            throw SettingsError(
                path,
                "it is not a JSON object of settings",
                remedy: "check it with a JSON tool"
            )
        }
    }

    /// The shape of a JSON object, for its names alone.
    private indirect enum Tree: Decodable {
        case object([String: Tree])
        case leaf

        init(from decoder: any Decoder) throws {
            if let members = try? decoder.singleValueContainer().decode([String: Tree].self) {
                self = .object(members)
            } else {
                self = .leaf
            }
        }

        func leaves(below path: String) -> [String] {
            switch self {
            case .leaf: [path]
            case .object(let members):
                members.keys.sorted().flatMap { name in
                    members[name]?.leaves(below: path.isEmpty ? name : "\(path).\(name)") ?? []
                }
            }
        }
    }
}
