using System.Security.Cryptography;
using ConsentHub.Sites;
using ConsentHub.Storage;

namespace ConsentHub.Verification;

/// <summary>Verifies everything that a database's logs rest on, from one state, without writing and without a secret key.</summary>
internal sealed class DatabaseVerifier(ILogSnapshot snapshot, SiteDirectory sites) : IDisposable
{
    private readonly List<ECDsa> keys = [];

    /// <summary>What concerns no single site: the file, the keys, rows that belong to nobody.</summary>
    public async Task<FaultList> CheckFileAsync(CancellationToken ct)
    {
        var faults = new FaultList();
        foreach (var damage in await snapshot.DamageAsync(FaultList.Kept, ct))
            faults.Add($"the database file is damaged: {damage}");

        foreach (var (table, site) in await snapshot.StraysAsync(ct))
            faults.Add($"table {table} has rows of site number {site}, which does not exist");

        foreach (var key in await snapshot.SigningKeysAsync(ct))
            ReadKey(key, faults);

        await new AuditCheck(snapshot, keys, faults).RunAsync(ct);
        try
        {
            await sites.ReloadAsync(ct);
            sites.ReadAll();
        }
        catch (Exception e) when (EntrySealer.Unreadable(e))
        {
            faults.Add($"the sites and notices can't be read, so no record can be compared: {e.Message}");
        }

        return faults;
    }

    public Task<IReadOnlyList<StoredLog>> LogsAsync(CancellationToken ct) => snapshot.LogsAsync(ct);

    /// <summary>Checks one site's log. <see cref="CheckFileAsync"/> comes first.</summary>
    public async Task<LogReport> CheckAsync(StoredLog log, IProgress<long>? progress, CancellationToken ct)
    {
        var (faults, mended) = (new FaultList(), new Mended());
        if (log is { Length: > 0, Origins.Count: 0 })
            faults.Add($"the log of {log.Key} has no name");

        var tiles = new TileCheck(snapshot, log, faults, mended);
        await tiles.RunAsync(ct);
        var entries = new EntryCheck(snapshot, log, tiles.Length, faults, mended);
        await entries.RunAsync(new EntrySealer(sites, log.Key), progress, ct);
        var checkpoints = new CheckpointCheck(snapshot, log, tiles.Length, faults, mended);
        await checkpoints.RunAsync(keys, ct);
        await entries.Misfits.TellAsync(snapshot, log, tiles.Length, checkpoints.Proven, faults, ct);
        return new LogReport(log.Key, tiles.Length, entries.Records, entries.Removals, entries.Removed, checkpoints.Count, faults);
    }

    public void Dispose() => keys.ForEach(k => k.Dispose());

    private void ReadKey(byte[] spki, FaultList faults)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out _);
            keys.Add(key);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            faults.Add("a public key of the hub can't be read");
        }
    }
}

/// <param name="Removals">Entries that say what was removed.</param>
/// <param name="Removed">Positions that they name.</param>
internal sealed record LogReport(string Site, long Length, long Records, long Removals, long Removed, long Checkpoints, FaultList Faults);
