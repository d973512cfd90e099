using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Settings;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace ConsentHub.Tests.Deploy;

/// <summary>What the chart in <c>deploy/helm</c> renders.</summary>
public sealed class HelmChartTests
{
    private const string Chart = "deploy/helm/consenthub";

    private static readonly string[] Postgres = ["--set", "database=postgres,replicas=3,existingSecret=hub-secrets"];

    [Fact]
    public async Task Helm_finds_no_error_in_the_chart()
    {
        var lint = await Tool.RunAsync("helm", "lint", "--strict", Tool.Path(Chart));

        Assert.True(lint.ExitCode == 0, lint.Output);
    }

    [Fact]
    public async Task Every_probe_requests_an_address_that_a_hub_serves()
    {
        var container = Container(await RenderAsync());
        await using var hub = await Hub.StartAsync();

        foreach (var probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
        {
            var asked = container[probe]!["httpGet"]!;
            Assert.Equal("http", (string?)asked["port"]);
            Assert.Equal(HttpStatusCode.OK, (await hub.Client.GetAsync(new Uri((string)asked["path"]!, UriKind.Relative))).StatusCode);
        }
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(0, 60)]
    public async Task A_pod_has_time_to_stop(int preStop, int drain)
    {
        var pod = Of(await RenderAsync("--set", $"drain.preStopSeconds={preStop},drain.seconds={drain}"), "StatefulSet")["spec"]!["template"]!["spec"]!;

        Assert.Equal(preStop, Number(pod["containers"]![0]!["lifecycle"]!["preStop"]!["sleep"]!["seconds"]));
        // A hub has thirty seconds to finish the requests that it has accepted.
        Assert.True(Number(pod["terminationGracePeriodSeconds"]) > preStop + drain + 30);
    }

    [Fact]
    public async Task The_budget_and_the_service_select_the_pods()
    {
        var rendered = await RenderAsync(Postgres);
        var labels = Of(rendered, "StatefulSet")["spec"]!["template"]!["metadata"]!["labels"]!.AsObject();

        foreach (var selector in (JsonNode[])[
            Of(rendered, "PodDisruptionBudget")["spec"]!["selector"]!["matchLabels"]!, Of(rendered, "Service")["spec"]!["selector"]!,
            Of(rendered, "StatefulSet")["spec"]!["selector"]!["matchLabels"]!])
        {
            Assert.NotEmpty(selector.AsObject());
            Assert.All(selector.AsObject(), label => Assert.Equal((string?)label.Value, (string?)labels[label.Key]));
        }

        Assert.Equal(3, Number(Of(rendered, "StatefulSet")["spec"]!["replicas"]));
    }

    [Fact]
    public async Task The_environment_has_only_settings_that_a_hub_accepts()
    {
        var rendered = await RenderAsync([.. Postgres, "--set", "publicUrl=https://consent.example,metrics.readers=10.1.0.0/16", "--set-string", "settings.ConsentHub__RateLimit=50"]);
        var container = Container(rendered);
        var variables = container["env"]!.AsArray().ToDictionary(v => ((string)v!["name"]!).Replace("__", ":", StringComparison.Ordinal), v => (string?)v!["value"]);

        var settings = HubSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(variables).Build());

        Assert.Equal((10, 50, "https://consent.example/"), (settings.DrainSeconds, settings.RateLimit, settings.PublicUrl!.AbsoluteUri));
        Assert.Contains(IPNetwork.Parse("10.1.0.0/16"), settings.MetricsReaders);
        Assert.Equal("hub-secrets", (string?)container["envFrom"]![0]!["secretRef"]!["name"]);
    }

    [Fact]
    public async Task Site_files_are_passed_unchanged_and_with_PostgreSQL_a_job_applies_them()
    {
        string[] file = ["--set-file", $"sites.demo\\.json={Tool.Path("sites/demo.json")}"];
        var sqlite = await RenderAsync(file);
        var postgres = await RenderAsync([.. Postgres, .. file]);

        Assert.Equal(await File.ReadAllTextAsync(Tool.Path("sites/demo.json")), (string?)Of(sqlite, "ConfigMap")["data"]!["demo.json"]);
        Assert.DoesNotContain(sqlite, d => (string?)d["kind"] == "Job");
        Assert.Contains("site apply /sites/*.json", Of(postgres, "Job")["spec"]!["template"]!["spec"]!["containers"]![0]!["command"]![2]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scraper_finds_the_metrics()
    {
        var monitor = Of(await RenderAsync("--set", "metrics.serviceMonitor.enabled=true,metrics.readers=10.0.0.0/8"), "ServiceMonitor");

        Assert.Equal(("http", "/metrics"), ((string?)monitor["spec"]!["endpoints"]![0]!["port"], (string?)monitor["spec"]!["endpoints"]![0]!["path"]));
    }

    [Theory]
    [InlineData("replicas=2", "set database to postgres")]
    [InlineData("database=postgres", "existingSecret")]
    [InlineData("database=mysql", "must be sqlite or postgres")]
    [InlineData("metrics.serviceMonitor.enabled=true", "metrics.readers")]
    public async Task A_combination_that_can_not_work_is_refused_with_the_cure(string values, string cure)
    {
        var refused = await Tool.RunAsync("helm", "template", "hub", Tool.Path(Chart), "--set", values);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(cure, refused.Output, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<JsonNode>> RenderAsync(params string[] options)
    {
        var rendered = await Tool.RunAsync("helm", ["template", "hub", Tool.Path(Chart), .. options]);
        Assert.True(rendered.ExitCode == 0, rendered.Output);
        return Yaml.Read(rendered.Output);
    }

    private static JsonNode Of(IEnumerable<JsonNode> documents, string kind) => Assert.Single(documents, d => (string?)d["kind"] == kind);

    private static JsonNode Container(IEnumerable<JsonNode> documents) => Of(documents, "StatefulSet")["spec"]!["template"]!["spec"]!["containers"]![0]!;

    private static int Number(JsonNode? node) => int.Parse(node!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
}
