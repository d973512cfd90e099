using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Policies;
using ConsentHub.Sites.Validation;

namespace ConsentHub.CommandLine;

/// <summary>Writes findings in SARIF 2.1.0 (OASIS). Code hosts show each finding beside its line. The log has one run, with one result for each finding.</summary>
internal sealed class SarifLog
{
    /// <summary>Id of the rule for errors that make the hub refuse a site file.</summary>
    private const string SiteFileRule = "site_file";

    private readonly JsonArray results = [];

    /// <param name="file">The site file.</param>
    public void Add(string file, SiteFileError error) =>
        results.Add(Result(SiteFileRule, PolicyLevel.Error, error.ToString(), Location(file, error.Line, column: null, text: null, error.Path)));

    /// <param name="policy">The policy's file; null if only the site file was checked.</param>
    /// <param name="file">The site file.</param>
    /// <param name="lineOf">The line of a member of the site file.</param>
    public void Add(string? policy, string file, Func<string, int?> lineOf, PolicyFinding finding)
    {
        var inPolicy = finding.Sentence is not null || finding.Path is null;
        var location = inPolicy
            ? Location(policy!, finding.Sentence?.Line, finding.Sentence?.Column, finding.Sentence?.Text, member: null)
            : Location(file, lineOf(finding.Path!), column: null, text: null, finding.Path);
        var result = Result(finding.Rule.Id, finding.Rule.Level, finding.Message, location);
        if (finding is { Sentence: not null, Path: not null })
            result["relatedLocations"] = new JsonArray(Location(file, lineOf(finding.Path), column: null, text: null, finding.Path));

        results.Add(result);
    }

    public string Write()
    {
        var rules = PolicyRules.All.Select(Rule).Append(Rule(new PolicyRule(
            SiteFileRule, PolicyLevel.Error, "The hub refuses the site file", "docs/site-files.md", "Correct the member that the message names.")));
        var log = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "ConsentHub",
                        ["version"] = typeof(SarifLog).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
                        ["rules"] = new JsonArray([.. rules]),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = results,
            }),
        };
        return log.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static JsonNode Rule(PolicyRule rule) => new JsonObject
    {
        ["id"] = rule.Id,
        ["shortDescription"] = new JsonObject { ["text"] = rule.Title },
        ["fullDescription"] = new JsonObject { ["text"] = $"{rule.Title}. Source: {rule.Source}." },
        ["help"] = new JsonObject { ["text"] = rule.Cure },
        ["defaultConfiguration"] = new JsonObject { ["level"] = NameOf(rule.Level) },
        ["properties"] = new JsonObject { ["source"] = rule.Source },
    };

    private static JsonObject Result(string rule, PolicyLevel level, string message, JsonObject location) => new()
    {
        ["ruleId"] = rule,
        ["level"] = NameOf(level),
        ["message"] = new JsonObject { ["text"] = message },
        ["locations"] = new JsonArray(location),
    };

    private static JsonObject Location(string file, int? line, int? column, string? text, string? member)
    {
        // Code hosts don't show a result without a line, so line 1 is the default.
        var region = new JsonObject { ["startLine"] = line ?? 1 };
        if (column is { } start)
            region["startColumn"] = start;

        if (text is not null)
            region["snippet"] = new JsonObject { ["text"] = text };

        var location = new JsonObject
        {
            ["physicalLocation"] = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = UriOf(file) }, ["region"] = region },
        };
        if (!string.IsNullOrEmpty(member))
            location["logicalLocations"] = new JsonArray(new JsonObject { ["fullyQualifiedName"] = member, ["kind"] = "member" });

        return location;
    }

    /// <summary>A relative path stays relative, so that a code host finds the file in its repository.</summary>
    private static string UriOf(string file) =>
        Path.IsPathRooted(file) ? new Uri(file).AbsoluteUri : string.Join('/', file.Split('/', '\\').Select(Uri.EscapeDataString));

    public static string NameOf(PolicyLevel level) => level switch
    {
        PolicyLevel.Error => "error",
        PolicyLevel.Warning => "warning",
        PolicyLevel.Note => "note",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };
}
