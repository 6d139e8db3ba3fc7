/// A name in its own script, and the same name in the letters of an e-mail address.
struct Name: Sendable {
    let written: String
    let romanized: String

    /// Reads `Zoë:zoe`; without a colon both are the same but for case.
    init(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1)
        written = String(parts[0])
        romanized = parts.count == 2 ? String(parts[1]) : parts[0].lowercased()
    }
}

/// Given names, surnames and group subjects from many scripts.
struct NameCatalogue: Sendable {
    let given: [Name]
    let surnames: [Name]
    let subjects: [String]

    /// The catalogues, the common ones several times so that they are drawn more often.
    static let weighted: [NameCatalogue] =
        Array(repeating: english, count: 10) + Array(repeating: diacritics, count: 6)
        + [cyrillic, greek, arabic, hebrew, devanagari, japanese, chinese, korean]

    private init(given: String, surnames: String, subjects: String) {
        self.given = given.split(separator: " ").map { Name($0) }
        self.surnames = surnames.split(separator: " ").map { Name($0) }
        self.subjects = subjects.split(separator: ",").map { String($0) }
    }

    private static let english = NameCatalogue(
        given: """
            Alice Benjamin Charlotte Daniel Emily Frank Grace Henry Isabel James Karen Liam Megan \
            Nathan Olivia Patrick Quinn Rachel Samuel Tara Victor Wendy Xander Yasmin Zachary
            """,
        surnames: """
            Adams Brown Carter Davies Evans Foster Green Hughes Irving Johnson Knight Lewis Moore \
            Norris Owens Parker Reed Smith Taylor Underwood Vaughn Walker Young O'Brien:obrien \
            Smith-Jones:smithjones
            """,
        subjects: """
            Sales,Finance,Human Resources,Engineering,Marketing,Legal,Support,Facilities,Security \
            Operations,Help Desk,Board,Warehouse,Procurement,Research,Field Staff,Payroll
            """
    )

    private static let diacritics = NameCatalogue(
        given: """
            Zoë:zoe Jürgen:juergen François:francois Łukasz:lukasz Søren:soeren Ángel:angel \
            Begoña:begona Åsa:asa Çağla:cagla Dvořák:dvorak Émile:emile İlker:ilker Ștefan:stefan \
            Þóra:thora Nguyễn:nguyen Ørjan:orjan
            """,
        surnames: """
            Müller:mueller Núñez:nunez Lefèvre:lefevre Wałęsa:walesa Sørensen:soerensen \
            Šimůnek:simunek Öztürk:ozturk Groß:gross Þórsson:thorsson Țăran:taran Đặng:dang \
            Håkansson:hakansson Ćosić:cosic Muñoz:munoz Kovács:kovacs Ljubičić:ljubicic
            """,
        subjects: """
            Ventas España,Qualitätssicherung,Équipe Développement,Księgowość,Økonomi,Účetnictví,\
            Satın Alma,Größenänderung,Förvaltning,Kỹ thuật
            """
    )

    private static let cyrillic = NameCatalogue(
        given: "Иван:ivan Ольга:olga Сергей:sergey Наталья:natalya Юрий:yuriy Ђорђе:djordje",
        surnames: "Петров:petrov Иванова:ivanova Щербаков:shcherbakov Ткаченко:tkachenko",
        subjects: "Бухгалтерия,Отдел продаж,Разработка,Служба поддержки"
    )

    private static let greek = NameCatalogue(
        given: "Γιώργος:giorgos Ελένη:eleni Νίκος:nikos Σοφία:sofia Ωρίων:orion",
        surnames: "Παπαδόπουλος:papadopoulos Οικονόμου:oikonomou Αγγέλου:angelou",
        subjects: "Πωλήσεις,Λογιστήριο,Ανάπτυξη"
    )

    private static let arabic = NameCatalogue(
        given: "محمد:mohammed فاطمة:fatima أحمد:ahmad ليلى:layla يوسف:yusuf",
        surnames: "الهاشمي:alhashimi حداد:haddad المصري:almasri خوري:khoury",
        subjects: "المبيعات,الموارد البشرية,تقنية المعلومات"
    )

    private static let hebrew = NameCatalogue(
        given: "דוד:david רחל:rachel יעקב:yaakov שרה:sarah נועם:noam",
        surnames: "כהן:cohen לוי:levi מזרחי:mizrahi פרידמן:friedman",
        subjects: "מכירות,משאבי אנוש,פיתוח"
    )

    private static let devanagari = NameCatalogue(
        given: "आरव:aarav प्रिया:priya राहुल:rahul दीपिका:deepika श्रेया:shreya",
        surnames: "शर्मा:sharma गुप्ता:gupta सिंह:singh मिश्रा:mishra",
        subjects: "बिक्री,लेखा,मानव संसाधन"
    )

    private static let japanese = NameCatalogue(
        given: "太郎:taro 花子:hanako さくら:sakura 健一:kenichi ユキ:yuki",
        surnames: "佐藤:sato 鈴木:suzuki 高橋:takahashi 渡邉:watanabe",
        subjects: "営業部,人事部,開発チーム,経理"
    )

    private static let chinese = NameCatalogue(
        given: "伟:wei 芳:fang 秀英:xiuying 建国:jianguo 雨桐:yutong",
        surnames: "王:wang 李:li 张:zhang 欧阳:ouyang",
        subjects: "销售部,财务部,研发中心,客服"
    )

    private static let korean = NameCatalogue(
        given: "민준:minjun 서연:seoyeon 지훈:jihoon 하은:haeun",
        surnames: "김:kim 이:lee 박:park 남궁:namgung",
        subjects: "영업팀,인사팀,개발팀"
    )
}
