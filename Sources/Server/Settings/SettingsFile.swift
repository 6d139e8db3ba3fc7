import Configuration
import FoundationEssentials

/// The settings' file: JSON whose nested names are the keys' paths.
struct SettingsFile {
    let reader: ConfigReader

    /// Reads the file and refuses it if it sets anything that no key is called.
    init(path: String) throws(SettingsError) {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
            throw SettingsError(
                path,
                "it cannot be read",
                remedy: "check the path and its permissions"
            )
        }
        guard let tree = try? JSONDecoder().decode(Tree.self, from: bytes), case .object = tree
        else {
            throw SettingsError(
                path,
                "it is not a JSON object of settings",
                remedy: "check it with a JSON tool"
            )
        }
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (name, text) in tree.leaves(below: []) {
            guard let key = SettingKey.all.first(where: { $0.path == name }) else {
                throw SettingsError(
                    "\(path): \(name.joined(separator: "."))",
                    "no setting has this name",
                    remedy: "see muster serve --print-config for the names"
                )
            }
            guard let text else {
                throw SettingsError(
                    "\(path): \(key.name)",
                    "a list or null is no value",
                    remedy: "write text, a number, true or false"
                )
            }
            values[AbsoluteConfigKey(name, context: [:])] = ConfigValue(
                .string(text),
                isSecret: key.isSecret
            )
        }
        reader = ConfigReader(provider: InMemoryProvider(name: path, values: values))
    }

    /// A JSON value: an object's members, or the text of anything that is a value by itself.
    private indirect enum Tree: Decodable {
        case object([String: Tree])
        case leaf(String?)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let members = try? value.decode([String: Tree].self) {
                self = .object(members)
            } else if let text = try? value.decode(String.self) {
                self = .leaf(text)
            } else if let flag = try? value.decode(Bool.self) {
                self = .leaf(String(flag))
            } else if let number = try? value.decode(Int.self) {
                self = .leaf(String(number))
            } else {
                self = .leaf(nil)
            }
        }

        func leaves(below path: [String]) -> [(path: [String], text: String?)] {
            switch self {
            case .leaf(let text): [(path, text)]
            case .object(let members):
                members.sorted { $0.key < $1.key }.flatMap {
                    $0.value.leaves(below: path + [$0.key])
                }
            }
        }
    }
}
