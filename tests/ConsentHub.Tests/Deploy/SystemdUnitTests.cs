using ConsentHub.Settings;
using Microsoft.Extensions.Configuration;

namespace ConsentHub.Tests.Deploy;

/// <summary>systemd's own assessment of the unit in <c>deploy/consenthub.service</c>.</summary>
public sealed class SystemdUnitTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("consenthub-unit-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Systemd_finds_no_error_in_it()
    {
        var verified = await Tool.RunAsync("systemd-analyze", "verify", Installed());

        Assert.Equal((0, ""), verified);
    }

    [Fact]
    public async Task It_has_access_to_little_of_the_machine()
    {
        // Ten times systemd's own figure, which goes from 0 to 10; a service without any restriction has 96.
        var judged = await Tool.RunAsync("systemd-analyze", "security", "--offline=true", "--threshold=20", Installed());

        Assert.True(judged.ExitCode == 0, judged.Output);
    }

    [Fact]
    public void It_gives_the_hub_time_to_stop_and_sets_only_settings_that_a_hub_accepts()
    {
        var lines = File.ReadAllLines(Tool.Path("deploy/consenthub.service"));
        var variables = Value(lines, "Environment").Split(' ').Select(v => v.Split('=')).ToDictionary(v => v[0].Replace("__", ":", StringComparison.Ordinal), v => (string?)v[1]);

        var settings = HubSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(variables).Build());

        Assert.Equal(("/var/lib/consenthub", "/etc/consenthub/sites"), (settings.Data, settings.Sites));
        // The longest drain, and thirty seconds to finish accepted requests.
        Assert.True(int.Parse(Value(lines, "TimeoutStopSec"), System.Globalization.CultureInfo.InvariantCulture) > 60 + 30);
    }

    /// <summary>The unit with an existing program, because systemd checks that it exists.</summary>
    private string Installed()
    {
        var unit = Path.Combine(folder.FullName, "consenthub.service");
        var shipped = File.ReadAllText(Tool.Path("deploy/consenthub.service"));
        Assert.Contains("ExecStart=/opt/consenthub/ConsentHub serve", shipped, StringComparison.Ordinal);
        File.WriteAllText(unit, shipped.Replace("/opt/consenthub/ConsentHub", Path.Combine(AppContext.BaseDirectory, "ConsentHub"), StringComparison.Ordinal));
        return unit;
    }

    private static string Value(string[] lines, string name) => Assert.Single(lines, l => l.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
