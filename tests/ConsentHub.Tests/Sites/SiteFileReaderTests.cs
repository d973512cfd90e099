using System.Text;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Tests.Sites;

/// <summary>The shape of a site file; <see cref="SiteFileValidatorTests"/> tests the meaning of its values.</summary>
public class SiteFileReaderTests
{
    private static readonly string Valid = SiteFileEdit.FileOf(TestSite.Minimal()).ToJsonString();

    [Fact]
    public void A_valid_file_is_read_with_its_values_and_defaults()
    {
        var site = Read(Valid).Site!;

        Assert.Equal("demo", site.Key);
        Assert.Equal(["auth", "preferences", "analytics", "marketing"], site.Categories.Select(c => c.Id));
        Assert.Null(site.Categories[0].Defaults);
        Assert.Equal("P6M", site.Consent.Lifetime);
    }

    [Fact]
    public void A_byte_order_mark_is_accepted() => Assert.Empty(SiteFileReader.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Valid)]).Errors);

    [Theory]
    [InlineData("colour", "1", "colour", "is not a field of a site file; known here: $schema, key, name")]
    [InlineData("categories[1].colour", "1", "categories[1].colour", "known here: id, required, basis")]
    [InlineData("categories[1].defaults", "{\"optOut\":true}", "categories[1].defaults.optOut", "known here: opt_out, notice_only")]
    [InlineData("Key", "\"demo\"", "Key", "is not a field")]
    [InlineData("key", null, "key", "is missing")]
    [InlineData("controller.name", null, "controller.name", "is missing")]
    [InlineData("categories[1].services[0].provider", null, "categories[1].services[0].provider", "is missing")]
    [InlineData("key", "7", "key", "must be a string")]
    [InlineData("key", "null", "key", "must not be null")]
    [InlineData("age", "null", "age", "must not be null")]
    [InlineData("languages[1]", "null", "languages[1]", "must not be null")]
    [InlineData("categories[1].name.de", "null", "categories[1].name.de", "must not be null")]
    [InlineData("categories[1].name.de", "{}", "categories[1].name.de", "must be a string")]
    [InlineData("categories[1].name", "\"Statistics\"", "categories[1].name", "must be an object")]
    [InlineData("categories[1]", "[]", "categories[1]", "must be an object")]
    [InlineData("categories", "{}", "categories", "must be a list in square brackets")]
    [InlineData("categories[1].required", "\"yes\"", "categories[1].required", "must be true or false")]
    [InlineData("categories[1].required", "0", "categories[1].required", "must be true or false")]
    [InlineData("categories[1].gpc", "1", "categories[1].gpc", "must be true or false")]
    [InlineData("regions[0].model", "\"optin\"", "regions[0].model", "must be one of opt_in, opt_out, notice_only")]
    [InlineData("regions[0].model", "0", "regions[0].model", "must be one of opt_in, opt_out, notice_only")]
    [InlineData("theme.position", "\"middle\"", "theme.position", "must be one of bottom, top, bottom_left, bottom_right, center")]
    [InlineData("retention[0].basis", "\"Consent\"", "retention[0].basis", "must be one of consent, contract")]
    [InlineData("theme.radius", "1.5", "theme.radius", "must be a whole number")]
    [InlineData("theme.radius", "\"14\"", "theme.radius", "must be a whole number")]
    [InlineData("theme.radius", "99999999999", "theme.radius", "must be a whole number")]
    public void A_wrong_shape_is_refused_with_its_path_and_what_would_be_right(string path, string? json, string at, string message)
    {
        var result = SiteFileEdit.Read(path, json);

        var error = Assert.Single(result.Errors);
        Assert.Null(result.Site);
        Assert.Equal(at, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key", "\"key\":\"demo\",\"key\":\"demo\"")]
    [InlineData("key", "\"key\":\"demo\",\"\\u006bey\":\"demo\"")]
    public void A_duplicate_field_is_refused(string path, string members)
    {
        var error = Assert.Single(Read(Valid.Replace("\"key\":\"demo\"", members, StringComparison.Ordinal)).Errors);

        Assert.Equal(new SiteFileError(path, "is a duplicate") { Line = 1 }, error);
    }

    [Fact]
    public void A_duplicate_language_in_a_text_is_refused()
    {
        var error = Assert.Single(Read(Valid.Replace("\"name\":{\"en\":\"Marketing\"", "\"name\":{\"en\":\"Ads\",\"en\":\"Marketing\"", StringComparison.Ordinal)).Errors);

        Assert.Equal("categories[3].name.en", error.Path);
    }

    [Fact]
    public void Every_error_of_the_shape_is_found_at_once_with_its_line()
    {
        var result = Read("""
            {
              "key": 7,
              "colour": "red",
              "categories": [
                { "id": "auth", "name": {}, "description": {} },
                {
                  "id": "ads",
                  "name": { "en": true }
                }
              ]
            }
            """);

        Assert.Equal(
            [
                "key (line 2): must be a string",
                "categories[1].name.en (line 8): must be a string",
                "categories[1].description (line 6): is missing",
                "name (line 1): is missing",
                "origins (line 1): is missing",
                "controller (line 1): is missing",
                "privacyContact (line 1): is missing",
                "languages (line 1): is missing",
            ],
            result.Errors.Where(e => e.Path != "colour").Select(e => e.ToString()));
        Assert.Equal(3, Assert.Single(result.Errors, e => e.Path == "colour").Line);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{", 1)]
    [InlineData("{\n\"key\": \"demo\",\n}", 3)]
    [InlineData("{\n// a remark\n}", 2)]
    [InlineData("{}\n{}", 2)]
    [InlineData("{\"key\": 'demo'}", 1)]
    public void Text_that_is_no_JSON_is_refused_with_the_line(string json, int line)
    {
        var error = Read(json).Errors[^1];

        Assert.Contains("is not valid JSON here", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"demo\"")]
    public void A_file_that_holds_something_else_is_refused(string json) =>
        Assert.Equal("line 1: the file must be an object", Assert.Single(Read(json).Errors).ToString());

    [Fact]
    public void Broken_JSON_is_refused_at_the_value_it_breaks_in() =>
        Assert.Equal("controller.name", Read("{\"controller\":{\"name\":\"Shop").Errors[0].Path);

    [Fact]
    public void Nesting_deeper_than_sixteen_is_refused() =>
        Assert.Contains("depth of 16", Read($"{{\"origins\":{new string('[', 16)}{new string(']', 16)}}}").Errors[^1].Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_longer_than_512_KiB_is_refused() =>
        Assert.Equal("is longer than 512 KiB", Assert.Single(Read(Valid + new string(' ', 512 * 1024)).Errors).Message);

    [Fact]
    public void A_file_that_is_not_UTF_8_is_refused() =>
        Assert.Equal("must be UTF-8", Assert.Single(SiteFileReader.Read([.. "{\"key\":\""u8, 0xE9, .. "\"}"u8]).Errors).Message);

    [Theory]
    [InlineData("{\"key\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":\"demo\"}")]
    public void Half_a_surrogate_pair_is_refused(string json) =>
        Assert.Contains("without its other half", Assert.Single(Read(json).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_invalid_throughout_names_five_hundred_errors_and_stops()
    {
        var errors = Read($"{{{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"f{i}\":1"))}}}").Errors;

        Assert.Equal(501, errors.Count);
        Assert.Contains("more errors", errors[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invalid_value_has_its_line_too() => Assert.Equal(
        "controller.country (line 2): must be a country code of ISO 3166-1 in capitals, such as DE",
        Assert.Single(Read(Valid.Replace("\"country\":\"NO\"", "\n\"country\":\"UK\"", StringComparison.Ordinal)).Errors).ToString());

    private static SiteFileResult Read(string json) => SiteFileReader.Read(Encoding.UTF8.GetBytes(json));
}
