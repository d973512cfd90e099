using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Keys;
using ConsentHub.Ledger;
using ConsentHub.SiteLedger;

namespace ConsentHub.ConsentLog.Export;

/// <summary>The proof of an export: salt and leaf hash of each exported record, a checkpoint, and a signature over all of it.</summary>
/// <remarks>
/// The manifest of an unfiltered export names every position of the log, so that a missing record is detected: all hashes together give the
/// checkpoint's root. The manifest of a filtered export reveals any later change to the exported records. docs/data-dictionary.md describes the lines.
/// </remarks>
internal sealed class ExportManifest(HubKeys keys, LedgerPublisher publisher)
{
    /// <summary>Writes the manifest of a selection, from the snapshot that the export was read from.</summary>
    /// <param name="size">Includes only positions below this one, for an export of an earlier state; if absent, the whole log.</param>
    /// <param name="written">The exported file, if there is one.</param>
    /// <returns>False, with nothing written, if the log has no entry yet.</returns>
    public async Task<bool> WriteAsync(
        ILogSnapshot snapshot, LogSelection selection, ExportFormat format, long? size, ExportedFile? written, Stream output, CancellationToken ct)
    {
        var log = (await snapshot.LogsAsync(ct)).Single(l => l.Site == selection.Site.Number);
        log = log with { Length = Math.Min(size ?? log.Length, log.Length) };
        if (await publisher.CheckpointAsync(selection.Site.Number, log.Length, ct) is not { } note || !Checkpoint.TryParse(note.Text, out var checkpoint) || checkpoint.Size == 0)
            return false;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await WriteLineAsync(Head(selection, format, written, checkpoint, note, await publisher.KeysAsync(selection.Site.Number, ct)));
        await foreach (var line in selection.IsComplete ? AllAsync(snapshot, log, selection, ct) : SelectedAsync(snapshot, log, selection, ct))
            await WriteLineAsync(line);

        var signature = await keys.SignAsync(ManifestText.Signed(hash.GetHashAndReset()), checkpoint.Origin, ct);
        await WriteLineAsync(new JsonObject { ["signature"] = signature.ToString() });
        return true;

        async Task WriteLineAsync(JsonObject line)
        {
            var bytes = WrittenLine.Of(line);
            hash.AppendData(bytes);
            await output.WriteAsync(bytes, ct);
        }
    }

    private static JsonObject Head(
        LogSelection selection, ExportFormat format, ExportedFile? written, Checkpoint checkpoint, SignedNote note, IReadOnlyList<string> keys)
    {
        var query = new JsonObject(selection.Filter.Terms().Select(w => KeyValuePair.Create(w.Name, (JsonNode?)w.Value)));
        if (selection.Query.After is { } after)
            query["after"] = after;

        var head = new JsonObject
        {
            ["v"] = 1,
            ["type"] = ManifestText.Type,
            ["site"] = selection.Site.Key,
            ["format"] = WireNames<ExportFormat>.Of(format),
            ["query"] = query,
            ["complete"] = selection.IsComplete,
            ["origin"] = checkpoint.Origin,
            ["keys"] = new JsonArray([.. keys.Select(k => (JsonNode?)k)]),
            ["checkpoint"] = note.ToString(),
        };
        if (written is not null)
        {
            head["records"] = written.Records;
            head["sha256"] = Convert.ToHexStringLower(written.Sha256);
        }

        return head;
    }

    /// <summary>Writes every position: a record, a removal, a statement, or the hash of a removed record.</summary>
    private static async IAsyncEnumerable<JsonObject> AllAsync(
        ILogSnapshot snapshot, StoredLog log, LogSelection selection, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var hashes = new LevelCursor(new StoredLevel(snapshot, log, 0), ct);
        await using var records = snapshot.RecordsAsync(selection.Query, ct).GetAsyncEnumerator(ct);
        await using var removals = snapshot.RemovalsAsync(log.Site, ct).GetAsyncEnumerator(ct);
        await using var statements = snapshot.StatementsAsync(log.Site, ct).GetAsyncEnumerator(ct);
        var (record, removal, statement) = (await records.MoveNextAsync(), await removals.MoveNextAsync(), await statements.MoveNextAsync());
        for (var position = 0L; position < log.Length; position++)
        {
            var hash = await HashAsync(hashes, log, position);
            if (record && records.Current.Record.LeafIndex == position)
            {
                yield return Line(position, hash, records.Current.Salt);
                record = await records.MoveNextAsync();
            }
            else if (removal && removals.Current is { Removal: { } said } && removals.Current.Leaf == position)
            {
                var line = Line(position, hash, said.Salt);
                line["removal"] = said.Record(log.Key);
                yield return line;
                removal = await removals.MoveNextAsync();
            }
            else if (statement && statements.Current is { Salt: { } salt } row && row.Leaf == position && row.Record() is { } stated)
            {
                var line = Line(position, hash, salt);
                line["duty"] = stated;
                yield return line;
                statement = await statements.MoveNextAsync();
            }
            else
            {
                yield return new JsonObject { ["i"] = position, ["hash"] = hash.ToString(), ["removed"] = true };
            }
        }
    }

    private static async IAsyncEnumerable<JsonObject> SelectedAsync(
        ILogSnapshot snapshot, StoredLog log, LogSelection selection, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var hashes = new LevelCursor(new StoredLevel(snapshot, log, 0), ct);
        await foreach (var (record, salt) in snapshot.RecordsAsync(selection.Query, ct))
        {
            if (record.LeafIndex >= log.Length)
                yield break;

            yield return Line(record.LeafIndex, await HashAsync(hashes, log, record.LeafIndex), salt);
        }
    }

    private static JsonObject Line(long position, TreeHash hash, UInt128 salt) =>
        new() { ["i"] = position, ["salt"] = Convert.ToBase64String(LedgerSalt.ToBytes(salt)), ["hash"] = hash.ToString() };

    private static async ValueTask<TreeHash> HashAsync(LevelCursor hashes, StoredLog log, long position) =>
        await hashes.AtAsync(position) ?? throw new InvalidDataException($"The log of {log.Key} lacks the hash of position {position}. Run ConsentHub verify database.");
}

/// <param name="Sha256">SHA-256 of the file's content before any compression.</param>
internal sealed record ExportedFile(long Records, byte[] Sha256);

/// <summary>The fixed texts of a manifest.</summary>
internal static class ManifestText
{
    public const string Type = "manifest";

    /// <summary>The text that the signature at the end covers. It has two lines, so that it can't be a checkpoint, which has three.</summary>
    public static string Signed(byte[] sha256) => $"consenthub/manifest/v1\n{Convert.ToBase64String(sha256)}\n";
}
