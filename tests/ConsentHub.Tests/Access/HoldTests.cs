using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.ApiKeys;
using ConsentHub.CommandLine;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Access;

/// <summary>Holds over HTTP: <c>/v1/admin/sites/{site}/holds</c>.</summary>
public sealed class HoldTests(HubFixture fixture) : IClassFixture<HubFixture>
{
    private const string Holds = "/v1/admin/sites/shop/holds";

    private readonly Hub hub = fixture.Hub;

    [Fact]
    [Promise("3.12")]
    public async Task A_hold_is_placed_listed_replaced_and_lifted()
    {
        using var admin = hub.KeyedClient();

        var placed = await admin.PutAsJsonAsync($"{Holds}/court", Body(("until", "2999-01-01"), ("basis", "GDPR Art. 17(3)(e)"))).JsonAsync();
        Assert.Equal(("court", "consent_records", "a claim", "GDPR Art. 17(3)(e)", "2999-01-01T00:00:00.000Z"),
            ((string?)placed["id"], (string?)placed["class"], (string?)placed["reason"], (string?)placed["basis"], (string?)placed["until"]));
        await admin.PutAsJsonAsync($"{Holds}/court", Body()).JsonAsync();

        var listed = Assert.Single((await admin.GetAsync(Holds).JsonAsync())["holds"]!.AsArray());
        Assert.Null(listed!["until"]);
        using (var lifted = await admin.DeleteAsync($"{Holds}/court"))
            Assert.Equal(204, (int)lifted.StatusCode);
        await admin.DeleteAsync($"{Holds}/court").RefusedAsync(404, "unknown_hold");
    }

    [Theory]
    [InlineData("court", "class", "\"statistics\"")]
    [InlineData("court", "class", null)]
    [InlineData("court", "reason", null)]
    [InlineData("court", "reason", "\"\"")]
    [InlineData("court", "reason", "\"a\\u0000b\"")]
    [InlineData("court", "until", "\"2020-01-01\"")]
    [InlineData("court", "until", "\"tomorrow\"")]
    [InlineData("court", "basis", "\" \"")]
    [InlineData("Court", "id", "")]
    public async Task A_wrong_hold_is_refused_and_the_field_named(string id, string field, string? value)
    {
        using var admin = hub.KeyedClient();
        var body = Body();
        if (field != "id")
            body[field] = value is null ? null : JsonNode.Parse(value);
        if (value is null)
            body.Remove(field);

        await admin.PutAsJsonAsync($"{Holds}/{id}", body).RefusedAsync(422, "invalid_fields", field);
    }

    [Fact]
    public async Task A_class_that_another_system_holds_can_be_held_and_the_error_names_the_classes()
    {
        await using var own = await Hub.StartAsync([ConnectedShop.Site]);
        using var admin = own.KeyedClient();
        var body = Body();

        body["class"] = "call_history";
        await admin.PutAsJsonAsync($"{Holds}/court", body).JsonAsync();
        body["class"] = "statistics";
        var refused = await admin.PutAsJsonAsync($"{Holds}/other", body).RefusedAsync(422, "invalid_fields", "class");

        Assert.Equal("must be one of consent_records, profile, call_history, drafts, mailings, logs", (string?)refused["errors"]!["class"]![0]);
    }

    [Fact]
    public async Task Only_an_administrator_of_the_site_may_place_and_see_holds()
    {
        using var editor = hub.KeyedClient(await hub.CreateKeyAsync(Role.Editor, "shop"));

        await editor.PutAsJsonAsync($"{Holds}/court", Body()).RefusedAsync(403, "key_not_allowed");
        await editor.GetAsync(Holds).RefusedAsync(403, "key_not_allowed");
        await editor.DeleteAsync($"{Holds}/court").RefusedAsync(403, "key_not_allowed");
        using var admin = hub.KeyedClient();
        await admin.GetAsync("/v1/admin/sites/nowhere/holds").RefusedAsync(404, "unknown_site");
    }

    [Fact]
    [Promise("3.12")]
    public async Task The_command_line_shows_reason_and_end_and_the_database_verifies()
    {
        using var folder = new TestFolder();
        var promise = new RetentionClass { Id = RetentionClass.ConsentRecords, Name = TestSite.Text("Records", "Einträge"), Period = "P30D", After = RetentionEvent.ChoiceEnded };
        var own = await Hub.StartAsync([TestSite.Minimal("shop") with { Retention = [promise] }], folder);
        using (var admin = own.KeyedClient())
            await admin.PutAsJsonAsync($"{Holds}/court", Body(("until", "2999-01-01"))).JsonAsync();
        await own.StopAsync();

        Assert.Contains("court: a claim, until 2999-01-01T00:00:00.000Z", (await Cli.RunAsync(folder, ["promises", "due"])).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
        (await Cli.RunAsync(folder, ["verify", "database"])).Ended(ExitCodes.Done);
    }

    private static JsonObject Body(params (string Name, string Value)[] more)
    {
        var body = new JsonObject { ["class"] = "consent_records", ["reason"] = "a claim" };
        foreach (var (name, value) in more)
            body[name] = value;

        return body;
    }
}
