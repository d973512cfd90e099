using System.Text.Json.Nodes;
using ConsentHub.ConsentLog;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Consents;

/// <summary>Every way in which a field of a choice can be invalid: the refusal names the field, and nothing is stored.</summary>
public sealed class RefusedFieldTests(HubFixture fixture) : IClassFixture<HubFixture>
{
    private static readonly string[] Required = ["id", "visitorId", "notice", "lang", "region", "model", "banner", "action", "source", "choices", "gpc", "elapsed"];

    private static readonly string[] Optional = ["services", "previous", "page"];

    /// <summary>For each field, invalid values as JSON.</summary>
    private static readonly Dictionary<string, string[]> Wrong = new(StringComparer.Ordinal)
    {
        ["id"] = ["5", "\"\"", "\"x\"", "\"0198c5a0-7d4e-4c3a-9f00-0123456789ab\"", "\"0198c5a0-7d4e-7c3a-cf00-0123456789ab\"", "\"0198c5a07d4e7c3a9f000123456789ab\"", "\"{0198c5a0-7d4e-7c3a-9f00-0123456789ab}\""],
        ["visitorId"] = ["7", "{}", "\"\"", "\"AAAAAAAAAAAAAAAAAAAAA\"", "\"AAAAAAAAAAAAAAAAAAAAAAA\"", "\"AAAAAAAAAAAAAAAAAAAAA=\"", "\"AAAAAAAAAAAAAAAAAAAAA+\"", "\"AAAAAAAAAAAAAAAAAAAAAB\"", "\"AAAAAAAAAAAAAAAAAAAAAé\""],
        ["notice"] = ["0", "-1", "2", "1.5", "\"1\"", "true", "99999999999"],
        ["lang"] = ["7", "\"fr\"", "\"EN\"", "\"\""],
        ["region"] = ["true", "\"XX\"", "\"zz\"", "\"Norway\"", "\"*\"", "\"\""],
        ["model"] = ["[]", "\"optin\"", "\"OPT_IN\"", "0", "\"opt_out\""],
        ["banner"] = ["1", "\"0123456789abcde\"", "\"0123456789abcdef0\"", "\"0123456789ABCDEF\"", "\"0123456789abcdeg\""],
        ["action"] = ["1", "\"accept\"", "\"Save\"", "\"guardian\"", "\"renew\"", "\"import\"", "\"\""],
        ["source"] = ["0", "\"email\"", "\"Banner\""],
        ["choices"] = ["[]", "\"all\"", "true", "7"],
        ["choices.analytics"] = ["\"yes\"", "1", "\"true\"", "{}"],
        ["choices.auth"] = ["false"],
        ["choices.chat"] = ["true", "false"],
        ["services"] = ["[]", "\"\"", "1"],
        ["services.nobody"] = ["true"],
        ["services.shop_session"] = ["true", "false"],
        ["services.shop_stats"] = ["false", "\"no\""],
        ["previous"] = ["5", "\"\"", "\"0198c5a0-7d4e-4c3a-9f00-0123456789ab\""],
        ["gpc"] = ["\"true\"", "0", "1", "[]"],
        ["elapsed"] = ["-1", "15724800001", "1.5", "\"0\"", "1e400", "99999999999999999999"],
        ["page"] = ["\"/basket\"", "5"],
        ["extra"] = ["1"],
        ["visitor"] = ["\"v1AAAAAAAAAAAAAAAAAAAAAA\""],
        ["Id"] = ["\"0198c5a0-7d4e-7c3a-9f00-0123456789ab\""],
    };

    public static TheoryData<string> RequiredFields => [.. Required];

    public static TheoryData<string> NullableFields => [.. Required, .. Optional];

