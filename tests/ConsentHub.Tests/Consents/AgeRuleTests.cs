using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

/// <summary>On a site with an age threshold, a caller that grants something optional must state that it asked for the age.</summary>
public sealed class AgeRuleTests
{
    private static readonly SiteFile Site = TestSite.Minimal("shop") with { Age = new AgeRule { Threshold = 16 } };

    public static TheoryData<string, bool?, int> Choices => new()
    {
        { "accept", null, 422 },
        { "accept", false, 422 },
        { "accept", true, 201 },
        { "save", null, 422 },
        { "service", null, 422 },
        { "service", true, 201 },
        { "reject", null, 201 },
        { "reject", true, 201 },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task Only_a_grant_needs_ofAge_and_its_only_value_is_true(string what, bool? ofAge, int status)
    {
        await using var hub = await Hub.StartAsync([Site]);

        var body = await hub.Client.SendAsync(Body(what, ofAge)).JsonAsync(status);

        if (status == 422)
            Assert.Equal("must be true if anything optional is granted: ask the visitor's age first; the age must be 16 or more", (string?)Assert.Single(body["errors"]!["ofAge"]!.AsArray()));
    }

    [Fact]
    public async Task A_key_does_not_replace_ofAge_and_a_guardian_does()
    {
        await using var hub = await Hub.StartAsync([Site]);
        using var keyed = hub.KeyedClient();
        var accept = Choice.Choices("preferences", "analytics", "marketing");

        var import = await keyed.SendAsync(Choice.Body(null, ("action", "import"), ("source", "api"), ("choices", accept.DeepClone())));
        var guardian = await keyed.SendAsync(Choice.Body(null, ("action", "guardian"), ("source", "api"), ("choices", accept.DeepClone())));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, import.StatusCode);
        Assert.Equal(HttpStatusCode.Created, guardian.StatusCode);
    }

    [Fact]
    public async Task Without_a_threshold_ofAge_is_neither_needed_nor_refused_and_it_is_never_stored()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();

        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var stored = await hub.Client.SendAsync(Choice.Body(visitor, ("action", "save"), ("choices", Choice.Choices("analytics")), ("ofAge", true))).JsonAsync(201);

        Assert.DoesNotContain("age", stored.AsObject().Select(member => member.Key.ToLowerInvariant()));
        Assert.DoesNotContain("ofAge", stored.ToJsonString(), StringComparison.Ordinal);
    }

    private static JsonObject Body(string what, bool? ofAge)
    {
        var body = what switch
        {
            "accept" => Choice.AcceptAll(),
            "save" => Choice.Save(Choice.NewVisitorId(), "analytics"),
            "service" => Choice.Body(null, ("action", "save"), ("services", new JsonObject { ["shop_ads"] = true })),
            _ => Choice.Body(),
        };
        if (ofAge is { } said)
            body["ofAge"] = said;

        return body;
    }
}
