using System.Net;
using ConsentHub.ApiKeys;
using ConsentHub.Consents;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Support;
using ConsentHub.Visitors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConsentHub.Tests.Consents;

/// <summary>The response to a visitor who has reached the site's daily limit. <see cref="ConsentStorePromises"/> tests what is counted.</summary>
public sealed class DailyLimitTests
{
    [Fact]
    public async Task The_refusal_names_the_limit_and_its_end_and_the_same_choice_is_stored_the_next_day()
    {
        var clock = new TestClock();
        clock.Set(new DateTimeOffset(2026, 3, 2, 23, 0, 0, TimeSpan.Zero));
        await using var hub = await Hub.StartAsync(clock: clock);
        var visitor = Choice.NewVisitorId();
        await FillDayAsync(hub, visitor);
        var body = Choice.AcceptAll(visitor);

        using (var response = await hub.Client.SendAsync(body))
            Assert.Equal("3600", response.Headers.RetryAfter?.ToString());

        var problem = await hub.Client.SendAsync(body).RefusedAsync(429, "daily_limit");
        Assert.Contains("2000", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Contains("2026-03-03T00:00:00.000Z", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Equal("https://iana.org/assignments/http-problem-types#quota-exceeded", (string?)problem["type"]);

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((string)body["id"]!, (string?)(await hub.Client.SendAsync(body).JsonAsync(201))["id"]);
    }

    [Fact]
    public async Task A_withdrawal_is_stored_over_the_limit()
    {
        await using var hub = await Hub.StartAsync(clock: new TestClock());
        var visitor = Choice.NewVisitorId();
        await FillDayAsync(hub, visitor);

        await hub.Client.SendAsync(Choice.Body(visitor, ("action", "withdraw"))).JsonAsync(201);
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).RefusedAsync(429, "daily_limit");
    }

    [Fact]
    public async Task A_caller_with_a_key_is_not_limited()
    {
        await using var hub = await Hub.StartAsync(clock: new TestClock());
        var visitor = Choice.NewVisitorId();
        await FillDayAsync(hub, visitor);
        using var editor = hub.KeyedClient(await hub.CreateKeyAsync(Role.Editor, "shop"));

        await editor.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
    }

    [Fact]
    public async Task The_page_without_JavaScript_explains_it_in_the_visitors_language_and_accepts_a_withdrawal()
    {
        await using var hub = await Hub.StartAsync(clock: new TestClock());
        var visit = new PageVisit(hub) { Headers = { ["Accept-Language"] = "de" } };
        await visit.OpenAndPressAsync("reject_all");
        await FillDayAsync(hub, visit.VisitorId!, first: 1);

        var refused = await visit.PressAsync(await visit.OpenAsync(), "accept_all");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Contains("Heute wurden zu viele Entscheidungen getroffen", refused.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await visit.PressAsync(await visit.OpenAsync(), "withdraw")).Status);
    }

    [Fact]
    public async Task Refusals_are_counted_in_the_log_without_the_visitor()
    {
        await using var hub = await Hub.StartAsync(clock: new TestClock());
        using var log = new LogLines();
        hub.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var visitor = Choice.NewVisitorId();
        await FillDayAsync(hub, visitor);
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).RefusedAsync(429, "daily_limit");
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).RefusedAsync(429, "daily_limit");

        await hub.Services.GetRequiredService<DailyLimitRefusals>().StopAsync(CancellationToken.None);

        Assert.Equal(
            [(40, "Site shop: 2 choices were refused with 429, because their visitors had reached the limit of 2000 choices a day. Withdrawals were stored.")],
            log.Of<DailyLimitRefusals>());
    }

    /// <summary>Stores choices that allow analytics, as many as one visitor may make in a day.</summary>
    private static async Task FillDayAsync(Hub hub, string visitor, int first = 0)
    {
        Assert.True(VisitorId.TryParse(visitor, out var id));
        var store = hub.Services.GetRequiredService<IConsentStore>();
        var drafts = Enumerable.Range(first, DayCount.Limit - first).Select(i => Draft.Of(hub.Site().Number, id.In("shop")).With(c => c with { Page = $"/{i}" }));
        Assert.All(await Task.WhenAll(drafts.Select(store.AppendAsync)), outcome => Assert.IsType<AppendOutcome.Written>(outcome));
    }
}
