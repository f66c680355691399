/// A country of the demo: what people are called there, what their numbers look like, and what they pay with.
struct DemoCountry: Sendable {
    /// ISO 3166-1.
    let region: String
    /// ISO 4217.
    let currency: String
    /// What a job is worth, in major units, from small to large.
    let worth: ClosedRange<Int>
    /// How many of a hundred contacts live here.
    let share: Int
    /// Number patterns in E.164, in which `#` stands for any digit: ranges kept for fiction where the country has
    /// such, else blocks of zeros that no network gives out.
    let numbers: [String]
    let city: String
    let firstNames: [String]
    let lastNames: [String]
    let businesses: [String]

    static let all = [nigeria, unitedStates, britain, india, kenya, france, germany]

    private static let nigeria = DemoCountry(
        region: "NG", currency: "NGN", worth: 45_000...6_500_000, share: 34,
        numbers: ["+2348020000###", "+2348030000###", "+2347060000###", "+2349080000###"], city: "Lagos",
        firstNames: [
            "Ada", "Adaeze", "Amina", "Babatunde", "Bola", "Chidi", "Chinonso", "Chiamaka", "Damilola", "Ebere",
            "Efe", "Emeka", "Femi", "Folake", "Funke", "Gbenga", "Halima", "Ifeoma", "Ikenna", "Ibrahim", "Kelechi",
            "Kemi", "Lanre", "Musa", "Ngozi", "Nneka", "Obinna", "Olumide", "Osas", "Rotimi", "Sade", "Segun",
            "Simisola", "Tobi", "Tunde", "Uche", "Yetunde", "Yusuf", "Zainab",
        ],
        lastNames: [
            "Abiola", "Adebayo", "Adeleke", "Afolabi", "Akande", "Aliyu", "Anyanwu", "Balogun", "Bello", "Chukwu",
            "Danjuma", "Eze", "Ezenwa", "Fashola", "Ibe", "Igwe", "Lawal", "Mohammed", "Nwosu", "Obi", "Oduya",
            "Ogunleye", "Okafor", "Okeke", "Okonkwo", "Oladipo", "Onyeka", "Osagie", "Sanni", "Uzor",
        ],
        businesses: [
            "Palm Grove Stores", "Eko Cold Rooms", "Surulere Bakery", "Zaria Textiles", "Delta Marine Supplies",
            "Ikoyi Smile Clinic", "Harvest Gate Farms", "Jollof Junction", "Victoria Court Hotel", "Abuja Print House",
        ])

    private static let unitedStates = DemoCountry(
        region: "US", currency: "USD", worth: 180...24_000, share: 22,
        numbers: ["+120255501##", "+131255501##", "+161755501##", "+171855501##", "+120655501##", "+151255501##"],
        city: "Chicago",
        firstNames: [
            "Alice", "Amber", "Andre", "Brianna", "Carlos", "Caleb", "Dana", "Derek", "Elena", "Ethan", "Grace",
            "Hector",
            "Isaac", "Jasmine", "Joel", "Kayla", "Luis", "Marcus", "Megan", "Nadia", "Owen", "Paige", "Ray", "Sofia",
            "Tessa", "Victor", "Wendy", "Xavier",
        ],
        lastNames: [
            "Alvarez", "Bennett", "Brooks", "Castillo", "Coleman", "Delgado", "Fletcher", "Gibson", "Hayes", "Jenkins",
            "Keller", "Lambert", "Lopez", "Mercer", "Nguyen", "Ortiz", "Park", "Ramsey", "Reyes", "Schultz", "Tran",
            "Vaughn", "Whitaker", "Young",
        ],
        businesses: [
            "Lakeshore Dental", "Maple Street Coffee", "Northfield Storage", "Prairie Bike Works", "Redwood Realty",
            "Bluebird Daycare", "Harbor Point Gym",
        ])

