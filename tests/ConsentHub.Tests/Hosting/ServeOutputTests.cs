using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

/// <summary>The output of a hub without a terminal, on a machine of any language, and how it refuses to start.</summary>
public sealed class ServeOutputTests
{
    private const int NotStarted = 3;

    [Fact]
    public async Task Every_line_of_a_container_log_is_one_JSON_object_and_none_has_a_key()
    {
        using var folder = new TestFolder();
        await using var hub = await HubProcess.StartAsync(folder, null, ("ConsentHub__AdminKey", ""));
        await hub.StopAsync();

        var lines = hub.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.DoesNotMatch("chk_[A-Za-z0-9_-]{32}", hub.Output);
    }

    [Fact]
    public async Task The_ports_of_a_container_image_are_listened_on()
    {
        using var folder = new TestFolder();
        var port = FreePort.Find();
        await using var hub = await HubProcess.StartAsync(folder, null, ("ASPNETCORE_URLS", ""), ("ASPNETCORE_HTTP_PORTS", $"{port}"));
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/live"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_that_says_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var folder = new TestFolder();
        var (code, output) = await HubProcess.RefusedAsync(folder, null, ("ASPNETCORE_URLS", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"));

        AssertOneLine(code, output, "ASPNETCORE_URLS");
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_master_key_is_one_line_that_names_the_file()
    {
        using var folder = new TestFolder();
        await using (await HubProcess.StartAsync(folder))
        {
        }

        // A folder in its place can't be read by anybody, not even root.
        var file = Path.Combine(folder.Data, "master.key");
        File.Delete(file);
        File.CreateSymbolicLink(file, "/proc/self/mem");
        var (code, output) = await HubProcess.RefusedAsync(folder);

        AssertOneLine(code, output, file);
    }

    [Fact]
    public async Task An_empty_setting_counts_as_absent()
    {
        using var folder = new TestFolder();
        await using var hub = await HubProcess.StartAsync(
            folder, null, ("ConsentHub__PublicUrl", ""), ("ConsentHub__RateLimit", ""), ("ConsentHub__BackupDays", ""), ("ConsentHub__DrainSeconds", ""), ("ConsentHub__KnownProxies", ""));

        Assert.Equal(0, await hub.StopAsync());
    }

    [Theory]
    [InlineData("tr_TR.UTF-8", "Europe/Istanbul")]
    [InlineData("ar_SA.UTF-8", "Asia/Riyadh")]
    [InlineData("th_TH.UTF-8", "Asia/Bangkok")]
    [InlineData("de_DE.UTF-8", "America/St_Johns")]
    public async Task The_language_and_the_time_zone_of_a_machine_change_nothing_that_is_stored_or_answered(string locale, string zone)
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var hub = await HubProcess.StartAsync(
            folder, null, ("LANG", locale), ("LC_ALL", locale), ("TZ", zone), ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "false"), ("ConsentHub__RegionHeader", "CF-IPCountry"));
        using var client = hub.NewClient();
        client.DefaultRequestHeaders.Add("CF-IPCountry", "ie");
        client.DefaultRequestHeaders.Authorization = new("Bearer", Hub.AdminKey);
        var before = TimeProvider.System.GetUtcNow();
        await client.SendAsync(Choice.Body(changes: ("region", "IE"))).JsonAsync(201);

        var export = await client.GetStringAsync(new Uri("/v1/sites/shop/records/export?format=csv", UriKind.Relative));
        var record = export.Split("\r\n") is [var names, var cells, ""] ? names.Split(',').Zip(cells.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second) : throw new InvalidDataException(export);
        Assert.Equal(("0", "IE", "IE", "reject_all"), (record["leafIndex"], record["regionShown"], record["regionSeen"], record["action"]));
        var recorded = DateTimeOffset.ParseExact(record["recordedAt"], "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(recorded, before.AddSeconds(-1), TimeProvider.System.GetUtcNow());
        var stats = await client.GetAsync("/v1/sites/shop/stats?by=region").JsonAsync();
        Assert.Equal(("0", "IE"), (stats["totals"]!["optInRate"]!.ToJsonString(), (string?)stats["buckets"]!.AsArray().Single(bucket => (int)bucket!["decided"]! == 1)!["value"]));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/consent.js?site=shop&lang=EN")).StatusCode);
    }

    private static void AssertOneLine(int code, string output, string named)
    {
        Assert.Equal(NotStarted, code);
        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.StartsWith("ConsentHub: ", StringComparison.Ordinal));
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
    }
}
