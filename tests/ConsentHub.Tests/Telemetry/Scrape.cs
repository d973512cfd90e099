using System.Globalization;
using System.Text.RegularExpressions;

namespace ConsentHub.Tests.Telemetry;

/// <summary>One response of <c>/metrics</c>, in the text format of Prometheus.</summary>
internal sealed partial class Scrape
{
    private const int Patience = 10_000;

    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> samples = [];

    private Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            var sample = Sample().Match(line);
            Assert.True(sample.Success, $"Not a sample: {line}");
            samples.Add((
                sample.Groups["name"].Value,
                Label().Matches(sample.Groups["labels"].Value).ToDictionary(l => l.Groups["name"].Value, l => l.Groups["value"].Value),
                double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }
    }

    public string Text { get; }

    public IEnumerable<string> Names => samples.Select(s => s.Name).Distinct();

    /// <summary>The metrics themselves: a histogram is one metric with three kinds of samples.</summary>
    public IEnumerable<string> Families => Family().Matches(Text).Select(m => m.Groups["name"].Value);

    public static async Task<Scrape> OfAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        return new Scrape(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The sum of the samples that have these labels; null if there is none.</summary>
    public double? Sum(string name, params (string Name, string Value)[] labels)
    {
        var found = samples.Where(s => s.Name == name && labels.All(l => s.Labels.GetValueOrDefault(l.Name) == l.Value)).ToList();
        return found.Count == 0 ? null : found.Sum(s => s.Value);
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$""", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Sample();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)" *,?""", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Label();

    [GeneratedRegex("^# TYPE (?<name>\\S+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Family();
}