    public static TheoryData<string, string> WrongValues
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (name, values) in Wrong)
            {
                foreach (var value in values)
                    cases.Add(name, value);
            }

            return cases;
        }
    }

    private Hub Hub => fixture.Hub;

    [Theory]
    [MemberData(nameof(RequiredFields))]
    public Task A_missing_field_is_named(string field) => AssertRefusedAsync(Choice.Body(null, (field, null)).ToJsonString(), field);

    [Theory]
    [MemberData(nameof(NullableFields))]
    public Task A_field_that_is_null_is_named(string field)
    {
        var body = Choice.Body();
        body[field] = null;
        return AssertRefusedAsync(body.ToJsonString(), field);
    }

    [Theory]
    [MemberData(nameof(WrongValues))]
    public Task A_wrong_value_is_named(string field, string value)
    {
        // A <c>save</c>, so that it may name services.
        var body = Choice.Save(Choice.NewVisitorId());
        var (owner, member) = field.Split('.') is [var outer, var inner] ? (body[outer] ??= new JsonObject(), inner) : (body, field);
        owner[member] = JsonNode.Parse("0");
        var marker = $"\"{member}\":0";
        var json = body.ToJsonString();
        Assert.Contains(marker, json, StringComparison.Ordinal);
        return AssertRefusedAsync(json.Replace(marker, $"\"{member}\":{value}", StringComparison.Ordinal), field);
    }

    [Theory]
    [InlineData("auth")]
    [InlineData("marketing")]
    public Task A_missing_category_is_named(string category)
    {
        var body = Choice.Body();
        body["choices"]!.AsObject().Remove(category);
        return AssertRefusedAsync(body.ToJsonString(), $"choices.{category}");
    }

    [Theory]
    [InlineData("accept_all", "preferences,analytics")]
    [InlineData("accept_all", "")]
    [InlineData("reject_all", "analytics")]
    [InlineData("withdraw", "preferences,analytics,marketing")]
    public Task Choices_that_contradict_their_action_are_named(string action, string granted) =>
        AssertRefusedAsync(Choice.Body(null, ("action", action), ("choices", Choice.Choices(granted.Split(',')))).ToJsonString(), "choices");

    [Theory]
    [InlineData("accept_all")]
    [InlineData("reject_all")]
    [InlineData("withdraw")]
    public Task Services_are_allowed_only_with_save(string action)
    {
        var granted = action == "accept_all";
        var choices = granted ? Choice.Choices("preferences", "analytics", "marketing") : Choice.Choices();
        var services = new JsonObject { ["shop_stats"] = !granted };
        return AssertRefusedAsync(Choice.Body(null, ("action", action), ("choices", choices), ("services", services)).ToJsonString(), "services");
    }

    [Theory]
    [InlineData("US-CA", "opt_in")]
    [InlineData("NO", "opt_out")]
    [InlineData("US", "opt_out")]
    [InlineData("ZZ", "notice_only")]
    public Task A_model_that_is_not_the_regions_is_named(string region, string model) =>
        AssertRefusedAsync(Choice.Body(null, ("region", region), ("model", model)).ToJsonString(), "model");

    [Theory]
    [InlineData("\"gpc\":false", "\"gpc\":false,\"gpc\":false", "gpc")]
    [InlineData("\"lang\":\"en\"", "\"lang\":\"en\",\"l\\u0061ng\":\"de\"", "lang")]
    [InlineData("\"analytics\":false", "\"analytics\":false,\"analytics\":true", "choices.analytics")]
    public async Task A_duplicate_field_is_named(string once, string twice, string field)
    {
        var json = Choice.Body().ToJsonString();
        Assert.Contains(once, json, StringComparison.Ordinal);
        await AssertRefusedAsync(json.Replace(once, twice, StringComparison.Ordinal), field);
    }

    [Fact]
    public async Task Every_error_is_reported_at_once()
    {
        var body = Choice.Body(null, ("id", "x"), ("lang", "fr"), ("elapsed", -1), ("gpc", null));
        var problem = await Hub.Client.SendAsync(body).RefusedAsync(422, "invalid_fields");

        Assert.Equal(["elapsed", "gpc", "id", "lang"], problem["errors"]!.AsObject().Select(e => e.Key).Order());
    }

    private async Task AssertRefusedAsync(string json, string field)
    {
        var site = Hub.Site().Number;
        var log = Hub.Services.GetRequiredService<IConsentLog>();
        var before = await log.LogSizeAsync(site, CancellationToken.None);

        await Hub.Client.PostRawAsync("/v1/sites/shop/consents", json).RefusedAsync(422, "invalid_fields", field);

        Assert.Equal(before, await log.LogSizeAsync(site, CancellationToken.None));
    }
}