    private static let britain = DemoCountry(
        region: "GB", currency: "GBP", worth: 150...18_000, share: 16,
        numbers: ["+447700900###", "+442079460###", "+441632960###"], city: "London",
        firstNames: [
            "Alfie", "Beatrice", "Callum", "Charlotte", "Daisy", "Edward", "Fiona", "Gareth", "Harriet", "Imogen",
            "Jack",
            "Kirsty", "Lewis", "Martha", "Niamh", "Oliver", "Poppy", "Rhys", "Rosie", "Samir", "Tamsin", "William",
        ],
        lastNames: [
            "Ashworth", "Barker", "Campbell", "Davies", "Ellis", "Fraser", "Griffiths", "Hughes", "Iqbal", "Kaur",
            "Lloyd", "MacLeod", "Newton", "Osborne", "Patel", "Quinn", "Shah", "Thornton", "Walsh", "Wright",
        ],
        businesses: [
            "Copperfield Books", "Thistle & Rye", "Severn Valley Cycles", "Fenland Nurseries", "Camden Frame Shop",
            "Brightwater School",
        ])

    private static let india = DemoCountry(
        region: "IN", currency: "INR", worth: 9_000...1_400_000, share: 10,
        numbers: ["+9198000000##", "+9190000000##", "+9170000000##"], city: "Bengaluru",
        firstNames: [
            "Aarav", "Aditi", "Arjun", "Deepa", "Divya", "Farhan", "Gauri", "Ishaan", "Kavya", "Lakshmi", "Manish",
            "Meera", "Nikhil", "Pooja", "Rahul", "Rohan", "Sanjana", "Tanvi", "Vikram",
        ],
        lastNames: [
            "Agarwal", "Bose", "Chandran", "Desai", "Ghosh", "Iyer", "Joshi", "Kapoor", "Menon", "Nair", "Pillai",
            "Rao",
            "Reddy", "Sharma", "Singh", "Verma",
        ],
        businesses: ["Lotus Diagnostics", "Garden City Motors", "Monsoon Interiors", "Kaveri Foods"])

    private static let kenya = DemoCountry(
        region: "KE", currency: "KES", worth: 12_000...1_900_000, share: 10,
        numbers: ["+254700000###", "+254720000###"], city: "Nairobi",
        firstNames: [
            "Achieng", "Amani", "Barasa", "Chebet", "Faith", "Imani", "Jomo", "Kamau", "Kipchoge", "Makena", "Mwangi",
            "Njeri", "Odhiambo", "Otieno", "Wambui", "Wanjiru", "Zawadi",
        ],
        lastNames: [
            "Cheruiyot", "Gathoni", "Kariuki", "Kibet", "Kimani", "Maina", "Mutua", "Njoroge", "Nyambura", "Ochieng",
            "Okoth", "Rotich", "Wafula", "Wekesa",
        ],
        businesses: ["Rift Valley Roses", "Mombasa Ferry Kiosk", "Karibu Guest House", "Savanna Dairy"])

    private static let france = DemoCountry(
        region: "FR", currency: "EUR", worth: 160...16_000, share: 5,
        numbers: ["+3363998####", "+3319900####"], city: "Lyon",
        firstNames: ["Amélie", "Bastien", "Camille", "Élodie", "François", "Hugo", "Inès", "Léa", "Théo", "Zoé"],
        lastNames: ["Bernard", "Chevalier", "Dubois", "Fontaine", "Girard", "Lefèvre", "Moreau", "Noël", "Rousseau"],
        businesses: ["Boulangerie des Lilas", "Atelier du Rhône"])

    private static let germany = DemoCountry(
        region: "DE", currency: "EUR", worth: 160...19_000, share: 3,
        numbers: ["+493023125###", "+494066969###"], city: "Berlin",
        firstNames: ["Anke", "Björn", "Dörte", "Falk", "Jürgen", "Katrin", "Lukas", "Nele", "Sören", "Wiebke"],
        lastNames: ["Bäcker", "Diekmann", "Groß", "Hartmann", "Köhler", "Lindner", "Möller", "Schäfer", "Voß"],
        businesses: ["Fahrradhaus Nordlicht", "Gärtnerei Sonnenhof"])
}
