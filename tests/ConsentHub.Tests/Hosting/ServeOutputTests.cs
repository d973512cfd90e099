using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

/// <summary>What a hub says that runs without a terminal, and how it refuses to start.</summary>
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

        // A folder in its place can't be read by anybody, root included.
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

    private static void AssertOneLine(int code, string output, string named)
    {
        Assert.Equal(NotStarted, code);
        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.StartsWith("ConsentHub: ", StringComparison.Ordinal));
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
    }
}
