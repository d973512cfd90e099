using System.Security.Cryptography;
using ConsentHub.ConsentLog;
using ConsentHub.Sites;

namespace ConsentHub.Verification.Database;

/// <summary>Verifies the logs of a database, and all data that they depend on, from one snapshot. Writes nothing. Needs no secret key, but uses the master key if it is available.</summary>
internal sealed class DatabaseVerifier : IDisposable
{
    private readonly ILogSnapshot snapshot;
    private readonly SiteDirectory sites;
    private readonly Evidence evidence;
    private readonly ErrorList file = new();
    private readonly KeyCheck keys;
    private readonly TimeProvider time;
    private Publications publications = new();
    private SealedErasures erasures = new();
    private SealedRetentions retentions = new();
    private SealedHolds holds = new();
    private SealedStatements statements = new();

    public DatabaseVerifier(ILogSnapshot snapshot, SiteDirectory sites, Evidence evidence, TimeProvider time)
    {
        (this.snapshot, this.sites, this.evidence, this.time) = (snapshot, sites, evidence, time);
        keys = new KeyCheck(snapshot, evidence, file);
    }

    /// <summary>Whether the master key decrypts every key of the hub. Known after <see cref="CheckFileAsync"/>.</summary>
    public bool MasterOpensAll => keys.MasterOpensAll;

    public IReadOnlyList<ECDsa> Keys => keys.Keys;

    /// <summary>Checks that concern no single site: the file, the keys, orphaned rows.</summary>
    public async Task<ErrorList> CheckFileAsync(CancellationToken ct)
    {
        foreach (var damage in await snapshot.DamageAsync(ErrorList.Kept, ct))
            file.Add($"the database file is damaged: {damage}");

        foreach (var (table, site) in await snapshot.OrphansAsync(ct))
            file.Add($"table {table} has rows of site number {site}, which does not exist");

        await keys.RunAsync(ct);
        var audit = new AuditCheck(snapshot, keys.Keys, file);
        await audit.RunAsync(ct);
        (publications, erasures, retentions, holds, statements) = (audit.Publications, audit.Erasures, audit.Retentions, audit.Holds, audit.Statements);
        await new ErasureCheck(snapshot, erasures, file).CheckErasuresAsync(ct);
        publications.NameMissing(await LogsAsync(ct), file);
        await KeptCheckpointCheck.NameUnknownAsync(snapshot, evidence.Checkpoints, file, ct);
        try
        {
            await sites.ReloadAsync(ct);
            sites.ReadAll();
        }
        catch (Exception e) when (EntrySealer.Unreadable(e))
        {
            file.Add($"the sites and notices can't be read, so no record can be compared: {e.Message}");
        }

        return file;
    }

    public Task<IReadOnlyList<StoredLog>> LogsAsync(CancellationToken ct) => snapshot.LogsAsync(ct);

    /// <summary>Checks one site's log. Call <see cref="CheckFileAsync"/> first.</summary>
    public async Task<LogReport> CheckAsync(StoredLog log, IProgress<long>? progress, CancellationToken ct)
    {
        var (errors, corrected) = (new ErrorList(), new Corrected());
        LogNameCheck.Run(log, errors);
        await new SiteCheck(snapshot, log, publications, errors).RunAsync(ct);
        await new ErasureCheck(snapshot, erasures, errors).CheckIdsAsync(log, time.GetUtcNow(), ct);
        await new RetentionCheck(snapshot, log, retentions.Of(log.Key), errors).RunAsync(ct);
        await new HoldCheck(snapshot, log, holds.Of(log.Key), errors).RunAsync(ct);
        await new StatementCheck(snapshot, log, statements.Of(log.Key), errors).RunAsync(ct);
        var tiles = new TileCheck(snapshot, log, errors, corrected);
        await tiles.RunAsync(ct);
        var entries = new EntryCheck(snapshot, log, tiles.Length, errors, corrected);
        await entries.RunAsync(new EntrySealer(sites, log.Key), progress, ct);
        var checkpoints = new CheckpointCheck(snapshot, log, tiles.Length, errors, corrected);
        await checkpoints.RunAsync(keys.Keys, ct);
        await new CheckpointChainCheck(snapshot, log, keys.Keys, errors).RunAsync(ct);
        await new KeptCheckpointCheck(snapshot, log, tiles.Length, keys.Keys, errors).RunAsync(evidence.Checkpoints, ct);
        await entries.Mismatches.ReportAsync(snapshot, log, tiles.Length, checkpoints.Proven, errors, ct);
        // The index of hours can be checked only against intact records.
        if (errors.Count == 0)
            await new HourCheck(snapshot, log, errors).RunAsync(ct);

        return new LogReport(log.Key, tiles.Length, entries.Records, entries.Removals, entries.Removed, entries.Statements, checkpoints.Count, errors);
    }

    public void Dispose() => keys.Dispose();
}

/// <param name="Removals">Number of removal entries.</param>
/// <param name="Removed">Number of positions that the removal entries name.</param>
/// <param name="Statements">Number of statements about duties.</param>
internal sealed record LogReport(string Site, long Length, long Records, long Removals, long Removed, long Statements, long Checkpoints, ErrorList Errors);
