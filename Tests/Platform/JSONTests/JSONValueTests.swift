import JSON
import Testing

@Suite struct JSONValueTests {
    let value: JSONValue = ["name": "Ada", "tags": ["vip", 2, 2.0, nil], "open": true]

    @Test func subscriptsLookInsideAndAreNullElsewhere() {
        #expect(value["name"].string == "Ada")
        #expect(value["tags"][0] == "vip")
        #expect(value["tags"][9] == .null)
        #expect(value["tags"][-1].isNull)
        #expect(value["name"]["x"][3].isNull)
        #expect(value["open"].bool == true)
        #expect(value["tags"].array?.count == 4)
        #expect(value.object?.names == ["name", "tags", "open"])
    }

    @Test func aWholeNumberMayBeWrittenWithAPoint() {
        #expect(value["tags"][1].int == 2)
        #expect(value["tags"][2].int == 2)
        #expect(JSONValue.number(2.5).int == nil)
        #expect(JSONValue.number(1e300).int64 == nil)
        #expect(JSONValue.integer(3).double == 3)
        #expect(value["name"].int == nil)
    }

    @Test func objectsAreEqualInAnyOrder() {
        let one: JSONValue = ["a": 1, "b": 2]
        let other: JSONValue = ["b": 2, "a": 1]
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != ["a": 1])
        #expect(one != ["a": 1, "b": 3])
        #expect(one.jsonText == #"{"a":1,"b":2}"#)
    }

    @Test func membersAreSetReplacedAndRemovedInPlace() {
        var object = JSONObject((0..<40).map { ("n\($0)", JSONValue.integer(Int64($0))) })
        object["n3"] = "three"
        object["n0"] = nil
        object["new"] = .null
        #expect(object.count == 40)
        #expect(object["n3"] == "three")
        #expect(object["n0"] == nil)
        #expect(object["n39"] == 39)
        #expect(object["new"] == .some(.null))
        #expect(object.names.first == "n1")
        #expect(object.names.last == "new")
    }
}
