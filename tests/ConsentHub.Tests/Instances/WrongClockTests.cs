using System.Text.Json.Nodes;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>A withdrawal counts from its response on, even if the clock that timed the acceptance was ahead and <c>previous</c> is absent.</summary>
public sealed class WrongClockTests
{
    [Fact]
    public async Task Two_instances_two_seconds_apart_agree_on_the_later_choice()
    {
        await using var database = await PostgresTestDatabase.CreateAsync();
        TestClock behind = new(), ahead = new();
        ahead.Advance(TimeSpan.FromSeconds(2));
        await using var one = await Hub.StartAsync(clock: behind, settings: database.Settings);
        await using var two = await Hub.StartAsync(clock: ahead, settings: database.Settings);
        var visitor = Choice.NewVisitorId();

        foreach (var (hub, body) in new[]
                 {
                     (two, Choice.AcceptAll(visitor)), (one, Choice.Body(visitor, ("action", "withdraw"))),
                     (two, Choice.AcceptAll(visitor)), (one, Choice.Body(visitor, ("action", "withdraw"), ("elapsed", 250))),
                 })
        {
            var stored = await hub.Client.SendAsync(body).JsonAsync(201);
            foreach (var asked in new[] { one, two })
                Assert.Equal((string)stored["id"]!, (string)(await CurrentAsync(asked, visitor))["id"]!);

            behind.Advance(TimeSpan.FromMilliseconds(100));
            ahead.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public async Task A_withdrawal_counts_after_a_clock_a_year_ahead_was_corrected_and_its_cookie_has_the_right_time()
    {
        var clock = new TestClock();
        var right = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromDays(365));
        await using var hub = await Hub.StartAsync(clock: clock, settings: ("ConsentHub:PublicUrl", "https://shop.example/consent/"));
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        clock.Set(right);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sites/shop/consents")
        {
            Content = new StringContent(Choice.Body(visitor, ("action", "withdraw")).ToJsonString(), null, "application/json"),
        };
        request.Headers.Add("Origin", "https://shop.example");
        using var answer = await hub.Client.SendAsync(request);

        Assert.Equal(201, (int)answer.StatusCode);
        var current = await CurrentAsync(hub, visitor);
        Assert.Equal(("withdraw", false), ((string?)current["action"], (bool)current["choices"]!["analytics"]!));
        // The browser's clock was right all the time. A later time would keep the choice valid for too long.
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.Contains($"~{right.ToUnixTimeSeconds()}~opt_in~auth~", StringComparison.Ordinal));
    }

    private static async Task<JsonNode> CurrentAsync(Hub hub, string visitor) =>
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();
}
