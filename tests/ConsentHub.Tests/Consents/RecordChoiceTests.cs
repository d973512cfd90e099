using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

/// <summary>Recording a choice, as browsers and apps do it.</summary>
public sealed class RecordChoiceTests
{
    [Fact]
    public async Task A_choice_is_stored_and_can_be_read_back_by_its_visitor()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();

        var stored = await hub.Client.SendAsync(Choice.Save(visitor, "analytics")).JsonAsync(201);

        hub.Client.DefaultRequestHeaders.Add("Visitor-Id", visitor);
        var current = await hub.Client.GetAsync("/v1/sites/shop/consent").JsonAsync();
        Assert.Equal("current", (string?)current["status"]);
        Assert.Equal((string?)stored["id"], (string?)current["id"]);
        Assert.True((bool?)current["choices"]!["analytics"]);
        Assert.False((bool?)current["choices"]!["marketing"]);
        Assert.Equal(0, (long?)current["leafIndex"]);
    }
}
