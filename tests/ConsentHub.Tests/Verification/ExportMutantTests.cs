using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Ledger;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;
using ConsentHub.Verification;
using ConsentHub.Verification.Exports;

namespace ConsentHub.Tests.Verification;

/// <summary>
/// An export or manifest that differs in meaning from the genuine one is refused, and no input crashes the verifier.
/// <c>CONSENTHUB_MUTANTS</c> is the number of mutants, <c>CONSENTHUB_SEED</c> selects them.
/// </summary>
public sealed class ExportMutantTests(SmallExports exports) : IClassFixture<SmallExports>, IDisposable
{
    private readonly TestFolder work = new();

    private string Export => Path.Combine(work.Root, "export");

    private string Manifest => Export + ExportCommand.ManifestEnd;

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task No_mutant_of_an_export_with_another_meaning_verifies()
    {
        var mutants = new TextMutants(Setting.Seed);
        foreach (var genuine in exports.All)
            Assert.Empty(await VerifyAsync(genuine.Content, genuine.Manifest));

        for (var i = 0; i < Setting.Mutants / 2; i++)
        {
            var genuine = mutants.Pick(exports.All);
            var mutant = mutants.Next(genuine.Content);
            var faults = await VerifyAsync(mutant, genuine.Manifest);
            if (faults.Count == 0)
                Assert.True(IsSame(genuine, mutant), $"Mutant {i} of a {genuine.Format} holds: {Encoding.UTF8.GetString(mutant)}");
        }
    }

    [Fact]
    public async Task No_mutant_of_a_manifest_verifies()
    {
        var mutants = new TextMutants(Setting.Seed);
        for (var i = 0; i < Setting.Mutants / 2; i++)
        {
            var genuine = mutants.Pick(exports.All);
            var mutant = mutants.Next(genuine.Manifest);
            var holds = (await VerifyAsync(genuine.Content, mutant)).Count == 0;
            Assert.True(holds == mutant.AsSpan().SequenceEqual(genuine.Manifest), $"Mutant {i}: {Encoding.UTF8.GetString(mutant)}");
        }
    }

