using System.Text.Json.Nodes;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>The hub can store choices but not erase. Every response, log line and health check says so, and no erasure is half done.</summary>
public sealed class UnwritableJournalTests : IDisposable
{
    private readonly TestFolder folder = new();

    private string Journal => Path.Combine(folder.Data, "erasures.journal");

    public UnwritableJournalTests() => folder.WriteSite(Sites.TestSite.Minimal("shop"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Health_and_log_report_it_before_any_request_and_again_when_it_works()
    {
        await using var hub = await HubProcess.StartAsync(folder);
        using var client = hub.NewClient();
        // A folder in the journal's place, which nobody can write, not even root.
        Directory.CreateDirectory(Journal);

        var ready = await client.GetAsync("/health/ready").JsonAsync();
        Assert.Equal("degraded", (string?)ready["status"]);
        Assert.Contains("erasure journal", (string?)ready["journal"], StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Data, ready.ToJsonString(), StringComparison.Ordinal);
        await Eventually.Async(() => Task.FromResult(hub.Output), output => output.Contains("No erasure is possible", StringComparison.Ordinal));

        Directory.Delete(Journal);
        Assert.Equal("ready", (string?)(await client.GetAsync("/health/ready").JsonAsync())["status"]);
        await Eventually.Async(() => Task.FromResult(hub.Output), output => output.Contains("is writable again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erasure_is_refused_with_its_own_problem_in_every_way_and_nothing_is_half_done()
    {
        await using var hub = await HubProcess.StartAsync(folder);
        using var client = hub.NewClient();
        using var admin = hub.NewClient();
        admin.DefaultRequestHeaders.Authorization = new("Bearer", Hub.AdminKey);
        var visitor = Choice.NewVisitorId();
        var stored = await client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        Directory.CreateDirectory(Journal);

        foreach (var refused in new[]
                 {
                     client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)),
                     admin.DeleteAsync(new Uri($"/v1/sites/shop/visitors/{(string?)stored["visitor"]}", UriKind.Relative)),
                 })
        {
            using var answer = await refused;
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal((503, "erasure_unavailable"), ((int)answer.StatusCode, (string?)problem["code"]));
            Assert.DoesNotContain("choice", (string?)problem["detail"], StringComparison.Ordinal);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        // The console writes its lines a moment after the responses.
        await Eventually.Async(() => Task.FromResult(hub.Output.Split('\n').Count(line => line.Contains("A requested erasure was not performed", StringComparison.Ordinal))), lines => lines == 2);
        Assert.Equal((string?)stored["id"], (string?)(await client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync())["id"]);
        await client.SendAsync(Choice.Body()).JsonAsync(201);

        Directory.Delete(Journal);
        var erased = await client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();
        Assert.Equal((1, 2), ((int)erased["records"]!, (await File.ReadAllLinesAsync(Journal)).Length));
    }
}
