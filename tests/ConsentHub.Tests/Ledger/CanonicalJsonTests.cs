using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

public class CanonicalJsonTests
{
    /// <summary>The strings and literals of the sample in RFC 8785, section 3.2.2; it has no whole numbers.</summary>
    [Fact]
    public void Strings_and_literals_of_the_RFC_sample_are_written_as_it_says() => Assert.Equal(
        """{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
        Canonical("""
            {
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """));

    /// <summary>The sample of RFC 8785, section 3.2.3.</summary>
    [Fact]
    public void Members_are_sorted_by_UTF_16_code_units_as_in_the_RFC_sample()
    {
        var sorted = JsonNode.Parse(Canonical("""
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """))!.AsObject();

        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            sorted.Select(m => (string?)m.Value));
    }

    /// <summary>The test files that appendix F of the RFC refers to, as far as their numbers are whole.</summary>
    [Theory]
    [InlineData("""[ 56, { "d": true, "10": null, "1": [ ] } ]""", """[56,{"1":[],"10":null,"d":true}]""")]
    [InlineData(
        """{ "peach": "This sorting order", "péché": "is wrong according to French", "pêche": "but canonicalization MUST", "sin": "ignore locale" }""",
        """{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}""")]
    [InlineData("""{ "Unnormalized Unicode": "A\u030a" }""", "{\"Unnormalized Unicode\":\"A\u030a\"}")]
    [InlineData(
        """{ "\u20ac": "Euro Sign", "\r": "Carriage Return", "\u000a": "Newline", "1": "One", "\u0080": "Control\u007f", "\ud83d\ude02": "Smiley", "\u00f6": "O", "\ufb33": "Dalet", "</script>": "Browser Challenge" }""",
        "{\"\\n\":\"Newline\",\"\\r\":\"Carriage Return\",\"1\":\"One\",\"</script>\":\"Browser Challenge\",\"\u0080\":\"Control\u007f\",\"ö\":\"O\",\"€\":\"Euro Sign\",\"😂\":\"Smiley\",\"\ufb33\":\"Dalet\"}")]
    public void The_published_test_files_are_written_as_expected(string json, string canonical) => Assert.Equal(canonical, Canonical(json));

    [Fact]
    public void A_name_that_occurs_twice_is_refused() => Assert.Throws<ArgumentException>(() => Canonical("""{"a":1,"a":1}"""));

    [Fact]
    public void Only_what_the_RFC_names_is_escaped() =>
        Assert.Equal(
            "\"\\b\\t\\n\\f\\r\\u0000\\u001f\\\"\\\\</>&+\u007f\u2028é😀\"",
            Encoding.UTF8.GetString(CanonicalJson.Serialize(JsonValue.Create("\b\t\n\f\r\0\u001f\"\\</>&+\u007f\u2028é😀"))));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-1", "-1")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("-9007199254740992", "-9007199254740992")]
    public void Whole_numbers_up_to_2_to_the_53rd_are_written(string json, string canonical) => Assert.Equal(canonical, Canonical(json));

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("-9007199254740993")]
    [InlineData("1.5")]
    [InlineData("1e30")]
    [InlineData("99999999999999999999")]
    [InlineData("333333333.33333329")]
    [InlineData("4.50")]
    [InlineData("2e-3")]
    [InlineData("1.0")]
    public void Other_numbers_are_refused(string json) => Assert.Throws<InvalidOperationException>(() => Canonical(json));

    [Fact]
    public void Numbers_made_in_memory_are_written_in_the_same_way() => Assert.Equal(
        "[1,2,3]",
        Encoding.UTF8.GetString(CanonicalJson.Serialize(new JsonArray(JsonValue.Create(1), JsonValue.Create(2L), JsonNode.Parse("3")))));

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.Throws<EncoderFallbackException>(() => CanonicalJson.Serialize(JsonValue.Create("\ud83d")));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"a":[{},[]],"b":{"c":null}}""")]
    public void Canonical_text_stays_as_it_is(string json) => Assert.Equal(json, Canonical(json));

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Serialize(JsonNode.Parse(json)));
}