    [Fact]
    public async Task A_manifest_in_another_spelling_is_refused_although_its_signature_is_valid()
    {
        var mutants = new TextMutants(Setting.Seed);
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var genuine in exports.All)
        {
            var lines = genuine.LinesSignedBy(forger);
            var origin = (string)JsonNode.Parse(lines[0])!["origin"]!;
            VerifierKey[] keys = [VerifierKey.Of(origin, forger)];
            Assert.Empty(await VerifyAsync(genuine.Content, GenuineExport.Seal(string.Join('\n', lines) + "\n", origin, forger), keys));
            foreach (var (name, change) in Respellings)
            {
                // The head, a record, and any other line.
                foreach (var at in new[] { 0, 1, lines.Count / 2, lines.Count - 1 })
                {
                    var changed = change(lines[at]);
                    var text = string.Join('\n', [.. lines[..at], changed, .. lines[(at + 1)..]]) + "\n";
                    var faults = await VerifyAsync(genuine.Content, GenuineExport.Seal(text, origin, forger), keys);
                    Assert.True(faults.Count > 0 || changed == lines[at], $"{name} of {changed}");
                }
            }
        }
    }

    [Theory]
    [InlineData("recordId,", "action,recordId,", "reject_all,", "row 1 does not have the names of an export's columns")]
    [InlineData(",services\r\n", ",services,v\r\n", "", "row 1 does not have the names of an export's columns")]
    public async Task A_column_that_no_export_has_is_reported_in_one_line(string before, string after, string cell, string said)
    {
        var genuine = exports.All[0];
        var text = Encoding.UTF8.GetString(genuine.Content).Replace(before, after, StringComparison.Ordinal);
        Directory.CreateDirectory(work.Root);
        await File.WriteAllTextAsync(Export, cell.Length == 0 ? text : string.Join("\r\n", text.Split("\r\n").Select((line, at) => at == 0 || line.Length == 0 ? line : cell + line)));
        await File.WriteAllBytesAsync(Manifest, genuine.Manifest);

        Assert.Equal($"WRONG  {said}.", (await Cli.RunAsync(work, ["verify", "export", Export])).Ended(ExitCodes.CheckFailed).Output.Trim());
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("\"\"")]
    [InlineData("\"\"\"\"")]
    [InlineData("\r")]
    [InlineData("v")]
    [InlineData(",")]
    public async Task Whatever_comes_after_the_last_row_is_a_row_without_its_end(string more)
    {
        var genuine = exports.All.First(e => e.Format == "csv" && !e.IsCompressed);

        Assert.Contains("has no end", Assert.Single(await VerifyAsync([.. genuine.Content, .. Encoding.UTF8.GetBytes(more)], genuine.Manifest)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-8)]
    [InlineData(1)]
    [InlineData(500)]
    public async Task A_compressed_export_without_its_end_or_with_more_after_it_is_reported_in_one_line(int more)
    {
        var genuine = exports.All.Single(e => e.IsCompressed);
        Directory.CreateDirectory(work.Root);
        await File.WriteAllBytesAsync(Export, more < 0 ? genuine.Content[..^-more] : [.. genuine.Content, .. new byte[more]]);
        await File.WriteAllBytesAsync(Manifest, genuine.Manifest);

        Assert.Equal("WRONG  the compressed export was cut off, or continues after its end.", (await Cli.RunAsync(work, ["verify", "export", Export])).Ended(ExitCodes.CheckFailed).Output.Trim());
    }

    private static readonly (string Name, Func<string, string> Change)[] Respellings =
    [
        ("white space", l => l.Replace("\":", "\": ", StringComparison.Ordinal)),
        ("an escape", l => l.Replace("{\"", "{\"\\u00", StringComparison.Ordinal).Replace("\\u00i", "\\u0069", StringComparison.Ordinal).Replace("\\u00v", "\\u0076", StringComparison.Ordinal)),
        ("CR LF", l => l + "\r"),
        ("a member twice", l => l.Replace(",\"hash\":", ",\"hash\":null,\"hash\":", StringComparison.Ordinal).Replace("\"v\":1", "\"v\":2,\"v\":1", StringComparison.Ordinal)),
        ("a member more", l => l[..^1] + ",\"x\":null}"),
        ("another order", l => GenuineExport.Line(new JsonObject(JsonNode.Parse(l)!.AsObject().Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))))),
        ("a fraction", l => l.Replace("\"v\":1", "\"v\":1.0", StringComparison.Ordinal).Replace(",\"salt\"", ".0,\"salt\"", StringComparison.Ordinal).Replace(",\"hash\"", ".0,\"hash\"", StringComparison.Ordinal)),
        ("bits that mean nothing", l => l.Replace("Q==\"", "R==\"", StringComparison.Ordinal).Replace("A==\"", "B==\"", StringComparison.Ordinal).Replace("g==\"", "h==\"", StringComparison.Ordinal).Replace("w==\"", "x==\"", StringComparison.Ordinal)),
        ("another word", l => l.Replace("\"removed\":true", "\"removed\":false", StringComparison.Ordinal).Replace("\"complete\":true", "\"complete\":false", StringComparison.Ordinal)),
        ("another site", l => l.Replace("\"site\":\"shop\"", "\"site\":\"blog\"", StringComparison.Ordinal)),
        ("a filter", l => l.Replace("\"query\":{", "\"query\":{\"x\":1,", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal)),
        ("a count", l => l.Replace("\"records\":", "\"records\":1", StringComparison.Ordinal)),
        ("an empty line", l => l + "\n"),
        ("null", _ => "null"),
    ];

    /// <returns>The errors found; an exception that the command reports in one line counts as one.</returns>
    private async Task<IReadOnlyList<string>> VerifyAsync(byte[] content, byte[] manifest, IReadOnlyList<VerifierKey>? keys = null)
    {
        Directory.CreateDirectory(work.Root);
        await File.WriteAllBytesAsync(Export, content);
        await File.WriteAllBytesAsync(Manifest, manifest);
        var faults = new ErrorList();
        try
        {
            await new ExportVerifier(Export, Manifest, keys, faults).RunAsync(null, CancellationToken.None);
        }
        catch (Exception e) when (e is ExportFormatException or InvalidDataException)
        {
            faults.Add(e.Message);
        }

        return faults.Lines;
    }

    /// <summary>Whether a lenient reader, like most, reads the same from both.</summary>
    private static bool IsSame(GenuineExport genuine, byte[] mutant)
    {
        var (before, after) = (Text(genuine.Content), Text(mutant));
        return genuine.IsOfFile ? before == after : Meaning(genuine.Format, before).SequenceEqual(Meaning(genuine.Format, after), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Meaning(string format, string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (format != "csv")
            return lines.Select(l => Encoding.UTF8.GetString(CanonicalJson.Serialize(JsonNode.Parse(l))));

        var header = Cells(lines[0]).ToList();
        return lines.Skip(1).Select(l => string.Join('\n', header.Zip(Cells(l)).Where(c => c.Second.Length > 0).Select(c => $"{c.First}={c.Second}").Order(StringComparer.Ordinal)));
    }

    /// <summary>Splits a line into cells; no cell of these exports has a line break.</summary>
    private static IEnumerable<string> Cells(string line)
    {
        var (cell, quoted) = (new StringBuilder(), false);
        foreach (var c in line.TrimEnd('\r') + ",")
        {
            quoted ^= c == '"';
            if (c == ',' && !quoted)
            {
                yield return cell.ToString();
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }
    }

    private static string Text(byte[] content)
    {
        if (content is not [0x1f, 0x8b, ..])
            return Encoding.UTF8.GetString(content);

        using var plain = new StreamReader(new GZipStream(new MemoryStream(content), CompressionMode.Decompress));
        return plain.ReadToEnd();
    }
}

/// <summary>The number of mutants in a test, and the seed that selects them.</summary>
internal static class Setting
{
    public static int Mutants => Of("CONSENTHUB_MUTANTS", 4000);

    public static int Seed => Of("CONSENTHUB_SEED", 15);

    private static int Of(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
